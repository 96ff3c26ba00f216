using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Storage;

internal sealed record IntentRow
{
    public required string Id { get; init; }
    public required string Key { get; init; }
    public required string Family { get; init; }
    public required string Side { get; init; }
    public required string Type { get; init; }
    public required string Action { get; init; }
    public required string SanityId { get; init; }
    public string? StripeId { get; init; }
    public required string Before { get; init; }
    public required string After { get; init; }
    public required string Paths { get; init; }
    public required string Halves { get; init; }
    public required string Request { get; init; }
    public required string State { get; init; }
    public long Proved { get; init; }
    public long CreatedAt { get; init; }

    public Intent ToIntent() =>
        new()
        {
            Id = Id,
            Key = Key,
            Family = Family,
            Side = Words.To<Side>(Side),
            Type = Words.To<ObjectType>(Type),
            Action = Words.To<IntentAction>(Action),
            SanityId = SanityId,
            StripeId = StripeId,
            Before = Fields.FromJson(Before),
            After = Fields.FromJson(After),
            Paths = Words.List(Paths),
            Halves = Words.List(Halves),
            Request = Request,
            State = Words.To<IntentState>(State),
            Proved = Proved != 0,
            CreatedAt = Words.Time(CreatedAt),
        };

    public static object Of(string bridge, Intent intent) =>
        new
        {
            Bridge = bridge,
            intent.Id,
            intent.Key,
            intent.Family,
            Side = Words.Of(intent.Side),
            Type = Words.Of(intent.Type),
            Action = Words.Of(intent.Action),
            intent.SanityId,
            intent.StripeId,
            Before = intent.Before.ToJson(),
            After = intent.After.ToJson(),
            Paths = Words.Json(intent.Paths),
            Halves = Words.Json(intent.Halves),
            intent.Request,
            State = Words.Of(intent.State),
            Proved = intent.Proved ? 1L : 0L,
            CreatedAt = Words.Ms(intent.CreatedAt),
        };
}

internal sealed record ConflictRow
{
    public required string Id { get; init; }
    public required string Family { get; init; }
    public required string Type { get; init; }
    public required string SanityId { get; init; }
    public required string StripeId { get; init; }
    public required string Path { get; init; }
    public string? Baseline { get; init; }
    public string? Sanity { get; init; }
    public string? Stripe { get; init; }
    public required string Policy { get; init; }
    public string? Winner { get; init; }
    public long SinceAt { get; init; }
    public long? ResolvedAt { get; init; }

    public Conflict ToConflict() =>
        new()
        {
            Id = Id,
            Family = Family,
            Type = Words.To<ObjectType>(Type),
            SanityId = SanityId,
            StripeId = StripeId,
            Path = Path,
            Baseline = new FieldValue(Baseline),
            Sanity = new FieldValue(Sanity),
            Stripe = new FieldValue(Stripe),
            Policy = Policy,
            Winner = Winner is { } winner ? Words.To<Side>(winner) : null,
            Since = Words.Time(SinceAt),
            ResolvedAt = Words.Time(ResolvedAt),
        };

    public static object Of(string bridge, Conflict conflict) =>
        new
        {
            Bridge = bridge,
            conflict.Id,
            conflict.Family,
            Type = Words.Of(conflict.Type),
            conflict.SanityId,
            conflict.StripeId,
            conflict.Path,
            Baseline = conflict.Baseline.Json,
            Sanity = conflict.Sanity.Json,
            Stripe = conflict.Stripe.Json,
            conflict.Policy,
            Winner = conflict.Winner is { } winner ? Words.Of(winner) : null,
            SinceAt = Words.Ms(conflict.Since),
            ResolvedAt = Words.Ms(conflict.ResolvedAt),
        };
}

internal sealed record HistoryRow
{
    public required string Id { get; init; }
    public long At { get; init; }
    public required string Family { get; init; }
    public required string Type { get; init; }
    public string? SanityId { get; init; }
    public string? StripeId { get; init; }
    public required string Action { get; init; }
    public string? Side { get; init; }
    public required string Fields { get; init; }
    public required string Because { get; init; }
    public string? Key { get; init; }
    public string? Cause { get; init; }
    public string? OrderedBy { get; init; }
    public string? RequestId { get; init; }
    public long Weight { get; init; }

    public HistoryEntry ToEntry() =>
        new()
        {
            Id = Id,
            At = Words.Time(At),
            Family = Family,
            Type = Words.To<ObjectType>(Type),
            SanityId = SanityId,
            StripeId = StripeId,
            Action = Action,
            Side = Side is { } side ? Words.To<Side>(side) : null,
            Fields = [.. JsonNode.Parse(Fields)!.AsArray().Select(Change)],
            Because = Because,
            Key = Key,
            Cause = Cause,
            OrderedBy = OrderedBy,
            RequestId = RequestId,
            Weight = (int)Weight,
        };

    public static object Of(string bridge, HistoryEntry entry) =>
        new
        {
            Bridge = bridge,
            entry.Id,
            At = Words.Ms(entry.At),
            entry.Family,
            Type = Words.Of(entry.Type),
            entry.SanityId,
            entry.StripeId,
            entry.Action,
            Side = entry.Side is { } side ? Words.Of(side) : null,
            Fields = new JsonArray([.. entry.Fields.Select(Json)]).ToJsonString(),
            entry.Because,
            entry.Key,
            entry.Cause,
            entry.OrderedBy,
            entry.RequestId,
            entry.Weight,
        };

    private static FieldChange Change(JsonNode? node) =>
        new(node!["path"]!.GetValue<string>(), FieldValue.From(node["from"]), FieldValue.From(node["to"]))
        {
            IsHalf = node["half"] is not null,
        };

    private static JsonObject Json(FieldChange change) =>
        new()
        {
            ["path"] = change.Path,
            ["from"] = change.From.Node(),
            ["to"] = change.To.Node(),
            ["half"] = change.IsHalf ? true : null,
        };
}
