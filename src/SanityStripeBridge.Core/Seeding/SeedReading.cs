using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Seeding;

/// <summary>A seed file while it is being read: what was understood so far, and everything that was not.</summary>
internal sealed partial class SeedReading(PlacedJson json)
{
    /// <summary>The Content Lake's limit for ids.</summary>
    private const int LongestId = 128;

    private const int LongestKey = 100;

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _lookupKeys = new(StringComparer.Ordinal);

    public List<FileFault> Faults { get; } = [];

    public SeedFile? Read()
    {
        if (json.Root is not JsonObject root)
        {
            Fault("$", "must be an object with version and products");
            return null;
        }
        if (root["version"]?.ToJsonString() != "1")
            Fault("$.version", $"is {Shown(root["version"])}, but must be 1");
        var families = new List<SeedFamily>();
        if (root["products"] is not JsonArray products)
            Fault("$.products", $"is {Shown(root["products"])}, but must be a list of products");
        else
            for (var i = 0; i < products.Count; i++)
                if (Product(products[i], $"$.products[{i}]") is { } family)
                    families.Add(family);
        return new(families, Origin(root["links"]));
    }

    private SeedFamily? Product(JsonNode? node, string path)
    {
        if (node is not JsonObject product)
        {
            Fault(path, $"is {Shown(node)}, but must be an object");
            return null;
        }
        if (Key(product, path) is not { } id)
            return null;
        TakeId(id, path + ".key");
        var body = new JsonObject { ["_id"] = id, ["_type"] = "product" };
        Copy(product, body, SeedForm.Product);
        Lists(product, path);
        Slug(product, body, id, path);
        Metadata(product, body, path);
        body["variants"] = Variants(product, id, path);
        Drop(body, "variants");
        var prices = Prices(product, id, body, path);
        var images = Images(product["images"], path + ".images");
        var document = new SanityDocument(body);
        Check(SanityReader.Product(document, _ => true, _ => null).Problems, path);
        foreach (var part in Parts.Of(document))
            Check(SanityReader.Price(part).Problems, PartPath(product, part, path));
        return new(document, prices, images);
    }

    private void Lists(JsonObject product, string path)
    {
        Flag(product, "active", path);
        if (product["features"] is null)
            return;
        if (product["features"] is not JsonArray features)
            Fault(path + ".features", "must be a list of texts");
        else if (features.Count > SanityReader.MostFeatures)
            Fault(
                path + ".features",
                $"has {features.Count} entries; Stripe allows {SanityReader.MostFeatures}"
            );
        else
            for (var i = 0; i < features.Count; i++)
                if (Text(features[i]) is not { Length: > 0 })
                    Fault($"{path}.features[{i}]", $"is {Shown(features[i])}, but must be text");
    }

    private List<string> Images(JsonNode? node, string path)
    {
        var images = new List<string>();
        if (node is null)
            return images;
        if (node is not JsonArray list)
        {
            Fault(path, "must be a list of addresses");
            return images;
        }
        if (list.Count > SanityReader.MostImages)
            Fault(path, $"has {list.Count} entries; Stripe allows {SanityReader.MostImages}");
        for (var i = 0; i < list.Count; i++)
            if (
                Text(list[i]) is { } url
                && Uri.TryCreate(url, UriKind.Absolute, out var address)
                && address.Scheme is "http" or "https"
            )
                images.Add(url);
            else
                Fault($"{path}[{i}]", $"is {Shown(list[i])}, but must be a whole address of an image");
        return images;
    }

    private void Slug(JsonObject product, JsonObject body, string id, string path)
    {
        if (product["slug"] is not null && Text(product["slug"]) is null)
            Fault(path + ".slug", $"is {Shown(product["slug"])}, but must be text");
        if ((Text(product["slug"]) ?? id) is { Length: > 0 } slug)
            body["slug"] = new JsonObject { ["_type"] = "slug", ["current"] = slug };
    }

    private void LookupKey(JsonObject price, JsonObject body, string id, string path)
    {
        if (price["lookupKey"] is not null && Text(price["lookupKey"]) is null)
            Fault(path + ".lookupKey", $"is {Shown(price["lookupKey"])}, but must be text");
        if ((Text(price["lookupKey"]) ?? id) is not { Length: > 0 } key)
            return;
        body["lookupKey"] = key;
        TakeLookupKey(key, path + ".lookupKey");
    }

    private void Metadata(JsonObject from, JsonObject body, string path)
    {
        if (from["metadata"] is JsonObject map)
        {
            body["metadata"] = SeedForm.ToMetadata(map);
            Drop(body, "metadata");
            foreach (var (name, value) in map.Where(entry => Text(entry.Value) is null))
                Fault($"{path}.metadata.{name}", $"is {Shown(value)}, but must be text");
        }
        else if (from["metadata"] is not null)
            Fault(path + ".metadata", "must be an object of texts");
    }

    private SeedOrigin? Origin(JsonNode? node)
    {
        if (node is null)
            return null;
        if (node is not JsonObject)
        {
            Fault("$.links", "must be an object, as export writes it; or leave it out");
            return null;
        }
        var links = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        foreach (var product in Entries(node["products"]))
            if (Text(product["key"]) is { } key)
            {
                Link(key, product);
                foreach (var price in Entries(product["prices"]))
                    if (Text(price["key"]) is { } priceKey)
                        Link(SeedForm.PriceId(key, priceKey), price);
                foreach (var variant in Entries(product["variants"]))
                    if (Text(variant["key"]) is { } variantKey)
                        Link(PartId.Of(key, variantKey), variant);
            }
        return new(Text(node["account"]), Text(node["mode"]), links);

        void Link(string id, JsonObject entry)
        {
            if (Text(entry["stripeId"]) is { } stripeId)
                links[id] = (Text(entry["sanityId"]) ?? id, stripeId);
        }
    }

    private static IEnumerable<JsonObject> Entries(JsonNode? list) =>
        (list as JsonArray ?? []).OfType<JsonObject>();

    [GeneratedRegex("^[A-Za-z0-9_-]+$")]
    private static partial Regex KeyForm();

    [GeneratedRegex("^[a-z]{3}$")]
    private static partial Regex Currency();
}
