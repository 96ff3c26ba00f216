using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Studio;
using SanityStripeBridge.Sandbox.StripeSandbox.Screens;

namespace SanityStripeBridge.Cli.Demo;

/// <summary>The shop that the demo sells: a seed file, put into the sandboxes as people would have filled them.</summary>
internal sealed class Catalogue
{
    private const string Resource = "SanityStripeBridge.Cli.Demo.catalogue.json";

    private static readonly string[] PriceFields =
    [
        "nickname",
        "currency",
        "unitAmount",
        "unitAmountDecimal",
        "type",
        "interval",
        "intervalCount",
        "trialPeriodDays",
        "taxBehavior",
        "active",
    ];

    // What is said elsewhere in the document, or belongs to the seed file alone.
    private static readonly string[] NotCopied = ["key", "prices", "metadata", "bornIn"];

    private readonly JsonObject[] _products;

    private Catalogue(JsonObject[] products) => _products = products;

    /// <summary>Products that content people have published.</summary>
    public IReadOnlyList<JsonObject> BornInSanity => [.. _products.Where(product => !IsFinance(product))];

    /// <summary>Products that finance has made, and content has not seen.</summary>
    public IReadOnlyList<JsonObject> BornInStripe => [.. _products.Where(IsFinance)];

    public int PriceCount => _products.Sum(product => Prices(product).Count());

    public int ProductCount => _products.Length;

    public static Catalogue Shipped()
    {
        using var stream =
            typeof(Catalogue).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        return Read(stream);
    }

    public static Catalogue Read(Stream seedFile)
    {
        var products = JsonNode.Parse(seedFile)?["products"] as JsonArray;
        return new([.. products?.OfType<JsonObject>() ?? throw new JsonException("products is missing")]);
    }

    /// <summary>Publishes every Sanity-born product with its prices.</summary>
    public async Task PublishAsync(StudioUser studio)
    {
        foreach (var product in BornInSanity)
        {
            foreach (var price in Prices(product))
                await studio.CreatePublishedAsync(PriceId(product, price), "price", Price(product, price));
            await studio.CreatePublishedAsync(Key(product), "product", Product(product));
        }
    }

    /// <summary>Makes every Stripe-born product with its prices, as a person at the Dashboard.</summary>
    public async Task MakeAsync(Dashboard dashboard)
    {
        foreach (var product in BornInStripe)
        {
            var made = await dashboard.CreateProductAsync(StripeProduct(product));
            var id = made.GetProperty("id").GetString()!;
            foreach (var price in Prices(product))
            {
                var madePrice = await dashboard.CreatePriceAsync(StripePrice(product, price, id));
                if (IsDefault(price))
                    await dashboard.SetDefaultAsync(madePrice.GetProperty("id").GetString()!);
            }
            if (product["active"]?.GetValue<bool>() == false)
                await dashboard.ArchiveProductAsync(id);
        }
    }

    private static JsonObject Product(JsonObject product)
    {
        var document = Copy(product, product.Select(field => field.Key).Except(NotCopied));
        document["slug"] ??= new JsonObject { ["_type"] = "slug", ["current"] = Key(product) };
        document["metadata"] = Metadata(product);
        if (Prices(product).FirstOrDefault(IsDefault) is { } standard)
            document["defaultPrice"] = Weak(PriceId(product, standard));
        return document;
    }

    private static JsonObject Price(JsonObject product, JsonObject price)
    {
        var document = Copy(price, PriceFields);
        document["product"] = Weak(Key(product));
        document["lookupKey"] = price["lookupKey"]?.DeepClone() ?? PriceId(product, price);
        return document;
    }

    private static JsonObject StripeProduct(JsonObject product)
    {
        var fields = new JsonObject();
        Set(fields, "name", product["name"]);
        Set(fields, "description", product["description"]);
        Set(fields, "unit_label", product["unitLabel"]);
        Set(fields, "metadata", product["metadata"]);
        return fields;
    }

    private static JsonObject StripePrice(JsonObject product, JsonObject price, string stripeProduct)
    {
        var fields = new JsonObject { ["product"] = stripeProduct, ["lookup_key"] = PriceId(product, price) };
        Set(fields, "currency", price["currency"]);
        Set(fields, "unit_amount", price["unitAmount"]);
        Set(fields, "unit_amount_decimal", price["unitAmountDecimal"]);
        Set(fields, "nickname", price["nickname"]);
        if (price["interval"] is { } interval)
            fields["recurring"] = new JsonObject
            {
                ["interval"] = interval.DeepClone(),
                ["interval_count"] = price["intervalCount"]?.DeepClone() ?? 1,
            };
        return fields;
    }

    private static JsonArray? Metadata(JsonObject product) =>
        product["metadata"] is not JsonObject metadata
            ? null
            : new JsonArray([
                .. metadata.Select(entry => new JsonObject
                {
                    ["_key"] = entry.Key,
                    ["key"] = entry.Key,
                    ["value"] = entry.Value?.DeepClone(),
                }),
            ]);

    private static JsonObject Weak(string id) =>
        new()
        {
            ["_type"] = "reference",
            ["_ref"] = id,
            ["_weak"] = true,
        };

    private static JsonObject Copy(JsonObject from, IEnumerable<string> names)
    {
        var copy = new JsonObject();
        foreach (var name in names)
            Set(copy, name, from[name]);
        return copy;
    }

    private static void Set(JsonObject fields, string name, JsonNode? value)
    {
        if (value is not null)
            fields[name] = value.DeepClone();
    }

    private static IEnumerable<JsonObject> Prices(JsonObject product) =>
        (product["prices"] as JsonArray ?? []).OfType<JsonObject>();

    private static bool IsDefault(JsonObject price) => price["default"]?.GetValue<bool>() == true;

    private static bool IsFinance(JsonObject product) => product["bornIn"]?.GetValue<string>() == "stripe";

    private static string Key(JsonObject item) => item["key"]!.GetValue<string>();

    private static string PriceId(JsonObject product, JsonObject price) => $"{Key(product)}-{Key(price)}";
}
