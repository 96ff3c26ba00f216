using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <content>Everything of a price document that is an amount.</content>
internal sealed partial class Reading
{
    /// <summary>The price's own amount.</summary>
    public FieldValue Amount() => Amount(body, "unitAmount", "unitAmount", "");

    /// <summary>The <c>currencyOptions</c> array of <c>{currency, unitAmount, taxBehavior}</c>, two paths per currency.</summary>
    public void AddCurrencies()
    {
        if (Node(CurrencyOption.Attribute) is not JsonArray list)
            return;
        foreach (var entry in list.OfType<JsonObject>())
            if (Text(entry, "currency") is { Length: 3 } currency && currency.All(char.IsAsciiLetter))
                AddCurrency(entry, currency.ToLowerInvariant());
            else
                Problems.Add(
                    new(
                        CurrencyOption.Attribute,
                        $"currencyOptions has an entry with the currency {entry["currency"]?.ToJsonString() ?? "nothing"}, but it must be a three-letter code such as usd"
                    )
                );
    }

    private void AddCurrency(JsonObject entry, string currency)
    {
        var path = CurrencyOption.AmountPath(currency);
        if (!Fields[path].IsAbsent)
            Problems.Add(new(path, $"currencyOptions names {currency} twice; remove one of them"));
        else
            Fields = Fields
                .With(path, Amount(entry, "unitAmount", path, $"in {currency}, "))
                .With(CurrencyOption.TaxPath(currency), Normal.Text(Text(entry, "taxBehavior")));
        if (Fields[path].IsAbsent && Problems.TrueForAll(problem => problem.Path != path))
            Problems.Add(
                new(path, $"currencyOptions names {currency} without an amount; set its unitAmount")
            );
    }

    private FieldValue Tiers(JsonArray list)
    {
        var tiers = new JsonArray();
        foreach (var (tier, i) in list.OfType<JsonObject>().Select((tier, i) => (tier, i + 1)))
        {
            long? upTo = null;
            if (tier["upTo"] is JsonValue end && (upTo = Whole(end)) is null)
                Problems.Add(
                    new("tiers", $"tier {i}: upTo is {end.ToJsonString()}, but must be a whole number")
                );
            tiers.Add(
                Normal.Tier(
                    upTo,
                    Amount(tier, "unitAmount", "tiers", $"tier {i}: "),
                    Amount(tier, "flatAmount", "tiers", $"tier {i}: ")
                )
            );
        }
        return tiers.Count == 0 ? FieldValue.Absent : FieldValue.From(tiers);
    }

    // The Studio leaves an empty object behind: without bounds it means a chosen amount only where no other amount stands.
    private FieldValue Chosen(FieldSpec spec, JsonObject bounds)
    {
        var chosen = new JsonObject();
        foreach (var name in (string[])["minimum", "maximum", "preset"])
            if (bounds[name] is JsonValue value)
                chosen[name] = Whole(value) is { } minorUnits
                    ? minorUnits
                    : Refuse(spec, $"needs {name} as a whole number of minor units").AsInteger();
        var hasAnother =
            Node("unitAmount") is not null
            || Node("unitAmountDecimal") is not null
            || Node("tiers") is JsonArray { Count: > 0 };
        return chosen.Count == 0 && hasAnother ? FieldValue.Absent : FieldValue.From(chosen);
    }

    // Whole minor units and the exact decimal are one amount; both may stand only when they say the same.
    private FieldValue Amount(JsonObject map, string name, string path, string where)
    {
        var minor = Normal.Decimal(map[name]) is { } whole ? Normal.Amount(Normal.Plain(whole)) : null;
        FieldValue? exact = Text(map, name + "Decimal") is { Length: > 0 } text
            ? Normal.Amount(text)
                ?? Refuse(
                    path,
                    $"{where}{name}Decimal is \"{text}\", which is no decimal number; write it like 12.5"
                )
            : null;
        if (minor is { } number && number.AsInteger() is null)
            return Refuse(
                path,
                $"{where}{name} is {number}, but minor units are whole numbers; write the amount to {name}Decimal"
            );
        if (minor is { } a && exact is { } b && a != b && !b.IsAbsent)
            return Refuse(path, $"{where}{name} says {a} and {name}Decimal says {b}; clear one of them");
        return minor ?? exact ?? FieldValue.Absent;
    }

    private static string? Text(JsonObject map, string name) =>
        map[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
