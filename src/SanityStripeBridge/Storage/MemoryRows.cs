using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Storage;

internal sealed record LinkRow
{
    public required string SanityId { get; init; }
    public required string Type { get; init; }
    public required string StripeId { get; init; }
    public required string Family { get; init; }
    public required string State { get; init; }
    public required string Baseline { get; init; }
    public required string Settled { get; init; }
    public long PublishedSeen { get; init; }
    public long IdWritten { get; init; }

    public Link ToLink() =>
        new()
        {
            Type = Words.To<ObjectType>(Type),
            SanityId = SanityId,
            StripeId = StripeId,
            Family = Family,
            State = Words.To<LinkState>(State),
            Baseline = Fields.FromJson(Baseline),
            Settled = Words.List(Settled).ToHashSet(StringComparer.Ordinal),
            PublishedSeen = PublishedSeen != 0,
            IdWritten = IdWritten != 0,
        };

    public static object Of(string bridge, Link link) =>
        new
        {
            Bridge = bridge,
            link.SanityId,
            Type = Words.Of(link.Type),
            link.StripeId,
            link.Family,
            State = Words.Of(link.State),
            Baseline = link.Baseline.ToJson(),
            Settled = Words.Json(link.Settled.Order(StringComparer.Ordinal)),
            PublishedSeen = link.PublishedSeen ? 1L : 0L,
            IdWritten = link.IdWritten ? 1L : 0L,
        };
}

internal sealed record RetirementRow
{
    public required string StripeId { get; init; }
    public required string SanityId { get; init; }
    public required string Family { get; init; }
    public long? ArchiveAt { get; init; }
    public required string Seen { get; init; }

    public Retirement ToRetirement() =>
        new(StripeId, SanityId, Family, Words.Time(ArchiveAt)) { Seen = Fields.FromJson(Seen) };

    public static object Of(string bridge, Retirement retirement) =>
        new
        {
            Bridge = bridge,
            retirement.StripeId,
            retirement.SanityId,
            retirement.Family,
            ArchiveAt = Words.Ms(retirement.ArchiveAt),
            Seen = retirement.Seen.ToJson(),
        };
}

internal sealed record DocumentRow
{
    public required string SanityId { get; init; }
    public required string Type { get; init; }
    public required string Family { get; init; }
    public string? Rev { get; init; }

    public KnownDocument ToDocument() => new(SanityId, Words.To<ObjectType>(Type), Family, Rev);

    public static object Of(string bridge, KnownDocument document) =>
        new
        {
            Bridge = bridge,
            document.SanityId,
            Type = Words.Of(document.Type),
            document.Family,
            document.Rev,
        };
}

internal sealed record CompanionRow
{
    public required string Subject { get; init; }
    public required string Status { get; init; }
    public string? Message { get; init; }
    public string? Answered { get; init; }
    public string? StripeUrl { get; init; }
    public long? SyncedAt { get; init; }
    public required string Recent { get; init; }
    public long Dirty { get; init; }
    public long Present { get; init; }
    public long Told { get; init; }

    public WaitingCompanion ToWaiting() => new(ToCompanion(), Told);

    public Companion ToCompanion() =>
        new()
        {
            Subject = Subject,
            Status = Words.To<CompanionStatus>(Status),
            Message = Message,
            Answered = Answered,
            StripeUrl = StripeUrl,
            SyncedAt = Words.Time(SyncedAt),
            Recent = [.. JsonNode.Parse(Recent)!.AsArray().Select(Line)],
            Dirty = Dirty != 0,
            Exists = Present != 0,
        };

    public static object Of(string bridge, Companion companion) =>
        new
        {
            Bridge = bridge,
            companion.Subject,
            Status = Words.Of(companion.Status),
            companion.Message,
            companion.Answered,
            companion.StripeUrl,
            SyncedAt = Words.Ms(companion.SyncedAt),
            Recent = new JsonArray([.. companion.Recent.Select(Json)]).ToJsonString(),
            Dirty = companion.Dirty ? 1L : 0L,
            Present = companion.Exists ? 1L : 0L,
        };

    private static CompanionLine Line(JsonNode? node) =>
        new(Words.Time(node!["at"]!.GetValue<long>()), node["text"]!.GetValue<string>());

    private static JsonObject Json(CompanionLine line) =>
        new() { ["at"] = Words.Ms(line.At), ["text"] = line.Text };
}

internal sealed record StaleCopyRow
{
    public required string CopyId { get; init; }
    public required string Path { get; init; }
    public required string SanityId { get; init; }
    public required string Type { get; init; }
    public required string Family { get; init; }
    public string? Old { get; init; }
    public string? Rev { get; init; }
    public long Looks { get; init; }
    public long LookAt { get; init; }

    public StaleCopy ToStaleCopy() =>
        new()
        {
            CopyId = CopyId,
            Path = Path,
            SanityId = SanityId,
            Type = Words.To<ObjectType>(Type),
            Family = Family,
            Old = new FieldValue(Old),
            Rev = Rev,
            Looks = (int)Looks,
            LookAt = Words.Time(LookAt),
        };

    public static object Of(string bridge, StaleCopy stale) =>
        new
        {
            Bridge = bridge,
            stale.CopyId,
            stale.Path,
            stale.SanityId,
            Type = Words.Of(stale.Type),
            stale.Family,
            Old = stale.Old.Json,
            stale.Rev,
            Looks = (long)stale.Looks,
            LookAt = Words.Ms(stale.LookAt),
        };
}

internal sealed record RunRow
{
    public required string Id { get; init; }
    public required string Kind { get; init; }
    public long StartedAt { get; init; }
    public long? EndedAt { get; init; }
    public string? Result { get; init; }

    public RunRecord ToRun() => new(Id, Kind, Words.Time(StartedAt), Words.Time(EndedAt), Result);
}

internal sealed record LastWriteRow
{
    public required string Family { get; init; }
    public long At { get; init; }
}

internal sealed record ImageRow
{
    public required string Family { get; init; }
    public required string Url { get; init; }
    public string? AssetId { get; init; }
    public string? Reason { get; init; }
    public long? RetryAt { get; init; }

    public ImageImport ToImport() => new(Family, Url, AssetId, Reason, Words.Time(RetryAt));

    public static object Of(string bridge, ImageImport image) =>
        new
        {
            Bridge = bridge,
            image.Family,
            image.Url,
            image.AssetId,
            image.Reason,
            RetryAt = Words.Ms(image.RetryAt),
        };
}

internal sealed record HeldKeyRow
{
    public required string Family { get; init; }
    public required string LookupKey { get; init; }
    public required string HolderId { get; init; }
    public required string HolderProduct { get; init; }
    public string? SanityId { get; init; }
    public long SinceAt { get; init; }

    public HeldKey ToHeldKey() =>
        new(Family, LookupKey, HolderId, HolderProduct, SanityId, Words.Time(SinceAt));

    public static object Of(string bridge, HeldKey held) =>
        new
        {
            Bridge = bridge,
            held.Family,
            LookupKey = held.Key,
            held.HolderId,
            held.HolderProduct,
            held.SanityId,
            SinceAt = Words.Ms(held.Since),
        };
}
