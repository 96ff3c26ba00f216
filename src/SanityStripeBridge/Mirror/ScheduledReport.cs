using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Mirror;

/// <summary>The report of a run that nobody typed, in the contract's form.</summary>
internal static class ScheduledReport
{
    private static readonly string[] Results =
    [
        "created",
        "updated",
        "replaced",
        "archived",
        "restored",
        "deleted",
        "unchanged",
        "held",
        "errors",
    ];

    /// <param name="run">Whose report it is.</param>
    /// <param name="state">done or failed.</param>
    /// <param name="endedAt">When it ended.</param>
    /// <param name="outcomes">Family by family.</param>
    /// <param name="linked">How many objects are linked.</param>
    public static JsonObject Of(
        RunRecord run,
        string state,
        DateTimeOffset endedAt,
        IReadOnlyList<FamilyOutcome> outcomes,
        long linked
    )
    {
        var items = outcomes.SelectMany(ItemsOf).ToList();
        return new()
        {
            ["id"] = run.Id,
            ["kind"] = run.Kind,
            ["state"] = state,
            ["startedAt"] = run.StartedAt.UtcDateTime,
            ["endedAt"] = endedAt.UtcDateTime,
            ["counts"] = new JsonObject(
                Results.Select(name =>
                    KeyValuePair.Create(
                        name,
                        (JsonNode?)(
                            name == "unchanged"
                                ? Math.Max(0, linked - items.Count)
                                : items.LongCount(item => CountOf(item.Result) == name)
                        )
                    )
                )
            ),
            ["items"] = new JsonArray([.. items.Select(item => item.ToJson())]),
            ["calls"] = null,
        };
    }

    /// <summary>Whether a person must look at how the family came out.</summary>
    public static bool IsIncomplete(FamilyOutcome outcome) =>
        outcome.Error is not null || outcome.Result is WorkResult.Held or WorkResult.Refused;

    private static IEnumerable<Item> ItemsOf(FamilyOutcome outcome)
    {
        var faulty = outcome.Result switch
        {
            WorkResult.Held held => new Item(held.Plan.Changes[0].SanityId, null, "held", held.Reason),
            WorkResult.Refused refused => new(refused.SanityId, null, "error", refused.Reason),
            _ => outcome.Error is { } error ? new(outcome.Family, null, "error", error) : null,
        };
        foreach (var written in outcome.Applied.GroupBy(change => change.SanityId))
            if (written.Key != faulty?.SanityId)
                yield return new(
                    written.Key,
                    written.Select(change => change.StripeId).LastOrDefault(id => id is not null),
                    ResultOf(written),
                    null
                );
        if (faulty is not null)
            yield return faulty;
    }

    // One object may be written more than once in a run: the first of these words says the most.
    private static string ResultOf(IEnumerable<Change> changes)
    {
        var actions = changes.Select(change => change.Action).ToHashSet();
        return actions.Contains(ChangeAction.Create) ? "created"
            : actions.Contains(ChangeAction.Replace) ? "replaced"
            : actions.Contains(ChangeAction.Delete) ? "deleted"
            : actions.Contains(ChangeAction.Archive) ? "archived"
            : actions.Contains(ChangeAction.Restore) ? "restored"
            : "updated";
    }

    private static string CountOf(string result) => result == "error" ? "errors" : result;

    private sealed record Item(string SanityId, string? StripeId, string Result, string? Error)
    {
        public JsonNode ToJson() =>
            new JsonObject
            {
                ["sanityId"] = PartId.DocumentOf(SanityId),
                ["variant"] = PartId.KeyOf(SanityId),
                ["stripeId"] = StripeId,
                ["result"] = Result,
                ["prices"] = new JsonArray(),
                ["error"] = Error,
            };
    }
}
