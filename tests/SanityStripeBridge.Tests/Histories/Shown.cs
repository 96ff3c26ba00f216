using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Tests.Histories;

/// <summary>
/// What a person sees of an object, as text: the fields that histories edit. Both sides come to the same text when they agree;
/// a field that is empty is not there.
/// </summary>
internal static partial class Shown
{
    /// <summary>The part of a currency option's field before the currency.</summary>
    public const string Currency = "currencyOptions.";

    /// <summary>A document's fields, its variants' too, each under its own id.</summary>
    public static IReadOnlyDictionary<(string Id, string Field), string> OfDocument(JsonObject body)
    {
        var id = new SanityDocument(body).PublishedId;
        var shown = new Dictionary<(string, string), string>();
        if ((string?)body["_type"] == "price")
            Put(id, OfPrice(body, "nickname"));
        else
        {
            Put(id, OfProduct(body));
            foreach (var variant in Variants(body))
                Put(PartId.Of(id, (string)variant["_key"]!), OfPrice(variant, "title"));
        }
        return shown;

        void Put(string of, IEnumerable<(string Field, string? Value)> fields)
        {
            foreach (var (field, value) in fields)
                if (!string.IsNullOrEmpty(value))
                    shown[(of, field)] = value;
        }
    }

    public static IEnumerable<JsonObject> Variants(JsonObject body) =>
        (body["variants"] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>A Stripe product's fields, without those that only one side shows.</summary>
    public static IReadOnlyDictionary<string, string> OfStripeProduct(JsonObject product) =>
        Filled([
            ("name", Text(product["name"])),
            ("description", Text(product["description"])),
            ("unitLabel", Text(product["unit_label"])),
            ("planType", Text(product["metadata"]?["plan_type"])),
            ("icon", Text(product["metadata"]?["icon"])),
            ("images", Images(product["images"], image => Text(image))),
        ]);

    public static IReadOnlyDictionary<string, string> OfStripePrice(JsonObject price) =>
        Filled([
            ("nickname", Text(price["nickname"])),
            ("unitAmount", Text(price["unit_amount"])),
            ("tiers", Tiers(price["tiers"], "up_to", "unit_amount")),
            .. (price["currency_options"] as JsonObject ?? [])
                .Where(option => option.Key != (string?)price["currency"])
                .Select(option => (Currency + option.Key, Text(option.Value?["unit_amount"]))),
        ]);

    /// <summary>A value as the bridge keeps it in its records.</summary>
    public static string OfValue(FieldValue value) =>
        value.Node() switch
        {
            JsonArray list when list.Any(item => item is JsonObject) => Tiers(list, "upTo", "unitAmount"),
            JsonArray list => Images(list, image => Text(image)),
            JsonObject option => Text(option["unitAmount"]) ?? "",
            var other => Text(other) ?? "",
        };

    private static IEnumerable<(string, string?)> OfProduct(JsonObject body) =>
        [
            ("name", Text(body["name"])),
            ("description", Text(body["description"])),
            ("unitLabel", Text(body["unitLabel"])),
            ("planType", Text(body["planType"])),
            ("icon", Text(body["icon"])),
            ("images", Images(body["images"], image => Text(image?["asset"]?["_ref"]))),
        ];

    private static IEnumerable<(string, string?)> OfPrice(JsonObject body, string nickname) =>
        [
            ("nickname", Text(body[nickname])),
            ("unitAmount", Text(body["unitAmount"])),
            ("tiers", Tiers(body["tiers"], "upTo", "unitAmount")),
            .. (body["currencyOptions"] as JsonArray ?? [])
                .OfType<JsonObject>()
                .Select(option => (Currency + option["currency"], Text(option["unitAmount"]))),
        ];

    private static string Tiers(JsonNode? tiers, string end, string amount) =>
        string.Join(
            '|',
            (tiers as JsonArray ?? []).Select(tier => $"{Text(tier![end]) ?? "inf"}:{Text(tier[amount])}")
        );

    // Every picture of a history has a width of its own.
    private static string Images(JsonNode? images, Func<JsonNode?, string?> name) =>
        string.Join(
            ',',
            (images as JsonArray ?? []).Select(image => Width().Match(name(image) ?? "").Groups[1].Value)
        );

    private static string? Text(JsonNode? node) => node?.ToString();

    private static Dictionary<string, string> Filled(IEnumerable<(string Field, string? Value)> fields) =>
        fields
            .Where(field => !string.IsNullOrEmpty(field.Value))
            .ToDictionary(field => field.Field, field => field.Value!, StringComparer.Ordinal);

    [GeneratedRegex("(?:-|/)([0-9]+)(?:x10-png|x10\\.png|\\.png)")]
    private static partial Regex Width();
}
