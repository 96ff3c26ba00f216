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
    LeasedWork leased,
    Looker looker,
    SanityApplier sanity,
    StripeApplier stripe,
    Standing standing,
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
    /// <param name="orderedBy">For the history; null when nobody did over the admin API.</param>
    public async Task<FamilyOutcome> ApplyAsync(
        IReadOnlyList<HistoryEntry> entries,
        string runId,
        string? orderedBy,
        CancellationToken cancel
    )
    {
        var family = entries[0].Family;
        if (await leased.ClaimAsync(family, FamilyLease.RunOwner + runId, cancel) is not { } lease)
            return new(family, [], null, "it is being worked on; try again in a moment");
        return await leased.OutcomeAsync(
            lease,
            async () =>
                new FamilyState(
                    await memory.LoadAsync(family, cancel),
                    lease,
                    await standing.PlanSettingsAsync(cancel),
                    runId
                )
                {
                    OrderedBy = orderedBy,
                },
            state => WorkAsync(entries, state, runId, cancel),
            cancel
        );
    }

    // Broken off in between, what was set is remembered as half of an edit: whoever works the family next carries it over.
    private async Task<WorkResult> WorkAsync(
        IReadOnlyList<HistoryEntry> entries,
        FamilyState state,
        string runId,
        CancellationToken cancel
    )
    {
        if (!await SetAsync(entries, state, cancel))
            throw new RemoteException(
                FailureKind.Transient,
                $"{state.Family} is being edited; try again in a moment"
            );
        return await leased.RunAsync(state, new WorkOrder(All, state.Look, [], runId), cancel);
    }

    private async Task<bool> SetAsync(
        IReadOnlyList<HistoryEntry> entries,
        FamilyState state,
        CancellationToken cancel
    )
    {
        for (var attempt = 0; attempt < Patience; attempt++)
        {
            var sides = (await DecideAsync(entries, state, cancel)).Changes.ToLookup(change => change.Side);
            if (
                sides.Contains(Side.Sanity)
                && !await sanity.ApplyAsync([.. sides[Side.Sanity]], state, cancel)
            )
                continue;
            foreach (var change in sides[Side.Stripe])
                await stripe.ApplyAsync(change, state, cancel);
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

    // What the planner makes of it once the former values stand where they were set.
    private async Task<FamilyPlan> FollowAsync(
        IReadOnlyList<Change> changes,
        FamilyState state,
        CancellationToken cancel
    )
    {
        foreach (var change in changes.Where(change => change.Side == Side.Sanity))
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
                return plan with
                {
                    Changes =
                    [
                        .. changes,
                        .. plan.Changes,
                        .. changes.Where(change => change.Side == Side.Stripe).Select(Undo.Following),
                    ],
                };
            await looker.SeeAsync(state, plan.Wants, cancel);
        }
    }
}
