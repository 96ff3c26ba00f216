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
