using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>
/// Prices that live inside a product's document. Each part is read as if it were a price document (its id is a
/// <see cref="PartId"/>, its revision the host's), so that everything that holds for price documents holds for it; what is
/// written to it becomes part of the one patch of its host.
/// </summary>
public static class Parts
{
    /// <summary>In place of an attribute: two entries have this key, and neither can be told from the other.</summary>
    private const string Twice = "_twice";

    private static PartSource Source => DefaultMapping.Variants;

    /// <summary>The parts of a stored product document, in its order; an entry without a key is left out.</summary>
    public static IEnumerable<SanityDocument> Of(SanityDocument host) =>
        Entries(host)
            .Where(entry => Key(entry) is not null)
            .GroupBy(entry => Key(entry)!, StringComparer.Ordinal)
            .Select(group => AsPrice(host, group.Key, group.First(), group.Count() > 1));

    /// <summary>The part with a key; null when the document has none.</summary>
    public static SanityDocument? Find(SanityDocument? host, string key) =>
        host is null ? null : Of(host).FirstOrDefault(part => PartId.KeyOf(part.Id) == key);

    /// <summary>How many entries have no key by which they could be told apart.</summary>
    public static int Nameless(SanityDocument host) => Entries(host).Count(entry => Key(entry) is null);

    /// <summary>The fields of a price that the document of this id has no place for: they stay as they are in Stripe.</summary>
    public static IEnumerable<string> Foreign(string id) =>
        PartId.KeyOf(id) is null
            ? []
            : DefaultMapping.Price.Select(spec => spec.Path).Where(path => !Source.Holds(path));

    /// <summary>The metadata keys that are fields of this id's document.</summary>
    public static IEnumerable<string> MetadataKeys(string id) =>
        PartId.KeyOf(id) is null ? [] : Source.Fields.Select(field => field.MetadataKey).OfType<string>();

    /// <summary>Whether a part's fields are what both sides last agreed on.</summary>
    public static bool IsAgreed(Link link, SanityDocument part)
    {
        var mapped = SanityReader.Price(part);
        return link.State == LinkState.Linked
            && mapped.Problems.Count == 0
            && Source
                .Fields.Where(field => field.MetadataKey is not null || IsCompared(field.Path))
                .All(field =>
                    link.BaselineOf(field.Path) is { } agreed
                        ? agreed == mapped.Fields[field.Path]
                        : field.MetadataKey is not null && mapped.Fields[field.Path].IsAbsent
                );
    }

    /// <summary>What a field's path is on the document that people see: for a part, the path on its host.</summary>
    public static string Shown(string id, string path) =>
        PartId.KeyOf(id) is { } key ? Source.Shown(key, path) : path;

    /// <summary>Numbers that live in metadata must be numbers, on either side.</summary>
    public static Mapped Checked(string id, Mapped mapped) =>
        PartId.KeyOf(id) is null
            ? mapped
            : mapped with
            {
                Problems =
                [
                    .. mapped.Problems,
                    .. Source
                        .Fields.Where(field => field.IsNumber && !IsNumber(mapped.Fields[field.Path]))
                        .Select(field => new Problem(
                            field.Path,
                            $"{field.Name} must be a whole number, but is {mapped.Fields[field.Path]}"
                        )),
                ],
            };

    /// <summary>The part's changes as changes of its host.</summary>
    public static void Lay(SanityDocument part, SanityPatch changes, SanityPatch host)
    {
        var key = PartId.KeyOf(part.Id)!;
        foreach (var field in Source.Fields)
            if (changes.Unset.Contains(field.Path))
                host.PutAt(Source.Shown(key, field.Path), null);
            else if (field.MetadataKey is null && changes.Set[field.Path] is { } value)
                host.PutAt(Source.Shown(key, field.Path), value.DeepClone());
            else if (field.MetadataKey is { } name && changes.Set["metadata"] is { } list)
                LayMetadata(field, name, Entry(part.Body["metadata"], name), Entry(list, name));

        void LayMetadata(PartField field, string name, string? old, string? now)
        {
            if (old != now)
                host.PutAt(
                    Source.Shown(key, field.Path),
                    now is null ? null
                        : field.IsNumber
                        && long.TryParse(
                            now,
                            NumberStyles.AllowLeadingSign,
                            CultureInfo.InvariantCulture,
                            out var number
                        )
                            ? JsonValue.Create(number)
                        : JsonValue.Create(now)
                );
        }
    }

    private static bool IsCompared(string path) => DefaultMapping.Price.Any(spec => spec.Path == path);

    private static bool IsNumber(FieldValue value) =>
        value.IsAbsent
        || long.TryParse(value.AsText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static IEnumerable<JsonObject> Entries(SanityDocument host) =>
        host.Type == "product" && host.Body[Source.List] is JsonArray list ? list.OfType<JsonObject>() : [];

    private static string? Key(JsonObject entry) =>
        entry["_key"] is JsonValue value && value.TryGetValue(out string? key) && key.Length > 0 ? key : null;

    private static SanityDocument AsPrice(SanityDocument host, string key, JsonObject entry, bool isTwice)
    {
        var metadata = new JsonArray();
        var body = new JsonObject
        {
            ["_id"] = PartId.Of(host.Id, key),
            ["_type"] = "price",
            ["_rev"] = host.Rev,
            ["product"] = SanityPatch.WeakReference(host.PublishedId),
            ["metadata"] = metadata,
        };
        if (isTwice)
            body[Twice] = true;
        foreach (var field in Source.Fields)
            if (field.MetadataKey is not { } name)
                body[field.Path] = entry[field.Name]?.DeepClone();
            else if (Text(entry[field.Name]) is { } text)
                metadata.Add(
                    new JsonObject
                    {
                        ["_key"] = name,
                        ["key"] = name,
                        ["value"] = text,
                    }
                );
        return new(body);
    }

    /// <summary>Why a part cannot be told from another; null when it can, and for documents.</summary>
    internal static Problem? Doubt(SanityDocument part) =>
        part.Body[Twice] is null
            ? null
            : new(
                "_key",
                $"{Source.List} has more than one entry with the _key \"{PartId.KeyOf(part.Id)}\"; remove one of them and add it anew"
            );

    private static string? Text(JsonNode? node) =>
        Normal.Decimal(node) is { } number ? Normal.Plain(number) : (node as JsonValue)?.ToString();

    private static string? Entry(JsonNode? list, string key) =>
        (list as JsonArray ?? [])
            .OfType<JsonObject>()
            .FirstOrDefault(entry => entry["key"]?.ToString() == key)
            ?["value"]?.ToString();
}
