using System.Text.Json.Nodes;

namespace SanityStripeBridge.Mirror;

/// <summary>The record of runs, whoever makes them: in the store, and as files where the operator wants them.</summary>
internal sealed class Runs(
    IMemory memory,
    ReportFolder folder,
    WorkMeter meter,
    Ulids ids,
    TimeProvider clock
)
{
    /// <param name="kind">sync, adopt, seed, backfill, undo, validate or full.</param>
    public async Task<RunRecord> BeginAsync(string kind, CancellationToken cancel)
    {
        var run = new RunRecord(ids.Next(), kind, clock.GetUtcNow(), null, null);
        await memory.SaveRunAsync(run, cancel);
        return run;
    }

    /// <summary>What became of everything, with the calls that were made for it; see <see cref="CallTally"/>.</summary>
    /// <param name="state">done or failed.</param>
    /// <param name="outcomes">Family by family.</param>
    /// <param name="asked">Families that it speaks of even when nothing was to be done.</param>
    public async Task<RunReport> ReportAsync(
        RunRecord run,
        string state,
        IReadOnlyList<FamilyOutcome> outcomes,
        IReadOnlyCollection<string> asked
    )
    {
        var items = new List<ReportItem>();
        foreach (var outcome in outcomes)
            items.AddRange(
                ReportItems.Of(outcome, await memory.LoadAsync(outcome.Family, CancellationToken.None))
            );
        var changed = items.Count;
        foreach (
            var family in asked.Except(outcomes.Select(outcome => outcome.Family), StringComparer.Ordinal)
        )
            items.AddRange(ReportItems.Same(await memory.LoadAsync(family, CancellationToken.None)));
        var counts = await memory.CountAsync(CancellationToken.None);
        return RunReport.Empty(run, state, clock.GetUtcNow()) with
        {
            Items = items,
            Unchanged = Math.Max(0, counts.LinkedProducts + counts.LinkedPrices - changed),
            Calls = CallTally.Current?.Counts,
        };
    }

    /// <summary>However the run ended: what was written must be remembered, so nothing breaks this off.</summary>
    /// <param name="report">The contract's report; its <c>state</c> is the run's result.</param>
    public async Task EndAsync(RunRecord run, JsonObject report)
    {
        var ended = run with { EndedAt = clock.GetUtcNow(), Result = report.ToJsonString() };
        await memory.SaveRunAsync(ended, CancellationToken.None);
        await folder.PutAsync(ended);
        meter.Ran(run.Kind, (string?)report["state"] ?? "done", ended.EndedAt.Value - run.StartedAt);
    }
}
