using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>What a full plan holds, family by family; families with nothing to say are left out.</summary>
internal sealed record FullPlan(Stock Stock, IReadOnlyList<FamilyPlan> Families)
{
    public IEnumerable<Change> Changes => Families.SelectMany(family => family.Changes);
}

/// <summary>How one family came out of a full run.</summary>
internal sealed record FamilyOutcome(
    string Family,
    IReadOnlyList<Change> Applied,
    WorkResult? Result,
    string? Error
)
{
    /// <summary>Whether a person must look at it; a run with such a family is never done, however much of it went well.</summary>
    public bool IsIncomplete => Error is not null || Result is WorkResult.Held or WorkResult.Refused;
}

/// <summary>Looks at everything, plans, and applies: preview, validation and full runs with one planner.</summary>
internal sealed class FullSync(
    Stocktaking stocktaking,
    IInbox inbox,
    IMemory memory,
    Looker looker,
    BatchReader reader,
    LeasedWork leased,
    Standing standing,
    DatasetMark mark,
    TimeProvider clock
)
{
    /// <summary>How often, and after what pause, a family that somebody else works is asked for again.</summary>
    private const int Patience = 120;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private static readonly Concern All = new() { Everything = true };

    /// <summary>Plans everything and writes nothing, not even what was learnt.</summary>
    public async Task<FullPlan> PlanAsync(SyncRequest request, CancellationToken cancel) =>
        await PlanAsync(await stocktaking.TakeAsync(request.Release, cancel), request, cancel);

    /// <summary>The same, of what was looked at already.</summary>
    public async Task<FullPlan> PlanAsync(Stock stock, SyncRequest request, CancellationToken cancel)
    {
        var settings = request.Apply(await standing.PlanSettingsAsync(cancel)) with
        {
            MayImportImages = false,
        };
        var plans = new List<FamilyPlan>();
        foreach (var family in stock.Looks.Keys.Order(StringComparer.Ordinal))
        {
            if (request.Only?.Contains(family) == false)
                continue;
            if (request.Release is not null && !stock.Released.Contains(family))
                continue;
            var plan = await PreviewAsync(family, stock.Looks[family], request, stock, settings, cancel);
            if (HasSomethingToSay(plan))
                plans.Add(plan);
        }
        return new(stock, plans);
    }

    /// <summary>Works every family of the plan that has something to write or to remember, under its lease and with a fresh look at its documents.</summary>
    public async Task<IReadOnlyList<FamilyOutcome>> ApplyAsync(
        FullPlan plan,
        SyncRequest request,
        string runId,
        Action<FamilyOutcome> progress,
        CancellationToken cancel
    )
    {
        await mark.LeaveAsync(cancel);
        var settings = request.Apply(await standing.PlanSettingsAsync(cancel));
        var outcomes = new List<FamilyOutcome>();
        var buffer = new PrefetchBuffer(clock);
        var run = new Run(plan, request, settings, runId, buffer);
        for (var i = 0; i < plan.Families.Count; i++)
        {
            var family = plan.Families[i].Family;
            if (!buffer.Holds(family))
                await ReadAheadAsync(run, [.. plan.Families.Skip(i).Select(one => one.Family)], cancel);
            var outcome = await WorkAsync(family, run, cancel);
            outcomes.Add(outcome);
            progress(outcome);
        }
        if (request.IsWhole && outcomes.All(outcome => outcome.Error is null))
            await standing.TrustNameAsync(cancel);
        return outcomes;
    }

    private sealed record Run(
        FullPlan Plan,
        SyncRequest Request,
        PlanSettings Settings,
        string Id,
        PrefetchBuffer Buffer
    )
    {
        public PlanSettings SettingsOf(FamilyMemory family) => Request.Apply(Settings, family);
    }

    // What the next families will look at, read together and before their leases.
    private async Task ReadAheadAsync(Run run, IReadOnlyList<string> left, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var next = left.Take(run.Buffer.NextSize).ToList();
        var families = new List<Foreseen>();
        foreach (var peek in await inbox.PeekAsync(next, cancel))
        {
            var known = await memory.LoadAsync(peek.Family, cancel);
            // A write whose outcome is unknown is settled first, by looks of its own.
            var isOpen = known.OpenIntents.Count > 0;
            families.Add(new(peek, isOpen ? null : new(known, OrderOf(known, run), run.SettingsOf(known))));
        }
        try
        {
            await reader.ReadAsync(families, cancel);
        }
        catch (RemoteException)
        {
            // The families' own reads meet it too, and judge it.
        }
        run.Buffer.Put(families, now);
    }

    private static WorkOrder OrderOf(FamilyMemory known, Run run)
    {
        var listed = run.Plan.Stock.Looks[known.Family];
        // A list is older than what was written since: beside a newer baseline its values would look like edits.
        var isNew = known.Links.Count == 0 && known.OpenIntents.Count == 0;
        var look = isNew ? listed.WithoutDocuments() with { AllPriceDocuments = true } : new Look();
        return new(ConcernOf(listed, known), look, [], run.Id);
    }

    private async Task<FamilyPlan> PreviewAsync(
        string family,
        Look look,
        SyncRequest request,
        Stock stock,
        PlanSettings settings,
        CancellationToken cancel
    )
    {
        var lease = new FamilyLease(family, "preview", 0, 0, DateTimeOffset.MaxValue);
        var known = await memory.LoadAsync(family, cancel);
        settings = request.Apply(settings, known);
        known = known with { HeldKeys = [.. known.HeldKeys.Where(held => !IsFreed(held, stock))] };
        var state = new FamilyState(known, lease, settings, "preview") { Look = look };
        while (true)
        {
            var concern = ConcernOf(state.Look, state.Memory);
            var plan = FamilyPlanner.Plan(state.Memory, state.Look, concern, [], settings, clock.GetUtcNow());
            if (plan.Wants.IsEmpty)
                return plan;
            await looker.SeeAsync(state, plan.Wants, cancel);
        }
    }

    // Somebody else's work on the family ends in a moment; then it is compared anew.
    private async Task<FamilyLease?> ClaimAsync(string family, string runId, CancellationToken cancel)
    {
        for (var wait = 0; wait < Patience; wait++)
        {
            if (await leased.ClaimAsync(family, FamilyLease.RunOwner + runId, cancel) is { } lease)
                return lease;
            await Task.Delay(Pause, clock, cancel);
        }
        return null;
    }

    private async Task<FamilyOutcome> WorkAsync(string family, Run run, CancellationToken cancel)
    {
        if (await ClaimAsync(family, run.Id, cancel) is not { } lease)
            return new(family, [], null, "another worker holds the family; run it again");
        return await leased.OutcomeAsync(
            lease,
            async () =>
            {
                var known = await memory.LoadAsync(family, cancel);
                known = await memory.ForgetKeysAsync(known, held => IsFreed(held, run.Plan.Stock), cancel);
                return new FamilyState(known, lease, run.SettingsOf(known), run.Id)
                {
                    OrderedBy = run.Request.OrderedBy,
                    Prefetched = run.Buffer.Take(lease, []) ?? new(),
                };
            },
            state => leased.RunAsync(state, OrderOf(state.Memory, run), cancel),
            cancel
        );
    }

    // Whatever became of the event that told of it.
    private static bool IsFreed(HeldKey held, Stock stock) =>
        stock.LookupKeys.GetValueOrDefault(held.HolderId) != held.Key;

    private static Concern ConcernOf(Look look, FamilyMemory memory) =>
        All with
        {
            StripeProduct = memory.Product is null
                ? look.Products.Keys.Order(StringComparer.Ordinal).FirstOrDefault()
                : null,
            PriceDocuments =
            [
                .. look
                    .Documents.Where(entry => entry.Value.Published?.Type == "price")
                    .Select(entry => entry.Key),
            ],
        };

    private static bool HasSomethingToSay(FamilyPlan plan) =>
        plan.Changes.Count
            + plan.Links.Count
            + plan.Conflicts.Count
            + plan.Findings.Count
            + plan.Retirements.Count
        > 0;
}
