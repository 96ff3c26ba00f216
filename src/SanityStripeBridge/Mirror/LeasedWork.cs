using Microsoft.Extensions.Options;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// One family's part of a run, or of a person's decision: its lease is taken, and given back however the work ends. What was
/// begun by then is in the ledger, and whoever works the family next takes it up.
/// </summary>
internal sealed class LeasedWork(
    IInbox inbox,
    FamilyWork work,
    Companions companions,
    IOptionsMonitor<MirrorOptions> options,
    TimeProvider clock
)
{
    private static readonly TimeSpan UntilNextTry = TimeSpan.FromSeconds(30);

    /// <summary>Null while somebody else works the family.</summary>
    public Task<FamilyLease?> ClaimAsync(string family, string owner, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var now = clock.GetUtcNow();
        var until = now + options.CurrentValue.Lease;
        // Not broken off: a lease that was granted to somebody who has gone is nobody's until it ends.
        return inbox.ClaimFamilyAsync(family, owner, now, until, CancellationToken.None);
    }

    /// <summary>Works the family and tells its editors how it stands.</summary>
    public async Task<WorkResult> RunAsync(FamilyState state, WorkOrder order, CancellationToken cancel)
    {
        var result = await work.RunAsync(state, order, cancel);
        if (result is not WorkResult.Elsewhere)
            await companions.TellAsync(state, result, new Dictionary<string, string>(), cancel);
        return result;
    }

    /// <summary>How a run's work on the family came out; a platform that did not do it fails this family and no other.</summary>
    /// <param name="lease">Of the family.</param>
    /// <param name="load">What is known of the family; nothing stands between the lease and its end, not this either.</param>
    /// <param name="act">The work.</param>
    /// <param name="cancel">A stop.</param>
    /// <exception cref="RemoteException">The operator's fault: no other family would fare better.</exception>
    public async Task<FamilyOutcome> OutcomeAsync(
        FamilyLease lease,
        Func<Task<FamilyState>> load,
        Func<FamilyState, Task<WorkResult>> act,
        CancellationToken cancel
    )
    {
        var began = clock.GetUtcNow();
        FamilyState? state = null;
        try
        {
            var result = await GiveBackAsync(lease, began, async () => state = await load(), act, cancel);
            return new(lease.Family, state!.Applied, result, (result as WorkResult.Refused)?.Reason);
        }
        catch (RemoteException failure) when (failure.Kind != FailureKind.Operator)
        {
            return new(lease.Family, state?.Applied ?? [], null, failure.Message);
        }
    }

    /// <summary>Does it and gives the lease back, rung for what falls due by itself.</summary>
    /// <param name="lease">Of the family.</param>
    /// <param name="workedAt">When work began that goes through the whole family; the least moment when it may stop before.</param>
    /// <param name="load">What is known of the family.</param>
    /// <param name="act">The work.</param>
    /// <param name="cancel">A stop.</param>
    public async Task<T> GiveBackAsync<T>(
        FamilyLease lease,
        DateTimeOffset workedAt,
        Func<Task<FamilyState>> load,
        Func<FamilyState, Task<T>> act,
        CancellationToken cancel
    )
    {
        try
        {
            var state = await load();
            var done = await act(state);
            if (state.Memory.NextAt(workedAt) is { } later)
                await inbox.RingAsync(lease.Family, later, CancellationToken.None);
            await inbox.FinishAsync(lease, [], clock.GetUtcNow(), CancellationToken.None);
            return done;
        }
        catch (RemoteException failure)
        {
            await AgainAsync(lease, failure.Message, UntilNextTry);
            throw;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The next run, or a service beside this one, takes it up at once.
            await AgainAsync(lease, "stopped", TimeSpan.Zero);
            throw;
        }
    }

    private Task AgainAsync(FamilyLease lease, string why, TimeSpan pause) =>
        inbox.RetryAsync(lease, [], why, clock.GetUtcNow() + pause, CancellationToken.None);
}
