using System.Text.Json.Nodes;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating.Shapes;

/// <summary>Status as the contract shows it.</summary>
internal static class StatusShape
{
    public static JsonObject Of(StatusReport status) =>
        new()
        {
            ["bridge"] = status.Place.Bridge,
            ["mode"] = status.Place.Mode,
            ["account"] = status.Place.Account,
            ["project"] = status.Place.Project,
            ["dataset"] = status.Place.Dataset,
            ["state"] = status.State,
            ["recommended"] = status.Recommended,
            ["message"] = status.Message,
            ["comparedAt"] = Words.Of(status.ComparedAt),
            ["sanity"] = new JsonObject
            {
                ["products"] = status.Stock.Counts.SanityProducts,
                ["prices"] = status.Stock.Counts.SanityPrices,
            },
            ["stripe"] = new JsonObject
            {
                ["products"] = status.Stock.Counts.StripeProducts,
                ["activeProducts"] = status.Stock.Counts.ActiveStripeProducts,
                ["prices"] = status.Stock.Counts.StripePrices,
                ["activePrices"] = status.Stock.Counts.ActiveStripePrices,
            },
            ["linked"] = new JsonObject
            {
                ["products"] = status.Linked.LinkedProducts,
                ["prices"] = status.Linked.LinkedPrices,
            },
            ["drift"] = status.Drift,
            ["conflicts"] = status.Conflicts,
            ["held"] = status.Held,
            ["deadLetters"] = status.Inbox.Dead,
            ["inbox"] = new JsonObject
            {
                ["depth"] = status.Inbox.Depth,
                ["oldestSeconds"] = status.Inbox.OldestAt is { } oldest
                    ? Math.Max(0, (long)(status.Now - oldest).TotalSeconds)
                    : null,
            },
            ["streams"] = new JsonObject
            {
                ["sanity"] = Stream(status.Inbox.LastSanityAt, status.Inbox.SanityProvenAt),
                ["stripe"] = Stream(status.Inbox.LastStripeAt, status.Inbox.StripeProvenAt),
            },
            ["runs"] = Words.Array(status.Runs, Run),
            ["runFigures"] = new JsonObject
            {
                ["count"] = status.RunFigures.Count,
                ["successRate"] = status.RunFigures.SuccessRate,
                ["meanSeconds"] = status.RunFigures.MeanSeconds,
            },
            ["schedules"] = Words.Array(status.Schedules, Schedule),
            ["projects"] = Words.Array(
                status.Projects,
                project => new JsonObject
                {
                    ["project"] = project.Project,
                    ["products"] = project.Products,
                    ["syncedLastDay"] = project.SyncedLastDay,
                    ["lastSyncAt"] = Words.Of(project.LastSyncAt),
                }
            ),
        };

    private static JsonObject Stream(DateTimeOffset? received, DateTimeOffset? proven) =>
        new() { ["lastReceivedAt"] = Words.Of(received), ["lastProvenAt"] = Words.Of(proven) };

    private static JsonObject Schedule(ScheduleState schedule) =>
        new()
        {
            ["name"] = schedule.Name,
            ["off"] = schedule.IsOff,
            ["cron"] = schedule.Text,
            ["lastRunId"] = schedule.Ran?.RunId,
            ["lastAt"] = Words.Of(schedule.Ran?.At),
            ["lastResult"] = schedule.Ran?.Result,
            ["nextAt"] = Words.Of(schedule.DueAt),
        };

    public static JsonObject Run(RunRecord run) =>
        new()
        {
            ["id"] = run.Id,
            ["kind"] = run.Kind,
            ["startedAt"] = Words.Of(run.StartedAt),
            ["endedAt"] = Words.Of(run.EndedAt),
            ["result"] = ResultOf(run),
        };

    /// <summary>done or failed; null while it runs, or when it was cut off.</summary>
    public static string? ResultOf(RunRecord run) =>
        run.Result is { } report ? (string?)JsonNode.Parse(report)?["state"] : null;
}
