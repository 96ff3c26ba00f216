using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// One family's work under its lease: settle, look, plan, apply the first change, plan again, until nothing is left. Every
/// step commits what it learnt before the next, so it may stop at any await and be taken up by anybody.
/// </summary>
internal sealed class FamilyWork(
    IMemory memory,
    Looker looker,
    Settler settler,
    StripeApplier stripe,
    SanityApplier sanity,
    StaleCopies staleCopies,
    Ledger ledger,
    Restraint restraint,
    Standing standing,
    IOptionsMonitor<MirrorOptions> options,
    TimeProvider clock
)
{
    /// <summary>More rounds than any plan needs: beyond it something fights back, and another attempt later is better.</summary>
    private const int MostRounds = 400;

    /// <exception cref="RemoteException">It may be tried again; also when the lease came to its end.</exception>
    public async Task<WorkResult> RunAsync(FamilyState state, WorkOrder order, CancellationToken cancel)
    {
        var left = state.Lease.Until - options.CurrentValue.LongestAttempt - clock.GetUtcNow();
        // A call that was slow, or a machine that slept, begins no further attempt in the new owner's time.
        using var end = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, end.Token);
        try
        {
            return await WorkAsync(state, order, either.Token);
        }
        catch (OperationCanceledException over) when (!cancel.IsCancellationRequested)
        {
            throw LeaseEnds(state, over);
        }
    }

    private async Task<WorkResult> WorkAsync(FamilyState state, WorkOrder order, CancellationToken cancel)
    {
        state.Look = order.Look;
        state.Past = order.Past;
        await settler.SettleAsync(state, cancel);
        var overwritten = order.Overwritten;
        var concern = Widened(order.Concern, state.Memory);
        for (var round = 0; round < MostRounds; round++)
        {
            var plan = FamilyPlanner.Plan(
                state.Memory,
                state.Look,
                concern,
                overwritten,
                state.Settings,
                clock.GetUtcNow()
            );
            if (!plan.Wants.IsEmpty)
            {
                await looker.SeeAsync(state, plan.Wants, cancel);
                if (state.BelongsTo is { } other)
                    return new WorkResult.Elsewhere(other);
                continue;
            }
            await RememberAsync(state, plan, cancel);
            overwritten = StillFought(overwritten, plan);
            if (plan.Changes.Count == 0)
            {
                await staleCopies.MendAsync(state, cancel);
                await standing.EndReleaseAsync(state.Family, clock.GetUtcNow(), cancel);
                return Ended(state, plan);
            }
            if (await restraint.ReasonAsync(plan.Changes[0], state, cancel) is { } reason)
                return new WorkResult.Held(state.Applied, plan, reason);
            RequireTimeLeft(state);
            try
            {
                await ApplyFirstAsync(plan, state, cancel);
            }
            catch (RemoteException refusal) when (refusal.Kind == FailureKind.Refused)
            {
                if (
                    await IsTakenIdAsync(refusal, plan.Changes[0], state, cancel)
                    || await IsTakenKeyAsync(refusal, plan.Changes[0], state, cancel)
                    || IsKeptByReferences(plan, state, refusal)
                    || Refusal.IsOfOne(refusal, plan, state)
                )
                    continue;
                return new WorkResult.Refused(state.Applied, plan, plan.Changes[0].SanityId, refusal.Message);
            }
        }
        throw new RemoteException(
            FailureKind.Transient,
            $"{state.Family} was not settled after {MostRounds} rounds"
        );
    }

    // Prices that waited for their product stay in view when it has been made or is back: nothing else would ring them.
    public static Concern Widened(Concern concern, FamilyMemory memory) =>
        memory.Product is { State: not LinkState.Tombstone }
            ? concern
            : concern with
            {
                PriceDocuments = concern.PriceDocuments.Union(
                    memory
                        .Documents.Where(known => known is { Type: ObjectType.Price, Rev: not null })
                        .Select(known => known.SanityId)
                ),
            };

    private async Task ApplyFirstAsync(FamilyPlan plan, FamilyState state, CancellationToken cancel)
    {
        if (plan.Changes[0].Side == Side.Stripe)
            await stripe.ApplyAsync(plan.Changes[0], state, cancel);
        else
            await sanity.ApplyAsync(Refusal.Together(plan, state), state, cancel);
    }

    private static WorkResult Ended(FamilyState state, FamilyPlan plan)
    {
        var refusals = state
            .Look.Refusals.Concat(state.Look.RefusedDocuments)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .ToList();
        return refusals.Count == 0
            ? new WorkResult.Settled(state.Applied, plan)
            : new WorkResult.Refused(
                state.Applied,
                plan,
                refusals[0].Key == Look.DefaultPrice ? state.Family : refusals[0].Key,
                string.Join("; ", refusals.Select(pair => pair.Value))
            );
    }

    // A lookup key that somebody holds: once it is known who, the planner takes it over from our own chain or says whose it is.
    private async Task<bool> IsTakenKeyAsync(
        RemoteException refusal,
        Change change,
        FamilyState state,
        CancellationToken cancel
    ) =>
        refusal.Parameter == "lookup_key"
        && change.LookupKey is { } key
        && await looker.SeeKeyHolderAsync(state, change.SanityId, key, cancel);

    // A product id that exists already: looked at, the planner either recognises it as ours or takes the next one.
    private async Task<bool> IsTakenIdAsync(
        RemoteException refusal,
        Change change,
        FamilyState state,
        CancellationToken cancel
    )
    {
        if (refusal.Code != "resource_already_exists" || state.Look.Products.ContainsKey(change.StripeId!))
            return false;
        await looker.SeeAsync(state, new() { Products = [change.StripeId!] }, cancel);
        return true;
    }

    // What other documents refer to stays, marked; the next piece of work tries again.
    private static bool IsKeptByReferences(FamilyPlan plan, FamilyState state, RemoteException refusal)
    {
        var removed = plan.Changes.Where(change => change.Action == ChangeAction.Delete).ToList();
        if (removed.Count == 0 || plan.Changes[0].Side != Side.Sanity)
            return false;
        // That it was done was said too early.
        state.Told.RemoveAll(told => removed.Exists(change => change.SanityId == told.SanityId));
        foreach (var change in removed)
            state.Tell(
                change.SanityId,
                $"It was deleted in Stripe, but the document could not be taken away: {refusal.Message}"
            );
        state.Settings = state.Settings with { DeletedInStripe = DeletedInStripe.Mark };
        return true;
    }

    private async Task RememberAsync(FamilyState state, FamilyPlan plan, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        // What a round decided about an editor's value is not found again once it is written.
        foreach (var finding in plan.Findings.Where(finding => finding.Status == CompanionStatus.Synced))
            state.Tell(finding.SanityId, finding.Message);
        // It is put back in a moment; that it was tried is an error all the same.
        state.Rejected.UnionWith(plan.Rejected);
        var links = plan.Links.Where(link => !state.Memory.Links.Contains(link)).ToList();
        var conflicts = plan
            .Conflicts.Select(record => record.Id.Length > 0 ? record : record with { Id = ledger.NewId() })
            .ToList();
        var notes = plan
            .Notes.Where(note => state.Noted.Add(note.SanityId + note.Sentence))
            .Select(note => Note(state, note.SanityId, note.Sentence, now))
            .ToList();
        var retirements = plan.Retirements.Where(old => !state.Memory.Retirements.Contains(old)).ToList();
        if (links.Count + conflicts.Count + notes.Count + retirements.Count == 0)
            return;
        await memory.CommitAsync(
            new()
            {
                Under = state.Lease,
                Links = links,
                Conflicts = conflicts,
                History = notes,
                Retirements = retirements,
            },
            cancel
        );
        foreach (var link in links)
            state.Memory = state.Memory.With(link);
        state.Memory = retirements.Aggregate(state.Memory, (memory, old) => memory.With(old)) with
        {
            Conflicts =
            [
                .. state
                    .Memory.Conflicts.ExceptBy(conflicts.Select(record => record.Id), record => record.Id)
                    .Concat(conflicts)
                    .Where(record => record.ResolvedAt is null),
            ],
        };
    }

    private HistoryEntry Note(FamilyState state, string sanityId, string sentence, DateTimeOffset now)
    {
        var link = state.Memory.Links.FirstOrDefault(link => link.SanityId == sanityId);
        return new()
        {
            Id = ledger.NewId(),
            At = now,
            Family = state.Family,
            Type = link?.Type ?? (sanityId == state.Family ? ObjectType.Product : ObjectType.Price),
            SanityId = sanityId,
            StripeId = link?.StripeId,
            Action = "note",
            Because = sentence,
            Cause = state.Cause,
            OrderedBy = state.OrderedBy,
        };
    }

    // An overwritten edit whose record is closed is done with; one that is being put back is compared again.
    private static List<Overwritten> StillFought(IReadOnlyList<Overwritten> overwritten, FamilyPlan plan) =>
        [
            .. overwritten.Where(lost =>
                plan.Changes.Any(change =>
                    change.Side == Side.Stripe
                    && change.StripeId == lost.StripeId
                    && change.Fields.Any(field => field.Path == lost.Path)
                )
            ),
        ];

    // A database fence does not stop a paused node's POST: nothing is sent that could outlive the lease.
    private void RequireTimeLeft(FamilyState state)
    {
        if (clock.GetUtcNow() > state.Lease.Until - options.CurrentValue.LongestCall)
            throw LeaseEnds(state, null);
    }

    private static RemoteException LeaseEnds(FamilyState state, Exception? inner) =>
        new(
            FailureKind.Transient,
            $"the lease of {state.Family} ends before another call could; the work goes on with a new one",
            inner: inner
        );
}
