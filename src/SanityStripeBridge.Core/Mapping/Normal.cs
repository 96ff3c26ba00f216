using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>Normal forms: what both platforms' ways of writing one value have in common, so that a second sync writes nothing.</summary>
public static class Normal
{
    /// <summary>Line ends as <c>\n</c>, ends trimmed (Stripe trims names, nicknames, features and descriptors); blank is absent.</summary>
    public static FieldValue Text(string? text) =>
        FieldValue.Text(text?.Replace("\r\n", "\n", StringComparison.Ordinal).Trim());

    /// <summary>An amount: a whole number of minor units as a number, anything finer as a decimal string; null when it is no decimal.</summary>
    public static FieldValue? Amount(string text)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount))
            return null;
        return amount == decimal.Truncate(amount) && amount is >= long.MinValue and <= long.MaxValue
            ? FieldValue.Integer((long)amount)
            : FieldValue.Text(Plain(amount));
    }

    /// <summary>One tier: an amount of 0 beside another says nothing, an end that is absent is no end.</summary>
    public static JsonObject Tier(long? upTo, FieldValue unit, FieldValue flat)
    {
        if (flat.AsInteger() == 0 && !unit.IsAbsent)
            flat = FieldValue.Absent;
        if (unit.AsInteger() == 0 && !flat.IsAbsent)
            unit = FieldValue.Absent;
        if (flat.AsInteger() == 0)
            (unit, flat) = (flat, FieldValue.Absent);
        return new()
        {
            ["upTo"] = upTo,
            ["unitAmount"] = unit.Node(),
            ["flatAmount"] = flat.Node(),
        };
    }

    /// <summary>A decimal without trailing zeros or exponent.</summary>
    public static string Plain(decimal number) =>
        (number / 1.000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    /// <summary>An object of decimals, each without trailing zeros: 4.0 and 4 are one size.</summary>
    public static FieldValue Decimals(params (string Name, decimal Value)[] parts)
    {
        var map = new JsonObject();
        foreach (var (name, value) in parts)
            map[name] = JsonNode.Parse(Plain(value));
        return FieldValue.From(map);
    }

    /// <summary>The decimal of a JSON number, exactly as written; null for anything else.</summary>
    public static decimal? Decimal(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? decimal.TryParse(
                value.ToJsonString(),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number
                : null
            : null;
}
