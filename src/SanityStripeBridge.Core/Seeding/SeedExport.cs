using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Seeding;

/// <summary>Writes a catalogue in the form of a seed file: the same catalogue gives the same text.</summary>
/// <param name="links">Document (or part) id to Stripe id.</param>
/// <param name="imageUrl">The public address of an image asset.</param>
public sealed class SeedExport(
    IReadOnlyDictionary<string, string> links,
    Func<string, string?> imageUrl
)
{
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<string> _leftOut = [];
    private readonly JsonArray _linked = [];

    /// <summary>What could not be written, each with the reason.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>How many products and prices were written.</summary>
    public (int Products, int Prices) Count { get; private set; }

    /// <summary>The whole file; the section <c>links</c> comes last and is the only one that depends on the account.</summary>
    public string Write(IEnumerable<Exported> families, ExportPlace place)
    {
        var products = families
            .Select(family => (Family: family, Keys: new SeedKeys(family.Id)))
            .OrderBy(entry => entry.Keys.Product, StringComparer.Ordinal)
            .Select(entry => Product(entry.Family, entry.Keys))
            .OfType<JsonObject>()
            .ToArray();
        var file = new JsonObject
        {
            ["version"] = 1,
            ["products"] = new JsonArray([.. products]),
            ["links"] = new JsonObject
            {
                ["account"] = place.Account,
                ["mode"] = place.Mode,
                ["project"] = place.Project,
                ["dataset"] = place.Dataset,
                ["products"] = _linked,
            },
        };
        return file.ToJsonString(Form) + "\n";
    }

    private JsonObject? Product(Exported family, SeedKeys keys)
    {
        var mapped = family.Document is { } document
            ? SanityReader.Product(document, _ => true, imageUrl)
            : StripeReader.Product(family.Product!, _ => null, KeysOf(family.Product!.Metadata));
        if (family.Document is not null && LeavesOut(family.Id, mapped.Problems))
            return null;
        var product = new JsonObject { ["key"] = keys.Product };
        var body = Body(ObjectType.Product, mapped.Fields.Where(path => path is not ("images" or "defaultPrice")));
        // A product for internal use is inactive by that alone.
        if (body["sellStatus"]?.ToString() == "internal" && family.Document?.Body["active"]?.ToJsonString() != "false")
            body.Remove("active");
        body["defaultVariant"] = family.Document?.Text("defaultVariant");
        Copy(body, product, SeedForm.Product);
        if (mapped.Fields["images"].Node() is { } images)
            product["images"] = images;
        Slug(family.Document, keys.Product, product);
        Metadata(mapped.Fields, product);
        var link = Link(keys.Product, family.Id);
        Variants(family.Document, product, link);
        Prices(family, keys, product, link);
        _linked.Add(link);
        Count = (Count.Products + 1, Count.Prices);
        return product;
    }

    private void Prices(Exported family, SeedKeys keys, JsonObject product, JsonObject link)
    {
        var standard = SanityReader.DefaultReference(family.Document);
        var prices = family
            .PriceDocuments.OrderBy(document => document.Id, StringComparer.Ordinal)
            .Select(document =>
                (document.Id, Mapped: SanityReader.Price(document), IsDefault: document.Id == standard)
            )
            .Where(price => !LeavesOut(price.Id, price.Mapped.Problems))
            .Concat(
                family.Prices.Select(price =>
                    (
                        Id: DerivedId.Document(price.Id),
                        Mapped: StripeReader.Price(price, KeysOf(price.Metadata)),
                        IsDefault: family.Document is null && family.Product?.DefaultPrice?.Id == price.Id
                    )
                )
            )
            .Select(price => (Key: keys.OfPrice(price.Id), price.Id, price.Mapped, price.IsDefault))
            .OrderBy(price => price.Key, StringComparer.Ordinal)
            .ToList();
        product["prices"] = new JsonArray([
            .. prices.Select(price => Price(price.Key, keys.Product, price.Mapped.Fields, price.IsDefault)),
        ]);
        link["prices"] = Links(prices.Select(price => (price.Key, price.Id)));
        Count = (Count.Products, Count.Prices + prices.Count);
    }

    private static JsonObject Price(string key, string product, Fields fields, bool isDefault)
    {
        var price = new JsonObject { ["key"] = key };
        var lookupKey = fields["lookupKey"].AsText();
        if (lookupKey != SeedForm.PriceId(product, key))
            price["lookupKey"] = lookupKey ?? "";
        var body = Body(ObjectType.Price, fields.Where(path => path != "lookupKey"));
        Copy(body, price, SeedForm.Price);
        if (Unkeyed(body["currencyOptions"]) is { } options)
            price["currencyOptions"] = options;
        if (Unkeyed(body["tiers"]) is { } tiers)
            price["tiers"] = tiers;
        Metadata(fields, price);
        if (isDefault)
            price["default"] = true;
        return price;
    }

    private void Variants(SanityDocument? document, JsonObject product, JsonObject link)
    {
        if (document is null)
            return;
        if (document is SeenDocument { MappedType.Parts.Count: > 0 })
        {
            if (Parts.Of(document).Any())
                _leftOut.Add($"{document.Id}: prices inside a document of a mapped type are not exported");
            return;
        }
        var parts = Parts.Of(document).ToDictionary(part => part.Id, StringComparer.Ordinal);
        var variants = new JsonArray();
        var keys = new List<(string, string)>();
        foreach (var entry in (document.Body["variants"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var key = entry["_key"]?.ToString() ?? "";
            var id = PartId.Of(document.Id, key);
            if (!parts.TryGetValue(id, out var part) || LeavesOut(id, SanityReader.Price(part).Problems))
                continue;
            var variant = new JsonObject { ["key"] = key };
            Copy(Trimmed(entry), variant, SeedForm.Variant);
            variants.Add(variant);
            keys.Add((key, id));
        }
        if (variants.Count == 0)
            return;
        product["variants"] = variants;
        link["variants"] = Links(keys);
        Count = (Count.Products, Count.Prices + variants.Count);
    }

    // One without a slug gets none by the file either.
    private static void Slug(SanityDocument? document, string key, JsonObject product)
    {
        if (document is null or SeenDocument)
            return;
        var slug = (document.Body["slug"] as JsonObject)?["current"]?.ToString() ?? "";
        if (slug != key)
            product["slug"] = slug;
    }

    private static void Metadata(Fields fields, JsonObject target)
    {
        var metadata = new JsonObject();
        foreach (var (path, value) in fields.Where(DefaultMapping.IsFreeMetadata))
            metadata[path[DefaultMapping.MetadataPrefix.Length..]] = value.Node();
        if (metadata.Count > 0)
            target["metadata"] = metadata;
    }

    private JsonArray Links(IEnumerable<(string Key, string Id)> objects) =>
        [
            .. objects
                .Where(entry => links.ContainsKey(entry.Id))
                .Select(entry => Link(entry.Key, entry.Id)),
        ];

    private JsonObject Link(string key, string id) =>
        new()
        {
            ["key"] = key,
            ["sanityId"] = PartId.DocumentOf(id),
            ["stripeId"] = links.GetValueOrDefault(id),
        };

    private bool LeavesOut(string id, IReadOnlyList<Problem> problems)
    {
        if (problems.Count > 0)
            _leftOut.Add($"{id}: {string.Join(". ", problems.Select(problem => problem.Sentence))}");
        return problems.Count > 0;
    }

    private static JsonObject Body(ObjectType type, Fields fields)
    {
        var patch = new SanityPatch([]);
        foreach (var (path, value) in fields.Where(path => !DefaultMapping.IsFreeMetadata(path)))
            patch.Write(DefaultMapping.Spec(type, path), value);
        return patch.Set;
    }

    private static void Copy(JsonObject from, JsonObject to, IEnumerable<string> names)
    {
        foreach (var name in names)
            if (from[name] is { } value && !(name == "active" && value.ToJsonString() == "true"))
                to[name] = value.DeepClone();
    }

    private static JsonArray? Unkeyed(JsonNode? list)
    {
        if (list?.DeepClone() is not JsonArray { Count: > 0 } entries)
            return null;
        foreach (var entry in entries.OfType<JsonObject>())
            foreach (var name in entry.Select(pair => pair.Key).Where(name => name[0] == '_').ToList())
                entry.Remove(name);
        return entries;
    }

    private static JsonObject Trimmed(JsonObject entry)
    {
        var trimmed = new JsonObject();
        foreach (var (name, value) in entry)
            trimmed[name] =
                value is JsonValue text && text.TryGetValue(out string? words)
                    ? Normal.Text(words).Node()
                    : value?.DeepClone();
        return trimmed;
    }

    private static HashSet<string> KeysOf(IReadOnlyDictionary<string, string> metadata) =>
        [.. metadata.Keys.Where(key => !DefaultMapping.ReservedKeys.Contains(key))];
}
