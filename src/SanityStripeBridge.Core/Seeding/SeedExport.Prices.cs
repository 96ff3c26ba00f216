using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Seeding;

/// <content>Prices, and the variants that live inside a product.</content>
public sealed partial class SeedExport
{
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
}
