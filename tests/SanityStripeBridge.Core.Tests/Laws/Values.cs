using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Core.Tests.Laws;

/// <summary>
/// A few values of every mapped field, from the mapping itself: a field that is added is covered at once, and a kind that is
/// added must say here what it can hold.
/// </summary>
internal static class Values
{
    // Fields whose text is one of a few words, or has a form.
    private static readonly Dictionary<string, string[]> Words = new(StringComparer.Ordinal)
    {
        ["sellStatus"] = ["available", "sold_out", "pre_sale"],
        ["currency"] = ["eur", "usd", "jpy"],
        ["type"] = ["recurring", "one_time"],
        ["interval"] = ["month", "year"],
        ["usageType"] = ["metered"],
        ["meter"] = ["mtr_1", "mtr_2"],
        ["billingScheme"] = ["tiered"],
        ["tiersMode"] = ["graduated", "volume"],
        ["taxBehavior"] = ["inclusive", "exclusive"],
        ["statementDescriptor"] = ["MUG", "CUP CO"],
        ["url"] = ["https://a.example", "https://b.example/?c=d&e=f"],
        ["unitLabel"] = ["cup", "pot"],
        ["defaultPrice"] = ["mug-eur", "mug-usd"],
    };

    /// <summary>Never empty, all different, in normal form; without "absent".</summary>
    public static IReadOnlyList<FieldValue> Of(FieldSpec spec) =>
        Words.TryGetValue(spec.Path, out var words)
            ? [.. words.Select(FieldValue.Text)]
            : spec.Kind switch
            {
                FieldKind.Text =>
                [
                    FieldValue.Text("a"),
                    FieldValue.Text("ä <&> 茶"),
                    FieldValue.Text("a\nb"),
                ],
                FieldKind.Flag or FieldKind.Active => [FieldValue.Flag(true), FieldValue.Flag(false)],
                FieldKind.Integer => [FieldValue.Integer(1), FieldValue.Integer(7)],
                FieldKind.Amount => [FieldValue.Integer(1999), FieldValue.Integer(0), Exact("12.5")],
                FieldKind.Dimensions => [Box(1m), Box(2.5m)],
                FieldKind.Features => [Json("""["a"]"""), Json("""["b c","a"]""")],
                FieldKind.Images => [Json("""["https://shop.example/a.png"]""")],
                FieldKind.Transform =>
                [
                    Json("""{"divideBy":5,"round":"up"}"""),
                    Json("""{"divideBy":6,"round":"down"}"""),
                ],
                FieldKind.Tiers =>
                [
                    Json("""[{"upTo":10,"unitAmount":5},{"unitAmount":4}]"""),
                    Json("""[{"flatAmount":3,"upTo":10,"unitAmount":"4.5"},{"flatAmount":2}]"""),
                ],
                FieldKind.ChosenAmount => [Json("{}"), Json("""{"maximum":900,"minimum":50,"preset":70}""")],
                _ => throw new InvalidOperationException(
                    $"say here what a field of kind {spec.Kind} can hold"
                ),
            };

    /// <summary>What else a price document must say for the field to mean anything; null takes an attribute away.</summary>
    public static JsonObject Around(FieldSpec spec) =>
        spec.Path switch
        {
            "billingScheme" or "tiersMode" or "tiers" => new()
            {
                ["unitAmount"] = null,
                ["billingScheme"] = "tiered",
                ["tiersMode"] = "graduated",
                ["tiers"] = Of(DefaultMapping.Spec(ObjectType.Price, "tiers"))[0].Node(),
            },
            "customUnitAmount" => new()
            {
                ["unitAmount"] = null,
                ["type"] = "one_time",
                ["interval"] = null,
            },
            "usageType" or "meter" => new() { ["usageType"] = "metered", ["meter"] = "mtr_1" },
            _ => [],
        };

    /// <summary>The same, and nothing where nothing is a value that both sides can hold.</summary>
    public static IReadOnlyList<FieldValue> OrNothing(FieldSpec spec) =>
        spec.Clearable ? [.. Of(spec), FieldValue.Absent] : Of(spec);

    private static FieldValue Exact(string amount) => Normal.Amount(amount)!.Value;

    private static FieldValue Json(string json) => FieldValue.From(JsonNode.Parse(json));

    private static FieldValue Box(decimal height) =>
        Normal.Decimals(("height", height), ("length", 1m), ("weight", 0.5m), ("width", 3m));
}
