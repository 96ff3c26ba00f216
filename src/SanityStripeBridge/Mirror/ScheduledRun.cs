using System.Text.Json.Nodes;

namespace SanityStripeBridge.Mirror;

/// <summary>Runs that nobody typed: by schedule, or because events were lost.</summary>
internal sealed partial class ScheduledRun(
    FirstContact contact,
    CatchUp catchUp,
    FullSync sync,
    Standing standing,
    Runs runs,
    TimeProvider clock,
    ILogger<ScheduledRun> log
)
{
    private (RunRecord Run, CallTally Calls)? _failing;

    /// <summary>Compares and writes everything; nothing while writing is paused.</summary>
    public async Task RunAsync(string why, Turned turned, CancellationToken cancel)
    {
        if (await standing.IsPausedAsync(cancel))
        {
            turned.Result = "paused";
            return;
        }
        new CallTally().Enter();
        // The key may have been exchanged since the start.
        await contact.EnsureAsync(cancel);
        // Deletions first, as deliveries: the brake counts them double, and what it holds can be released.
        await catchUp.CompareRevisionsAsync(cancel);
        var run = await runs.BeginAsync("full", cancel);
        turned.RunId = run.Id;
        LogBegins(why);
        IReadOnlyList<FamilyOutcome> outcomes = [];
        var ended = false;
        try
        {
            var plan = await sync.PlanAsync(new(), cancel);
            outcomes = await sync.ApplyAsync(plan, new(), run.Id, _ => { }, cancel);
            await standing.WantFullRunAsync(null, cancel);
            ended = true;
        }
        finally
        {
            turned.Result = ended && !outcomes.Any(outcome => outcome.IsIncomplete) ? "done" : "failed";
            var report = await runs.ReportAsync(run, turned.Result, outcomes, []);
            await runs.EndAsync(run, report.ToJson());
        }
    }

    /// <summary>Compares all revisions; what no webhook told of becomes deliveries, and is drift.</summary>
    public async Task CompareAsync(Turned turned, CancellationToken cancel)
    {
        // Tried again and again while a platform is down, it is one run.
        var (run, calls) = _failing ?? (await runs.BeginAsync("validate", cancel), new());
        calls.Enter();
        turned.RunId = run.Id;
        int? news = null;
        try
        {
            news = await catchUp.CompareRevisionsAsync(cancel);
        }
        finally
        {
            _failing = news is null ? (run, calls) : null;
            var state = news is null ? "failed" : "done";
            var report = RunReport.Empty(run, state, clock.GetUtcNow()) with { Calls = calls.Counts };
            var shape = report.ToJson();
            shape["drift"] = JsonValue.Create(news);
            await runs.EndAsync(run, shape);
        }
        if (news > 0)
            LogDrift(news.Value);
    }

    [LoggerMessage(1231, LogLevel.Information, "[SCHEDULE] both sides are compared in full: {Why}")]
    private partial void LogBegins(string why);

    [LoggerMessage(1232, LogLevel.Warning, "[SCHEDULE] {Count} changes in Sanity that no webhook told of")]
    private partial void LogDrift(int count);
}
