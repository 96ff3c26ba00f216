using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Cli;

/// <summary>Applies a plan as a recorded run, and tells what became of every object.</summary>
internal static class SyncRun
{
    /// <param name="kind">What the run is called in reports: sync, adopt, seed or backfill.</param>
    public static Task<RunReport> ApplyAsync(
        Session session,
        Voice voice,
        string kind,
        Preview preview,
        SyncRequest request,
        CancellationToken cancel
    ) =>
        RecordAsync(
            session,
            kind,
            preview,
            runId =>
                voice.ProgressAsync(
                    kind,
                    preview.Plan.Families.Count,
                    progress =>
                        session
                            .Get<FullSync>()
                            .ApplyAsync(
                                preview.Plan,
                                request,
                                runId,
                                outcome => progress(outcome.Family),
                                cancel
                            )
                ),
            cancel
        );

    /// <summary>Writes as a run of its own that is remembered, however it ends.</summary>
    /// <param name="write">Gets the run's id, which the history names as the cause.</param>
    public static async Task<RunReport> RecordAsync(
        Session session,
        string kind,
        Preview preview,
        Func<string, Task<IReadOnlyList<FamilyOutcome>>> write,
        CancellationToken cancel
    )
    {
        var record = await session.Get<Runs>().BeginAsync(kind, cancel);
        var state = "failed";
        IReadOnlyList<FamilyOutcome> outcomes = [];
        try
        {
            outcomes = await write(record.Id);
            while (await session.Get<Companions>().FlushAsync(cancel) > 0) { }
            state = outcomes.Any(IsIncomplete) ? "failed" : "done";
        }
        finally
        {
            // A run that was broken off is remembered as such.
            var report = await ReportAsync(session, preview, record, state, outcomes);
            await session.Get<Runs>().EndAsync(record, report.ToJson());
        }
        return await ReportAsync(session, preview, record, state, outcomes);
    }

    private static async Task<RunReport> ReportAsync(
        Session session,
        Preview preview,
        RunRecord record,
        string state,
        IReadOnlyList<FamilyOutcome> outcomes
    )
    {
        var memory = session.Get<IMemory>();
        var items = new List<ReportItem>();
        foreach (var outcome in outcomes)
            items.AddRange(Items(outcome, await memory.LoadAsync(outcome.Family, CancellationToken.None)));
        var counts = await memory.CountAsync(CancellationToken.None);
        return new()
        {
            Id = record.Id,
            Kind = record.Kind,
            State = state,
            StartedAt = record.StartedAt,
            EndedAt = session.Get<TimeProvider>().GetUtcNow(),
            Items = items,
            Unchanged = Math.Max(0, counts.LinkedProducts + counts.LinkedPrices - items.Count),
            Calls = preview.Calls,
        };
    }

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
