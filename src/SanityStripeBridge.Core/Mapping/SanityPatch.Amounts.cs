using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <content>The lists of a price: further currencies and tiers.</content>
public sealed partial class SanityPatch
{
    // One entry per currency, under whatever key the Studio gave it; ours are keyed by the currency.
    private void WriteCurrency(string currency, FieldSpec spec, FieldValue value)
    {
        var list =
            (Set[CurrencyOption.Attribute] ?? current[CurrencyOption.Attribute])?.DeepClone() as JsonArray
            ?? [];
        var entry = list.OfType<JsonObject>()
            .FirstOrDefault(item =>
                string.Equals(item["currency"]?.ToString(), currency, StringComparison.OrdinalIgnoreCase)
            );
        if (entry is null && value.IsAbsent)
            return;
        if (entry is null)
            list.Add(entry = new JsonObject { ["_key"] = currency, ["currency"] = currency });
        if (spec.Kind != FieldKind.Amount)
            Lay(entry, "taxBehavior", value.Node());
        else if (value.IsAbsent)
            list.Remove(entry);
        else
            LayAmount(entry, "unitAmount", value);
        Set.Remove(CurrencyOption.Attribute);
        Put(CurrencyOption.Attribute, list.Count == 0 ? null : list);
    }

    // The tier that ends at the same quantity keeps its key and whatever else the document put there.
    private JsonArray? WithDocumentsOwn(JsonArray? tiers) =>
        tiers is null ? null : [.. tiers.Select(tier => WithDocumentsOwn(tier!.AsObject()))];

    private JsonObject WithDocumentsOwn(JsonObject tier)
    {
        var upTo = tier["upTo"]?.ToJsonString();
        var own = (current["tiers"] as JsonArray)
            ?.OfType<JsonObject>()
            .FirstOrDefault(old => old["upTo"]?.ToJsonString() == upTo);
        var written = own?.DeepClone().AsObject() ?? new JsonObject { ["_key"] = "upto-" + (upTo ?? "inf") };
        Lay(written, "upTo", tier["upTo"]?.DeepClone());
        LayAmount(written, "unitAmount", FieldValue.From(tier["unitAmount"]));
        LayAmount(written, "flatAmount", FieldValue.From(tier["flatAmount"]));
        return written;
    }

    private static void LayAmount(JsonObject map, string name, FieldValue value)
    {
        Lay(map, name, FieldValue.Integer(value.AsInteger()).Node());
        Lay(map, name + "Decimal", value.AsText() is { } exact ? JsonValue.Create(exact) : null);
    }

    private static void Lay(JsonObject map, string name, JsonNode? value)
    {
        if (value is null)
            map.Remove(name);
        else
            map[name] = value;
    }
}
