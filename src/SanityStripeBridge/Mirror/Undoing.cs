using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>What an undo would write, and what it leaves.</summary>
internal sealed record UndoPlan(FullPlan Plan, IReadOnlyList<LeftAlone> Left);

/// <summary>
/// Takes back a change or a run: sets former values in the documents, and lets the ordinary planner carry them over. What has
/// changed since stays.
/// </summary>
internal sealed class Undoing(
    IMemory memory,
    IInbox inbox,
    Looker looker,
    SanityApplier sanity,
    FamilyWork work,
    Companions companions,
    Standing standing,
    IOptionsMonitor<MirrorOptions> options,
    TimeProvider clock
)
{
    /// <summary>How often an editor may be quicker before another attempt later is better.</summary>
    private const int Patience = 4;

    private static readonly Concern All = new() { Everything = true };

    /// <summary>The changes that an id stands for, a change's own or a run's, oldest first; empty when it is neither.</summary>
    public async Task<IReadOnlyList<HistoryEntry>> FindAsync(string id, CancellationToken cancel) =>
        await memory.FindChangeAsync(id, cancel) is { } change
            ? [change]
            : await memory.ChangesOfAsync(id, cancel);

    /// <summary>Plans it and writes nothing: the documents first, then what follows from them in Stripe.</summary>
    public async Task<UndoPlan> PlanAsync(IReadOnlyList<HistoryEntry> entries, CancellationToken cancel)
    {
        var settings = await standing.PlanSettingsAsync(cancel) with { MayImportImages = false };
        var looks = new Dictionary<string, Look>(StringComparer.Ordinal);
        var plans = new List<FamilyPlan>();
        var left = new List<LeftAlone>();
        foreach (var family in entries.GroupBy(entry => entry.Family, StringComparer.Ordinal))
        {
            var lease = new FamilyLease(family.Key, "preview", 0, 0, DateTimeOffset.MaxValue);
            var state = new FamilyState(
                await memory.LoadAsync(family.Key, cancel),
                lease,
                settings,
                "preview"
            );
            var undo = await DecideAsync([.. family], state, cancel);
            left.AddRange(undo.Left);
            looks[family.Key] = state.Look;
            if (undo.Changes.Count > 0)
                plans.Add(await FollowAsync(undo.Changes, state, cancel));
        }
        return new(new(new(looks, default), plans), left);
    }

    /// <summary>Takes the changes of one family back, under its lease.</summary>
    /// <param name="entries">Of one family, oldest first.</param>
    /// <param name="runId">For the history; this undo can be undone by it.</param>
    public async Task<FamilyOutcome> ApplyAsync(
        IReadOnlyList<HistoryEntry> entries,
        string runId,
        CancellationToken cancel
    )
    {
        var family = entries[0].Family;
        var now = clock.GetUtcNow();
        var until = now + options.CurrentValue.Lease;
        if (
            await inbox.ClaimFamilyAsync(family, FamilyLease.RunOwner + runId, now, until, cancel)
            is not { } lease
        )
            return new(family, [], null, "it is being worked on; try again in a moment");
        FamilyState? state = null;
        try
        {
            state = new FamilyState(
                await memory.LoadAsync(family, cancel),
                lease,
                await standing.PlanSettingsAsync(cancel),
                runId
            );
            if (!await SetAsync(entries, state, cancel))
                throw new RemoteException(
                    FailureKind.Transient,
                    $"{family} is being edited; try again in a moment"
                );
            var result = await work.RunAsync(state, new WorkOrder(All, state.Look, [], runId), cancel);
            await companions.TellAsync(state, result, new Dictionary<string, string>(), cancel);
            if (state.Memory.NextAt(now) is { } later)
                await inbox.RingAsync(family, later, cancel);
            await inbox.FinishAsync(lease, [], clock.GetUtcNow(), cancel);
            return new(family, state.Applied, result, (result as WorkResult.Refused)?.Reason);
        }
        catch (RemoteException failure)
        {
            // What was set is remembered as half of an edit; whoever works the family next carries it over.
            var again = clock.GetUtcNow().AddSeconds(30);
            await inbox.RetryAsync(lease, [], failure.Message, again, CancellationToken.None);
            if (failure.Kind == FailureKind.Operator)
                throw;
            return new(family, state?.Applied ?? [], null, failure.Message);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await inbox.RetryAsync(lease, [], "stopped", clock.GetUtcNow(), CancellationToken.None);
            throw;
        }
    }

    private async Task<bool> SetAsync(
        IReadOnlyList<HistoryEntry> entries,
        FamilyState state,
        CancellationToken cancel
    )
    {
        for (var attempt = 0; attempt < Patience; attempt++)
        {
            var undo = await DecideAsync(entries, state, cancel);
            if (undo.Changes.Count == 0 || await sanity.ApplyAsync(undo.Changes, state, cancel))
                return true;
        }
        return false;
    }

    private async Task<Undo> DecideAsync(
        IReadOnlyList<HistoryEntry> entries,
        FamilyState state,
        CancellationToken cancel
    )
    {
        foreach (var link in Undo.PairsOf(entries, state.Memory))
            await looker.SeeAsync(state, Present.WantsOf(link), cancel);
        var because = "undo of " + (entries.Count == 1 ? entries[0].Id : entries[0].Cause);
        return Undo.Of(entries, state.Memory, state.Look, state.Settings, because);
    }

    // What the planner makes of the documents once the former values stand in them.
    private async Task<FamilyPlan> FollowAsync(
        IReadOnlyList<Change> changes,
        FamilyState state,
        CancellationToken cancel
    )
    {
        foreach (var change in changes)
        {
            var document = PartId.DocumentOf(change.SanityId);
            var write = DocumentWrite.Patch(
                change,
                state.Look.Documents[document],
                state.FormerPrices(change.SanityId),
                alone: false,
                "preview",
                state.Settings.Mapping
            );
            state.Look = state.Look.With(document, write.After);
        }
        while (true)
        {
            var plan = FamilyPlanner.Plan(
                state.Memory,
                state.Look,
                All,
                [],
                state.Settings,
                clock.GetUtcNow()
            );
            if (plan.Wants.IsEmpty)
                return plan with { Changes = [.. changes, .. plan.Changes] };
            await looker.SeeAsync(state, plan.Wants, cancel);
        }
    }
}
