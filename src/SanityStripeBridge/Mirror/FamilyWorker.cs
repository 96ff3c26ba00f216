using System.Diagnostics;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Retry;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Traces;

namespace SanityStripeBridge.Mirror;

/// <summary>Works the families that are due, one at a time, and says to the inbox how it ended.</summary>
internal sealed partial class FamilyWorker(
    IInbox inbox,
    IMemory memory,
    Orders orders,
    Rehoming rehoming,
    Prefetch prefetch,
    FamilyWork work,
    Companions companions,
    Standing standing,
    WorkMeter meter,
    Neighbours neighbours,
    IOptionsMonitor<MirrorOptions> options,
    TimeProvider clock,
    Func<double> jitter,
    ILogger<FamilyWorker> log
)
{
    /// <summary>Works the family that has been due longest; false when none is due or writing is paused.</summary>
    public async Task<bool> WorkOneAsync(string owner, CancellationToken cancel)
    {
        if (await standing.IsPausedAsync(cancel))
            return false;
        await prefetch.ReadyAsync(cancel);
        var now = clock.GetUtcNow();
        var lease = await inbox.ClaimAsync(owner, now, now + options.CurrentValue.Lease, cancel);
        if (lease is null)
            return false;
        var deliveries = await inbox.TakeAsync(lease, cancel);
        var traces = deliveries.Select(delivery => Origin.Of(delivery).Trace).OfType<ActivityContext>();
        using var span = Spans.Work(neighbours.Self, lease.Family, [.. traces]);
        span?.SetTag("bridge.deliveries", string.Join(',', deliveries.Select(delivery => delivery.Id)));
        using var scope = deliveries.Count > 0 ? log.BeginScope(new WorkScope(deliveries, clock)) : null;
        var found = prefetch.Take(lease, deliveries);
        List<long> ids = [.. deliveries.Select(delivery => delivery.Id)];
        try
        {
            await WorkAsync(lease, deliveries, found, cancel);
        }
        catch (RemoteException failure) when (failure.Kind == FailureKind.Operator)
        {
            // The key's or account's fault: nobody's delivery dies of it.
            await standing.PauseAsync(failure.Message, CancellationToken.None);
            LogPaused(failure.Message);
            Tell("paused", failed: true);
            await inbox.RetryAsync(
                lease,
                [],
                failure.Message,
                clock.GetUtcNow().AddMinutes(1),
                CancellationToken.None
            );
        }
        catch (LeaseLostException lost)
        {
            // Nothing is left to say about it: the family and its deliveries are the new owner's.
            LogLost(lost.Message);
            Tell("lost", failed: true);
        }
        catch (RemoteException failure)
        {
            await TryAgainAsync(lease, ids, failure, failure.RetryAfter);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogBroken(lease.Family, failure);
            await TryAgainAsync(lease, ids, failure, null);
        }
        return true;
    }

    private async Task WorkAsync(
        FamilyLease lease,
        IReadOnlyList<Delivery> deliveries,
        Prefetched found,
        CancellationToken cancel
    )
    {
        if (await rehoming.MoveAsync(lease, deliveries, cancel) is var moved && moved.Count > 0)
        {
            deliveries = [.. deliveries.Where(delivery => !moved.Contains(delivery.Id))];
            if (deliveries.Count == 0)
            {
                await inbox.FinishAsync(lease, [], clock.GetUtcNow(), cancel);
                return;
            }
        }
        var prices = deliveries.Where(IsOfPrice).Select(delivery => delivery.Subject).Distinct().ToList();
        if (prices.Count > 0)
            await memory.ReleaseKeysAsync(prices, clock.GetUtcNow(), cancel);
        var family = await memory.LoadAsync(lease.Family, cancel);
        var reading = await orders.ReadAsync(family, deliveries, cancel);
        // Whoever presses the button wants it tried.
        if (reading.Requests.Count > 0)
            family = await memory.ForgetKeysAsync(family, _ => true, cancel);
        // Before the work: the revisions that it makes itself are newer, and a body counts only as the next of the newest.
        if (reading.Known.Count > 0)
            await memory.CommitAsync(new() { Under = lease, Documents = reading.Known }, cancel);
        WorkResult? result = null;
        var worked = DateTimeOffset.MinValue;
        if (reading.Order is { } order)
        {
            var settings = await standing.PlanSettingsAsync(cancel);
            var state = new FamilyState(family, lease, settings, order.Cause)
            {
                Prefetched = found,
                DeletionTold = deliveries.Any(delivery =>
                    delivery is { Side: Side.Sanity, Operation: "delete", Found: false }
                ),
            };
            worked = clock.GetUtcNow();
            result = await work.RunAsync(state, order, cancel);
            family = state.Memory;
            if (result is not WorkResult.Elsewhere)
                await companions.TellAsync(state, result, reading.Requests, cancel);
        }
        // The claim took the family's alarm with it, whatever it was claimed for.
        if (result is not WorkResult.Elsewhere && family.NextAt(worked) is { } next)
            await inbox.RingAsync(lease.Family, next, cancel);
        await EndAsync(lease, deliveries, family, result, cancel);
        Count(lease, result, deliveries);
    }

    private void Count(FamilyLease lease, WorkResult? result, IReadOnlyList<Delivery> deliveries)
    {
        var word = result switch
        {
            WorkResult.Held => "held",
            WorkResult.Refused => "refused",
            WorkResult.Elsewhere => "moved",
            _ => "settled",
        };
        Tell(word, failed: result is WorkResult.Held or WorkResult.Refused);
        if (result is not WorkResult.Settled { Applied.Count: > 0 } written)
            return;
        LogWritten(lease.Family, written.Applied.Count);
        // What catch-up found was not received.
        foreach (var told in deliveries.Where(delivery => !delivery.Found))
            meter.Written(told.Side, clock.GetUtcNow() - told.ReceivedAt);
    }

    private void Tell(string result, bool failed)
    {
        meter.Worked(result);
        Activity.Current.End(result, failed);
    }

    private static bool IsOfPrice(Delivery delivery) =>
        delivery.Side == Core.Catalogue.Side.Stripe
        && delivery.Type.Contains("price.", StringComparison.Ordinal);

    private async Task EndAsync(
        FamilyLease lease,
        IReadOnlyList<Delivery> deliveries,
        FamilyMemory family,
        WorkResult? result,
        CancellationToken cancel
    )
    {
        var now = clock.GetUtcNow();
        List<long> ids = [.. deliveries.Select(delivery => delivery.Id)];
        switch (result)
        {
            case WorkResult.Elsewhere elsewhere:
                await inbox.MoveAsync(ids, elsewhere.Family, now, cancel);
                await inbox.FinishAsync(lease, [], now, cancel);
                break;
            case WorkResult.Held held:
                LogHeld(lease.Family, held.Reason);
                await inbox.HoldAsync(lease, ids, held.Reason, now, cancel);
                break;
            case WorkResult.Refused refused:
                LogRefused(refused.SanityId, refused.Reason);
                await inbox.BuryAsync(lease, ids, refused.Reason, now, cancel);
                break;
            case WorkResult.Settled settled:
                var findings = Findings.Of(settled.Plan);
                foreach (var finding in findings)
                    LogRefused(finding.SanityId, finding.Message);
                var ends = deliveries.Select(delivery => Findings.EndOf(delivery, findings, family));
                await inbox.EndAsync(lease, [.. ends], now, cancel);
                break;
            default:
                await inbox.FinishAsync(lease, ids, now, cancel);
                break;
        }
    }

    private async Task TryAgainAsync(
        FamilyLease lease,
        IReadOnlyList<long> ids,
        Exception failure,
        TimeSpan? retryAfter
    )
    {
        var now = clock.GetUtcNow();
        var backoff = Backoff.Default with { Attempts = options.CurrentValue.Attempts };
        var again = backoff.NextAttemptAt(lease.Attempts + 1, now, jitter(), retryAfter);
        if (again is { } at)
        {
            LogRetry(lease.Family, failure.Message, at);
            Tell("retried", failed: true);
            await inbox.RetryAsync(lease, ids, failure.Message, at, CancellationToken.None);
        }
        else
        {
            LogDead(lease.Family, failure.Message);
            Tell("dead", failed: true);
            await inbox.BuryAsync(lease, ids, failure.Message, now, CancellationToken.None);
        }
    }

    [LoggerMessage(1208, LogLevel.Information, "[MIRROR] {Family}: {Count} changes written")]
    private partial void LogWritten(string family, int count);

    [LoggerMessage(1200, LogLevel.Error, "[MIRROR] writing is paused: {Reason}")]
    private partial void LogPaused(string reason);

    [LoggerMessage(1205, LogLevel.Warning, "[MIRROR] {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(1201, LogLevel.Error, "[MIRROR] {Family} failed unexpectedly")]
    private partial void LogBroken(string family, Exception failure);

    [LoggerMessage(1202, LogLevel.Warning, "[MIRROR] {SanityId} cannot be mirrored: {Reason}")]
    private partial void LogRefused(string sanityId, string reason);

    [LoggerMessage(1207, LogLevel.Error, "[MIRROR] {Family} is held until a person releases it: {Reason}")]
    private partial void LogHeld(string family, string reason);

    [LoggerMessage(1203, LogLevel.Warning, "[MIRROR] {Family} is tried again at {At}: {Reason}")]
    private partial void LogRetry(string family, string reason, DateTimeOffset at);

    [LoggerMessage(1204, LogLevel.Error, "[MIRROR] {Family} is given up: {Reason}")]
    private partial void LogDead(string family, string reason);
}
