using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Seeding;

/// <content>Prices, and the variants that live inside a product.</content>
internal sealed partial class SeedReading
{
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

    private static string PartPath(JsonObject product, SanityDocument part, string path)
    {
        var key = PartId.KeyOf(part.Id);
        var list = product["variants"]!.AsArray();
        for (var i = 0; i < list.Count; i++)
            if (Text((list[i] as JsonObject)?["key"]) == key)
                return $"{path}.variants[{i.ToString(CultureInfo.InvariantCulture)}]";
        return path;
    }
}
