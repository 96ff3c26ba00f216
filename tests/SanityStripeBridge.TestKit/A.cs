using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.TestKit;

/// <summary>Catalogue objects with good defaults; a test names only what it is about.</summary>
public static class A
{
    public static readonly DateTimeOffset Monday = new(2026, 11, 16, 9, 0, 0, TimeSpan.Zero);

    public static PlanSettings Settings { get; } =
        new()
        {
            Instance = "bridge",
            Project = "zp7mbokg",
            Dataset = "production",
            ImageUrl = reference =>
                ImageAddress.Of(reference, "https://cdn.sanity.io", "zp7mbokg", "production"),
            AssetOf = url => ImageAddress.AssetOf(url, "https://cdn.sanity.io", "zp7mbokg", "production"),
        };

    /// <summary>A published product document.</summary>
    public static JsonObject Product(string id = "mug", string name = "Mug") =>
        new()
        {
            ["_id"] = id,
            ["_type"] = "product",
            ["_rev"] = "r-" + id,
            ["name"] = name,
        };

    /// <summary>A published price document: 19.99 euro once, unless said otherwise.</summary>
    public static JsonObject Price(string id = "mug-eur", string product = "mug", long amount = 1999) =>
        new()
        {
            ["_id"] = id,
            ["_type"] = "price",
            ["_rev"] = "r-" + id,
            ["product"] = Reference(product),
            ["currency"] = "eur",
            ["unitAmount"] = amount,
            ["type"] = "one_time",
        };

    /// <summary>A weak reference, as the schema has it.</summary>
    public static JsonObject Reference(string id) =>
        new()
        {
            ["_type"] = "reference",
            ["_ref"] = id,
            ["_weak"] = true,
        };

    /// <summary>The <c>metadata</c> array of a document.</summary>
    public static JsonArray Metadata(params (string Key, string Value)[] entries) =>
        [
            .. entries.Select(entry => new JsonObject
            {
                ["_key"] = "k-" + entry.Key,
                ["key"] = entry.Key,
                ["value"] = entry.Value,
            }),
        ];

    /// <summary>A product as Stripe stores it, without any mark of ours.</summary>
    public static JsonObject StripeProduct(string id = "prod_1", string name = "Mug") =>
        new()
        {
            ["id"] = id,
            ["object"] = "product",
            ["active"] = true,
            ["created"] = 1_763_000_000,
            ["default_price"] = null,
            ["images"] = new JsonArray(),
            ["marketing_features"] = new JsonArray(),
            ["metadata"] = new JsonObject(),
            ["name"] = name,
        };

    /// <summary>A price as Stripe stores it, without any mark of ours.</summary>
    public static JsonObject StripePrice(
        string id = "price_1",
        string product = "prod_1",
        long amount = 1999
    ) =>
        new()
        {
            ["id"] = id,
            ["object"] = "price",
            ["active"] = true,
            ["billing_scheme"] = "per_unit",
            ["created"] = 1_763_000_000,
            ["currency"] = "eur",
            ["lookup_key"] = null,
            ["metadata"] = new JsonObject(),
            ["product"] = product,
            ["recurring"] = null,
            ["tax_behavior"] = "unspecified",
            ["type"] = "one_time",
            ["unit_amount"] = amount,
            ["unit_amount_decimal"] = amount.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };

    /// <summary>The metadata by which a Stripe object names its document.</summary>
    public static JsonObject Marks(
        string sanityId,
        string project = "zp7mbokg",
        string dataset = "production"
    ) =>
        new()
        {
            ["sanity_id"] = sanityId,
            ["sanity_project"] = project,
            ["sanity_dataset"] = dataset,
            ["bridge"] = "bridge",
        };

    /// <summary>Fields from path and JSON text.</summary>
    public static Fields Fields(params (string Path, string Json)[] values) =>
        values.Aggregate(
            Core.Catalogue.Fields.None,
            (fields, value) => fields.With(value.Path, FieldValue.From(JsonNode.Parse(value.Json)))
        );

    /// <summary>A link that agreed on every field it could have: those given, and the rest to be empty.</summary>
    public static Link Link(
        ObjectType type,
        Fields baseline,
        string sanityId = "mug",
        string stripeId = "prod_1"
    )
    {
        var link = new Link
        {
            Type = type,
            SanityId = sanityId,
            StripeId = stripeId,
            Family = "mug",
            PublishedSeen = true,
            IdWritten = true,
        };
        return DefaultMapping
            .Of(type)
            .Select(spec => spec.Path)
            .Union(baseline.Paths, StringComparer.Ordinal)
            .Aggregate(link, (agreed, path) => agreed.Agree(path, baseline[path]));
    }
}
