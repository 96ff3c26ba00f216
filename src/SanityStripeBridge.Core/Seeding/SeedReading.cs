using System.Globalization;
using System.Text.Json;
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

    private List<SanityDocument> Prices(JsonObject product, string id, JsonObject body, string path)
    {
        var prices = new List<SanityDocument>();
        if (product["prices"] is not JsonArray list)
        {
            Fault(path + ".prices", $"is {Shown(product["prices"])}, but must be a list of prices");
            return prices;
        }
        for (var i = 0; i < list.Count; i++)
        {
            var at = $"{path}.prices[{i}]";
            if (list[i] is not JsonObject price)
                Fault(at, $"is {Shown(list[i])}, but must be an object");
            else if (Price(price, id, at) is { } document)
            {
                prices.Add(document);
                Default(price, document.Id, body, at);
            }
        }
        return prices;
    }

    private SanityDocument? Price(JsonObject price, string product, string path)
    {
        if (Key(price, path) is not { } key)
            return null;
        var id = SeedForm.PriceId(product, key);
        if (id.Length > LongestId)
            Fault(
                path + ".key",
                $"makes the document id {id}, which has {id.Length} characters; Sanity allows {LongestId}"
            );
        TakeId(id, path + ".key");
        var body = new JsonObject
        {
            ["_id"] = id,
            ["_type"] = "price",
            ["product"] = SanityPatch.WeakReference(product),
        };
        Copy(price, body, SeedForm.Price);
        LookupKey(price, body, id, path);
        Metadata(price, body, path);
        if (price["currencyOptions"] is JsonArray options)
            body["currencyOptions"] = SeedForm.Keyed(options, "currency");
        else if (price["currencyOptions"] is not null)
            Fault(path + ".currencyOptions", "must be a list");
        if (price["tiers"] is JsonArray tiers)
            body["tiers"] = SeedForm.Keyed(tiers, "upTo");
        PriceRules(price, path);
        var document = new SanityDocument(body);
        Check(SanityReader.Price(document).Problems, path);
        return document;
    }

    // What a document may leave out, a file must say; and what a document would hide, a file must not say.
    private void PriceRules(JsonObject price, string path)
    {
        Flag(price, "active", path);
        if (price["type"] is null)
            Fault(path + ".type", "is missing; it is one_time or recurring");
        if (price["currency"] is JsonValue currency && !Currency().IsMatch(currency.ToString()))
            Fault(
                path + ".currency",
                $"is {Shown(currency)}, but must be a three-letter code in lower case such as eur"
            );
        if (price["type"]?.ToString() == "one_time")
            foreach (var name in new[] { "interval", "trialPeriodDays" })
                if (price[name] is not null)
                    Fault($"{path}.{name}", "is set, but a one-time price has none");
        if (price["unitAmount"] is not null && price["unitAmountDecimal"] is not null)
            Fault(path + ".unitAmountDecimal", "is set beside unitAmount; a price has one of the two");
        if (price["unitAmount"] is { } amount && amount.GetValueKind() != JsonValueKind.Number)
            Fault(path + ".unitAmount", $"is {Shown(amount)}, but must be a whole number of minor units");
        if (price["unitAmountDecimal"] is { } exact && exact.GetValueKind() != JsonValueKind.String)
            Fault(path + ".unitAmountDecimal", $"is {Shown(exact)}, but must be text such as \"12.5\"");
    }

    private void Default(JsonObject price, string id, JsonObject body, string path)
    {
        Flag(price, "default", path);
        if (price["default"]?.ToJsonString() != "true")
            return;
        if (body["defaultPrice"] is null)
            body["defaultPrice"] = SanityPatch.WeakReference(id);
        else
            Fault(
                path + ".default",
                $"is true, but {SanityReader.Reference(body["defaultPrice"])} is the default already; a product has one"
            );
    }

    private JsonArray Variants(JsonObject product, string id, string path)
    {
        var variants = new JsonArray();
        if (product["variants"] is null)
            return variants;
        if (product["variants"] is not JsonArray list)
        {
            Fault(path + ".variants", "must be a list");
            return variants;
        }
        for (var i = 0; i < list.Count; i++)
        {
            var at = $"{path}.variants[{i}]";
            if (list[i] is not JsonObject variant)
            {
                Fault(at, $"is {Shown(list[i])}, but must be an object");
                continue;
            }
            if (Key(variant, at) is not { } key)
                continue;
            TakeId(PartId.Of(id, key), at + ".key");
            Flag(variant, "active", at);
            var entry = new JsonObject { ["_key"] = key };
            Copy(variant, entry, SeedForm.Variant);
            if (Text(variant["lookupKey"]) is { Length: > 0 } lookupKey)
                TakeLookupKey(lookupKey, at + ".lookupKey");
            variants.Add(entry);
        }
        return variants;
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

    private string? Key(JsonObject from, string path)
    {
        if (Text(from["key"]) is { } key && key.Length <= LongestKey && KeyForm().IsMatch(key))
            return key;
        Fault(
            path + ".key",
            from["key"] is null
                ? "is missing; it is the stable name of letters, digits, - and _"
                : $"is {Shown(from["key"])}, but must be at most {LongestKey} letters, digits, - and _"
        );
        return null;
    }

    private void TakeId(string id, string path)
    {
        if (!_ids.TryAdd(id, path))
            Fault(path, $"makes the id {id}, which {_ids[id]} makes already");
    }

    private void TakeLookupKey(string key, string path)
    {
        if (!_lookupKeys.TryAdd(key, path))
            Fault(path, $"is \"{key}\", which {_lookupKeys[key]} is already; lookup keys are unique");
    }

    private void Flag(JsonObject from, string name, string path)
    {
        if (
            from[name] is { } node
            && node.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False)
        )
            Fault($"{path}.{name}", $"is {Shown(node)}, but must be true or false");
    }

    // The documents' rules, said with the place in the file.
    private void Check(IEnumerable<Problem> problems, string path)
    {
        foreach (var problem in problems)
        {
            var at = problem.Path == "_key" ? path : $"{path}.{problem.Path}";
            if (Faults.TrueForAll(fault => fault.Path != at))
                Fault(at, problem.Sentence);
        }
    }

    private static string PartPath(JsonObject product, SanityDocument part, string path)
    {
        var key = PartId.KeyOf(part.Id);
        var list = product["variants"]!.AsArray();
        for (var i = 0; i < list.Count; i++)
            if (Text((list[i] as JsonObject)?["key"]) == key)
                return $"{path}.variants[{i.ToString(CultureInfo.InvariantCulture)}]";
        return path;
    }

    private static void Copy(JsonObject from, JsonObject to, IEnumerable<string> names)
    {
        foreach (var name in names)
            if (from[name] is { } value)
                to[name] = value.DeepClone();
    }

    private static void Drop(JsonObject body, string name)
    {
        if (body[name] is JsonArray { Count: 0 })
            body.Remove(name);
    }

    private void Fault(string path, string sentence) => Faults.Add(new(path, json.LineOf(path), sentence));

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static string Shown(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "missing";
        return text.Length <= 60 ? text : text[..60] + "…";
    }

    [GeneratedRegex("^[A-Za-z0-9_-]+$")]
    private static partial Regex KeyForm();

    [GeneratedRegex("^[a-z]{3}$")]
    private static partial Regex Currency();
}
