using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating;

/// <summary>A run that is remembered from its beginning, however it ends, and tells what became of every object.</summary>
internal static class RecordedRun
{
    public static Task<RunRecord> BeginAsync(OperatedBridge bridge, string kind, CancellationToken cancel) =>
        bridge.Get<Runs>().BeginAsync(kind, cancel);

    /// <param name="bridge">Whose run it is.</param>
    /// <param name="record">The run, begun.</param>
    /// <param name="preview">What is about to be written.</param>
    /// <param name="asked">Families that the report speaks of even when nothing was to be done.</param>
    /// <param name="write">Gets the run's id, which the history names as the cause.</param>
    /// <param name="cancel">Breaks it off.</param>
    public static async Task<RunReport> WriteAsync(
        OperatedBridge bridge,
        RunRecord record,
        Preview preview,
        IReadOnlyCollection<string> asked,
        Func<string, Task<IReadOnlyList<FamilyOutcome>>> write,
        CancellationToken cancel
    )
    {
        var state = "failed";
        IReadOnlyList<FamilyOutcome> outcomes = [];
        try
        {
            outcomes = await write(record.Id);
            while (await bridge.Get<Companions>().FlushAsync(cancel) > 0) { }
            state = outcomes.Any(IsIncomplete) ? "failed" : "done";
        }
        finally
        {
            // A run that was broken off is remembered as such.
            await EndAsync(
                bridge,
                record,
                await ReportAsync(bridge, preview, record, asked, state, outcomes)
            );
        }
        return await ReportAsync(bridge, preview, record, asked, state, outcomes);
    }

    /// <summary>Remembers how it came out.</summary>
    public static Task EndAsync(OperatedBridge bridge, RunRecord record, RunReport report) =>
        bridge.Get<Runs>().EndAsync(record, report.ToJson());

    /// <summary>The lines of one family, without what only the memory knows.</summary>
    public static IEnumerable<ReportItem> ItemsOf(FamilyOutcome outcome) =>
        Items(outcome, new FamilyMemory { Family = outcome.Family });

    private static async Task<RunReport> ReportAsync(
        OperatedBridge bridge,
        Preview preview,
        RunRecord record,
        IReadOnlyCollection<string> asked,
        string state,
        IReadOnlyList<FamilyOutcome> outcomes
    )
    {
        var memory = bridge.Get<IMemory>();
        var items = new List<ReportItem>();
        foreach (var outcome in outcomes)
            items.AddRange(Items(outcome, await memory.LoadAsync(outcome.Family, CancellationToken.None)));
        var changed = items.Count;
        foreach (
            var family in asked.Except(outcomes.Select(outcome => outcome.Family), StringComparer.Ordinal)
        )
            items.AddRange(Same(await memory.LoadAsync(family, CancellationToken.None)));
        var counts = await memory.CountAsync(CancellationToken.None);
        return new()
        {
            Id = record.Id,
            Kind = record.Kind,
            State = state,
            StartedAt = record.StartedAt,
            EndedAt = bridge.Get<TimeProvider>().GetUtcNow(),
            Items = items,
            Unchanged = Math.Max(0, counts.LinkedProducts + counts.LinkedPrices - changed),
            Calls = preview.Calls,
        };
    }

    private static IEnumerable<ReportItem> Same(FamilyMemory memory) =>
        memory.Product is { } product
            ?
            [
                new(product.SanityId, product.StripeId, "unchanged", null)
                {
                    Prices = [.. memory.Links.Where(link => link.Type == ObjectType.Price)],
                },
            ]
            : [];

    // A run with an error is never "done", however much of it went well.
    private static bool IsIncomplete(FamilyOutcome outcome) =>
        outcome.Error is not null || outcome.Result is WorkResult.Held or WorkResult.Refused;

    private static IEnumerable<ReportItem> Items(FamilyOutcome outcome, FamilyMemory memory)
    {
        var faults = Faults(outcome).DistinctBy(fault => fault.SanityId).ToList();
        var written = outcome
            .Applied.SelectMany(Preview.WithPrice)
            .GroupBy(change => change.SanityId)
            .Where(group => faults.All(fault => fault.SanityId != group.Key))
            .Select(group => new ReportItem(
                group.Key,
                Link(memory, group.Key)?.StripeId,
                ResultOf(group),
                null
            ));
        return written
            .Concat(faults)
            .Select(item =>
                item.SanityId == memory.Family
                    ? item with
                    {
                        Prices = [.. memory.Links.Where(link => link.Type == ObjectType.Price)],
                    }
                    : item
            );

        ReportItem Fault(string sanityId, string result, string reason) =>
            new(sanityId, Link(memory, sanityId)?.StripeId, result, reason);

        IEnumerable<ReportItem> Faults(FamilyOutcome family)
        {
            if (family.Result is WorkResult.Held held)
                yield return Fault(held.Plan.Changes[0].SanityId, "held", held.Reason);
            if (family.Result is WorkResult.Refused refused)
                yield return Fault(refused.SanityId, "error", refused.Reason);
            else if (family.Error is { } error)
                yield return Fault(family.Family, "error", error);
            if (family.Result is WorkResult.Settled settled)
                foreach (var finding in settled.Plan.Findings)
                    if (finding.Status is CompanionStatus.Error or CompanionStatus.Held)
                        yield return Fault(
                            finding.SanityId,
                            finding.Status == CompanionStatus.Held ? "held" : "error",
                            finding.Message
                        );
        }
    }

    private static Link? Link(FamilyMemory memory, string sanityId) =>
        memory.Links.FirstOrDefault(link => link.SanityId == sanityId);

    // One object may be written more than once in a run: made, then linked; replaced, then its old price archived.
    private static string ResultOf(IEnumerable<Change> changes) =>
        changes
            .Where(change => !change.Retires)
            .Select(change => change.Action)
            .DefaultIfEmpty(ChangeAction.Replace)
            .MinBy(Weight) switch
        {
            ChangeAction.Create => "created",
            ChangeAction.Replace => "replaced",
            ChangeAction.Delete => "deleted",
            ChangeAction.Archive => "archived",
            ChangeAction.Restore => "restored",
            _ => "updated",
        };

    private static int Weight(ChangeAction action) =>
        action switch
        {
            ChangeAction.Create => 0,
            ChangeAction.Replace => 1,
            ChangeAction.Delete => 2,
            ChangeAction.Archive => 3,
            ChangeAction.Restore => 4,
            _ => 5,
        };
}
