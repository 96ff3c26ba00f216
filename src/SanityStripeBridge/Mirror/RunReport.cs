using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Mirror;

/// <summary>What became of one document and its Stripe object.</summary>
internal sealed record ReportItem(string SanityId, string? StripeId, string Result, string? Error)
{
    /// <summary>Of a product: the prices that its documents name.</summary>
    public IReadOnlyList<Link> Prices { get; init; } = [];
}

/// <summary>How a run came out.</summary>
internal sealed record RunReport
{
    private static readonly (string Result, string Count)[] Counts =
    [
        ("created", "created"),
        ("updated", "updated"),
        ("replaced", "replaced"),
        ("archived", "archived"),
        ("restored", "restored"),
        ("deleted", "deleted"),
        ("unchanged", "unchanged"),
        ("held", "held"),
        ("error", "errors"),
    ];

    public required string Id { get; init; }
    public required string Kind { get; init; }

    /// <summary>running, done or failed.</summary>
    public required string State { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public required IReadOnlyList<ReportItem> Items { get; init; }

    /// <summary>Linked objects that the run left as they were.</summary>
    public required long Unchanged { get; init; }

    /// <summary>What it cost; null when nobody is left who counted.</summary>
    public CallCounts? Calls { get; init; }

    /// <summary>What a run without a word of its own came to: it has only just begun, or it was cut off.</summary>
    public static RunReport Empty(RunRecord run, string state, DateTimeOffset? endedAt) =>
        new()
        {
            Id = run.Id,
            Kind = run.Kind,
            State = state,
            StartedAt = run.StartedAt,
            EndedAt = endedAt,
            Items = [],
            Unchanged = 0,
        };

    public bool Failed => Items.Any(item => item.Result is "error" or "held");

    public long Count(string result) =>
        result == "unchanged" ? Unchanged : Items.LongCount(item => item.Result == result);

    public JsonObject ToJson() =>
        new()
        {
            ["id"] = Id,
            ["kind"] = Kind,
            ["state"] = State,
            ["startedAt"] = IsoTime.Of(StartedAt),
            ["endedAt"] = IsoTime.Of(EndedAt),
            ["counts"] = new JsonObject(
                Counts.Select(name => KeyValuePair.Create(name.Count, (JsonNode?)Count(name.Result)))
            ),
            ["items"] = new JsonArray([.. Items.Select(ItemOf)]),
            ["calls"] = Calls is { } calls ? CallsOf(calls) : null,
        };

    private static JsonNode ItemOf(ReportItem item) =>
        new JsonObject
        {
            ["sanityId"] = PartId.DocumentOf(item.SanityId),
            ["variant"] = PartId.KeyOf(item.SanityId),
            ["stripeId"] = item.StripeId,
            ["result"] = item.Result,
            ["prices"] = new JsonArray([.. item.Prices.Select(PriceOf)]),
            ["error"] = item.Error,
        };

    private static JsonNode PriceOf(Link price) =>
        new JsonObject
        {
            ["variant"] = PartId.KeyOf(price.SanityId),
            ["sanityId"] = PartId.DocumentOf(price.SanityId),
            ["stripePriceId"] = price.StripeId,
        };

    private static JsonObject CallsOf(CallCounts calls) =>
        new()
        {
            ["stripeReads"] = calls.StripeReads,
            ["stripeWrites"] = calls.StripeWrites,
            ["sanityReads"] = calls.SanityReads,
            ["sanityTransactions"] = calls.SanityTransactions,
        };
}
