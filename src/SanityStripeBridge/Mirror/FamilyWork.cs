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
    Ledger ledger,
    Standing standing,
    IOptionsMonitor<MirrorOptions> options,
    TimeProvider clock
)
{
    /// <summary>More rounds than any plan needs: beyond it something fights back, and another attempt later is better.</summary>
    private const int MostRounds = 400;

    public async Task<WorkResult> RunAsync(FamilyState state, WorkOrder order, CancellationToken cancel)
    {
        state.Look = order.Look;
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
                await standing.EndReleaseAsync(state.Family, cancel);
                return new WorkResult.Settled(state.Applied, plan);
            }
            if (await BrakeAsync(plan.Changes[0], state.Family, cancel) is { } reason)
                return new WorkResult.Held(state.Applied, plan, reason);
            RequireTimeLeft(state);
            try
            {
                await ApplyFirstAsync(plan, state, cancel);
            }
            catch (RemoteException refusal) when (refusal.Kind == FailureKind.Refused)
            {
                if (await IsTakenIdAsync(refusal, plan.Changes[0], state, cancel))
                    continue;
                if (plan.Changes[0] is { Side: Side.Stripe, Type: ObjectType.Price } price)
                {
                    // One bad price stops neither its product nor its siblings.
                    state.Look = state.Look with
                    {
                        Refused = state.Look.Refused.SetItem(price.SanityId, refusal.Message),
                    };
                    continue;
                }
                return new WorkResult.Refused(state.Applied, plan, plan.Changes[0].SanityId, refusal.Message);
            }
        }
        throw new RemoteException(
            FailureKind.Transient,
            $"{state.Family} was not settled after {MostRounds} rounds"
        );
    }

    // Prices that waited for their product stay in view when it has been made: nothing else would ring them.
    private static Concern Widened(Concern concern, FamilyMemory memory) =>
        memory.Product is not null
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
            await sanity.ApplyAsync(
                [.. plan.Changes.TakeWhile(change => change.Side == Side.Sanity)],
                state,
                cancel
            );
    }

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

    private async Task RememberAsync(FamilyState state, FamilyPlan plan, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
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
                Links = links,
                Conflicts = conflicts,
                History = notes,
                Retirements = retirements,
            },
            cancel
        );
        foreach (var link in links)
            state.Memory = state.Memory.With(link);
        state.Memory = state.Memory with
        {
            Retirements =
            [
                .. state.Memory.Retirements.ExceptBy(
                    retirements.Select(old => old.StripeId),
                    old => old.StripeId
                ),
                .. retirements,
            ],
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

    private async Task<string?> BrakeAsync(Change change, string family, CancellationToken cancel)
    {
        if (!change.IsDangerous || await standing.IsReleasedAsync(family, cancel))
            return null;
        var counts = await memory.CountAsync(cancel);
        var counted = await memory.CountDangerousAsync(clock.GetUtcNow().AddHours(-1), cancel);
        return options.CurrentValue.Brake.Refusal(counts.LinkedProducts + counts.LinkedPrices, counted, 1);
    }

    // A database fence does not stop a paused node's POST: nothing is sent that could outlive the lease.
    private void RequireTimeLeft(FamilyState state)
    {
        if (clock.GetUtcNow() > state.Lease.Until - options.CurrentValue.LongestCall)
            throw new RemoteException(
                FailureKind.Transient,
                $"the lease of {state.Family} ends before another call could; the work goes on with a new one"
            );
    }
}
