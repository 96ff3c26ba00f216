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
    /// <summary>In place of an attribute: two parts have this key, and neither can be told from the other.</summary>
    private const string Twice = "_twice";

    /// <summary>The parts of a product document, in its order; an entry without a key is left out.</summary>
    public static IEnumerable<SanityDocument> Of(SanityDocument host) =>
        Entries(host)
            .Where(entry => entry.Key is not null)
            .GroupBy(entry => entry.Key!, StringComparer.Ordinal)
            .Select(group => AsPrice(host, group.First(), group.Count() > 1));

    /// <summary>The part with a key; null when the document has none.</summary>
    public static SanityDocument? Find(SanityDocument? host, string key) =>
        host is null ? null : Of(host).FirstOrDefault(part => PartId.KeyOf(part.Id) == key);

    /// <summary>How many entries have no key by which they could be told apart.</summary>
    public static int Nameless(SanityDocument host) => Entries(host).Count(entry => entry.Key is null);

    /// <summary>The list of a document whose entries are prices; null when it has none.</summary>
    public static string? ListOf(SanityDocument host) =>
        MappingsOf(host).FirstOrDefault(part => part.List is not null)?.List;

    /// <summary>Whether a part's fields are what both sides last agreed on.</summary>
    public static bool IsAgreed(Link link, SanityDocument part)
    {
        var mapped = SanityReader.Price(part);
        return link.State == LinkState.Linked
            && mapped.Problems.Count == 0
            && mapped
                .Fields.Paths.Concat(Paths(part))
                .Distinct(StringComparer.Ordinal)
                .Where(path => SeenDocument.ShapeOf(part)?.Holds(path) != false)
                .All(path =>
                    link.BaselineOf(path) is { } agreed
                        ? agreed == mapped.Fields[path]
                        : DefaultMapping.IsFreeMetadata(path) && mapped.Fields[path].IsAbsent
                );
    }

    /// <summary>What a part is called on its host, for people: <c>variants[_key=="k1"]</c>, or its key.</summary>
    public static string Name(SanityDocument? host, string key) =>
        host is null ? DocumentPath.Entry(DefaultMapping.Variants.List!, key)
        : MappingsOf(host).Any(part => part.Key == key) ? key
        : DocumentPath.Entry(ListOf(host) ?? DefaultMapping.Variants.List!, key);

    /// <summary>What a field's path is on the shipped schema's document that people see: for a part, the path on its host.</summary>
    public static string Shown(string id, string path) =>
        PartId.KeyOf(id) is { } key
            ? $"{DocumentPath.Entry(DefaultMapping.Variants.List!, key)}.{DefaultMapping.Variants.Shape.Shown(path)}"
            : path;

    /// <summary>Why a part cannot be told from another; null when it can, and for documents.</summary>
    internal static Problem? Doubt(SanityDocument part) =>
        part.Body[Twice] is null
            ? null
            : new(
                "_key",
                $"the document has more than one entry with the _key \"{PartId.KeyOf(part.Id)}\"; remove one of them and add it anew"
            );

    private static IEnumerable<string> Paths(SanityDocument part) =>
        SeenDocument
            .ShapeOf(part)
            ?.Fields.Keys.Where(path =>
                DefaultMapping.IsFreeMetadata(path) || DefaultMapping.Price.Any(spec => spec.Path == path)
            )
        ?? [];

    private static IReadOnlyList<PartMapping> MappingsOf(SanityDocument host) =>
        host is SeenDocument { MappedType: { } type } ? type.Parts
        : host.Type == "product" && host is not SeenDocument ? DefaultMapping.ProductType.Parts
        : [];

    private static IEnumerable<(string? Key, string At, JsonObject Root, Shape Shape)> Entries(
        SanityDocument host
    )
    {
        var body = Stored(host).Body;
        foreach (var part in MappingsOf(host))
            if (part.List is { } list)
                foreach (var entry in (DocumentPath.Find(body, list) as JsonArray ?? []).OfType<JsonObject>())
                    yield return Key(entry) is { } key
                        ? (key, DocumentPath.Entry(list, key) + ".", entry, part.Shape)
                        : (null, "", entry, part.Shape);
            else if (IsThere(part.Shape, body))
                yield return (part.Key, "", body, part.Shape);
    }

    // A document that names no amount has no such price.
    private static bool IsThere(Shape shape, JsonObject body) =>
        shape.Of("unitAmount") is { } amount
        && (
            amount.Constant is not null
            || amount.Paths.Any(path =>
                DocumentPath.Find(body, path) is { } node
                && !(
                    node is JsonValue value && value.TryGetValue(out string? text) && text.Trim().Length == 0
                )
            )
        );

    private static SanityDocument Stored(SanityDocument host) => (host as SeenDocument)?.Source ?? host;

    private static string? Key(JsonObject entry) =>
        entry["_key"] is JsonValue value && value.TryGetValue(out string? key) && key.Length > 0 ? key : null;

    private static SeenDocument AsPrice(
        SanityDocument host,
        (string? Key, string At, JsonObject Root, Shape Shape) entry,
        bool isTwice
    )
    {
        var body = new JsonObject
        {
            ["_id"] = PartId.Of(host.Id, entry.Key!),
            ["_type"] = "price",
            ["_rev"] = host.Rev,
            ["product"] = SanityPatch.WeakReference(host.PublishedId),
        };
        if (isTwice)
            body[Twice] = true;
        return Lens.See(entry.Shape, Stored(host), entry.Root, entry.At, body);
    }
}
