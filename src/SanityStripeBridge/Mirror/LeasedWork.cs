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
        var now = clock.GetUtcNow();
        return inbox.ClaimFamilyAsync(family, owner, now, now + options.CurrentValue.Lease, cancel);
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
    /// <exception cref="RemoteException">The operator's fault: no other family would fare better.</exception>
    public async Task<FamilyOutcome> OutcomeAsync(
        FamilyState state,
        Func<Task<WorkResult>> act,
        CancellationToken cancel
    )
    {
        var began = clock.GetUtcNow();
        try
        {
            var result = await GiveBackAsync(state, began, act, cancel);
            return new(state.Family, state.Applied, result, (result as WorkResult.Refused)?.Reason);
        }
        catch (RemoteException failure) when (failure.Kind != FailureKind.Operator)
        {
            return new(state.Family, state.Applied, null, failure.Message);
        }
    }

    /// <summary>Does it and gives the lease back, rung for what falls due by itself.</summary>
    /// <param name="workedAt">When work began that goes through the whole family; the least moment when it may stop before.</param>
    public async Task<T> GiveBackAsync<T>(
        FamilyState state,
        DateTimeOffset workedAt,
        Func<Task<T>> act,
        CancellationToken cancel
    )
    {
        try
        {
            var done = await act();
            if (state.Memory.NextAt(workedAt) is { } later)
                await inbox.RingAsync(state.Family, later, CancellationToken.None);
            await inbox.FinishAsync(state.Lease, [], clock.GetUtcNow(), CancellationToken.None);
            return done;
        }
        catch (RemoteException failure)
        {
            await AgainAsync(state, failure.Message, UntilNextTry);
            throw;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The next run, or a service beside this one, takes it up at once.
            await AgainAsync(state, "stopped", TimeSpan.Zero);
            throw;
        }
    }

    private Task AgainAsync(FamilyState state, string why, TimeSpan pause) =>
        inbox.RetryAsync(state.Lease, [], why, clock.GetUtcNow() + pause, CancellationToken.None);
}
