using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Mirror;

/// <summary>A full run that nobody typed: by schedule, or because events were lost.</summary>
internal sealed partial class ScheduledRun(
    FirstContact contact,
    CatchUp catchUp,
    FullSync sync,
    Standing standing,
    IMemory memory,
    Ulids ids,
    TimeProvider clock,
    ILogger<ScheduledRun> log
)
{
    public async Task RunAsync(string why, CancellationToken cancel)
    {
        if (await standing.IsPausedAsync(cancel))
            return;
        // The key may have been exchanged since the start.
        await contact.EnsureAsync(cancel);
        // Deletions first, as deliveries: the brake counts them double, and what it holds can be released.
        await catchUp.CompareRevisionsAsync(cancel);
        var run = new RunRecord(ids.Next(), "full", clock.GetUtcNow(), null, null);
        await memory.SaveRunAsync(run, cancel);
        LogBegins(why);
        IReadOnlyList<FamilyOutcome> outcomes = [];
        var state = "failed";
        try
        {
            var plan = await sync.PlanAsync(new(), cancel);
            outcomes = await sync.ApplyAsync(plan, new(), run.Id, _ => { }, cancel);
            await standing.WantFullRunAsync(null, cancel);
            state = "done";
        }
        finally
        {
            var report = Report(run, state, outcomes);
            await memory.SaveRunAsync(
                run with
                {
                    EndedAt = clock.GetUtcNow(),
                    Result = report.ToJsonString(),
                },
                CancellationToken.None
            );
        }
    }

    private JsonObject Report(RunRecord run, string state, IReadOnlyList<FamilyOutcome> outcomes)
    {
        var written = outcomes.SelectMany(outcome => outcome.Applied).ToList();
        return new()
        {
            ["id"] = run.Id,
            ["kind"] = run.Kind,
            ["state"] = state,
            ["startedAt"] = run.StartedAt.UtcDateTime,
            ["endedAt"] = clock.GetUtcNow().UtcDateTime,
            ["counts"] = new JsonObject
            {
                ["created"] = Count(ChangeAction.Create),
                ["updated"] = Count(ChangeAction.Update, ChangeAction.Link),
                ["replaced"] = Count(ChangeAction.Replace),
                ["archived"] = Count(ChangeAction.Archive),
                ["restored"] = Count(ChangeAction.Restore),
                ["deleted"] = Count(ChangeAction.Delete),
                ["held"] = outcomes.Count(outcome => outcome.Result is WorkResult.Held),
                ["errors"] = outcomes.Count(outcome => outcome.Error is not null),
            },
            ["items"] = new JsonArray([.. outcomes.Select(Failed).OfType<JsonObject>()]),
        };

        int Count(params ChangeAction[] actions) => written.Count(change => actions.Contains(change.Action));
    }

    private static JsonObject? Failed(FamilyOutcome outcome) =>
        (outcome.Error ?? (outcome.Result as WorkResult.Held)?.Reason) is { } reason
            ? new()
            {
                ["sanityId"] = outcome.Family,
                ["stripeId"] = null,
                ["result"] = outcome.Error is null ? "held" : "error",
                ["error"] = reason,
            }
            : null;

    [LoggerMessage(1231, LogLevel.Information, "[SCHEDULE] both sides are compared in full: {Why}")]
    private partial void LogBegins(string why);
}
