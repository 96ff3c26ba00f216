using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Retry;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>Works the families that are due, one at a time, and says to the inbox how it ended.</summary>
internal sealed partial class FamilyWorker(
    IInbox inbox,
    IMemory memory,
    Orders orders,
    Rehoming rehoming,
    FamilyWork work,
    Companions companions,
    Standing standing,
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
        var now = clock.GetUtcNow();
        var lease = await inbox.ClaimAsync(owner, now, now + options.CurrentValue.Lease, cancel);
        if (lease is null)
            return false;
        var deliveries = await inbox.TakeAsync(lease, cancel);
        List<long> ids = [.. deliveries.Select(delivery => delivery.Id)];
        try
        {
            await WorkAsync(lease, deliveries, ids, cancel);
        }
        catch (RemoteException failure) when (failure.Kind == FailureKind.Operator)
        {
            // The key's or account's fault: nobody's delivery dies of it.
            await standing.PauseAsync(failure.Message, CancellationToken.None);
            LogPaused(failure.Message);
            await inbox.RetryAsync(
                lease,
                [],
                failure.Message,
                clock.GetUtcNow().AddMinutes(1),
                CancellationToken.None
            );
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
        IReadOnlyList<long> ids,
        CancellationToken cancel
    )
    {
        if (await rehoming.MoveAsync(lease, deliveries, cancel) is var moved && moved.Count > 0)
        {
            deliveries = [.. deliveries.Where(delivery => !moved.Contains(delivery.Id))];
            ids = [.. deliveries.Select(delivery => delivery.Id)];
            if (deliveries.Count == 0)
            {
                await inbox.FinishAsync(lease, [], clock.GetUtcNow(), cancel);
                return;
            }
        }
        var family = await memory.LoadAsync(lease.Family, cancel);
        var reading = await orders.ReadAsync(family, deliveries, cancel);
        WorkResult? result = null;
        if (reading.Order is { } order)
        {
            var settings = await standing.PlanSettingsAsync(cancel);
            var state = new FamilyState(family, lease, settings, order.Cause);
            result = await work.RunAsync(state, order, cancel);
            family = state.Memory;
            if (result is not WorkResult.Elsewhere)
                await companions.TellAsync(state, result, reading.Requests, cancel);
        }
        if (reading.Known.Count > 0)
            await memory.CommitAsync(new() { Documents = reading.Known }, cancel);
        await EndAsync(lease, ids, result, family, cancel);
    }

    private async Task EndAsync(
        FamilyLease lease,
        IReadOnlyList<long> ids,
        WorkResult? result,
        FamilyMemory family,
        CancellationToken cancel
    )
    {
        var now = clock.GetUtcNow();
        // The claim took the family's alarm with it, whatever it was claimed for.
        if (result is not WorkResult.Elsewhere && family.NextAt(now) is { } later)
            await inbox.RingAsync(lease.Family, later, cancel);
        switch (result)
        {
            case WorkResult.Elsewhere elsewhere:
                await inbox.MoveAsync(ids, elsewhere.Family, now, cancel);
                await inbox.FinishAsync(lease, [], now, cancel);
                break;
            case WorkResult.Held held:
                await inbox.HoldAsync(lease, ids, held.Reason, now, cancel);
                break;
            case WorkResult.Refused refused:
                LogRefused(refused.SanityId, refused.Reason);
                await inbox.BuryAsync(lease, ids, refused.Reason, now, cancel);
                break;
            case WorkResult.Settled settled when settled.Plan.Findings.FirstOrDefault(Blocks) is { } finding:
                await BlockAsync(lease, ids, finding, now, cancel);
                break;
            default:
                await inbox.FinishAsync(lease, ids, now, cancel);
                break;
        }
    }

    private static bool Blocks(Core.Planning.Finding finding) =>
        finding.Status is CompanionStatus.Error or CompanionStatus.Held;

    // A document that cannot be mirrored is dead until its next edit; one that the gate holds waits for a person.
    private Task BlockAsync(
        FamilyLease lease,
        IReadOnlyList<long> ids,
        Core.Planning.Finding finding,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        LogRefused(finding.SanityId, finding.Message);
        return finding.Status == CompanionStatus.Held
            ? inbox.HoldAsync(lease, ids, finding.Message, now, cancel)
            : inbox.BuryAsync(lease, ids, finding.Message, now, cancel);
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
            await inbox.RetryAsync(lease, ids, failure.Message, at, CancellationToken.None);
        }
        else
        {
            LogDead(lease.Family, failure.Message);
            await inbox.BuryAsync(lease, ids, failure.Message, now, CancellationToken.None);
        }
    }

    [LoggerMessage(1200, LogLevel.Error, "[MIRROR] writing is paused: {Reason}")]
    private partial void LogPaused(string reason);

    [LoggerMessage(1201, LogLevel.Error, "[MIRROR] {Family} failed unexpectedly")]
    private partial void LogBroken(string family, Exception failure);

    [LoggerMessage(1202, LogLevel.Warning, "[MIRROR] {SanityId} cannot be mirrored: {Reason}")]
    private partial void LogRefused(string sanityId, string reason);

    [LoggerMessage(1203, LogLevel.Warning, "[MIRROR] {Family} is tried again at {At}: {Reason}")]
    private partial void LogRetry(string family, string reason, DateTimeOffset at);

    [LoggerMessage(1204, LogLevel.Error, "[MIRROR] {Family} is given up: {Reason}")]
    private partial void LogDead(string family, string reason);
}
