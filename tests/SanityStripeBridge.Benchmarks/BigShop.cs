using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox;
using SanityStripeBridge.Sandbox.StripeSandbox;

namespace SanityStripeBridge.Benchmarks;

/// <summary>Two simulators that hold the same large catalogue, every pair naming each other.</summary>
internal sealed class BigShop : IAsyncDisposable
{
    /// <summary>Documents of one transaction; the platform takes 4 MB.</summary>
    private const int Batch = 500;

    private BigShop(StripeSimulator stripe, SanitySimulator sanity) => (Stripe, Sanity) = (stripe, sanity);

    public StripeSimulator Stripe { get; }

    public SanitySimulator Sanity { get; }

    public static async Task<BigShop> FillAsync(int products, int pricesOfEach)
    {
        var shop = new BigShop(
            await StripeSimulator.StartAsync(new(), default),
            await SanitySimulator.StartAsync(new(), default)
        );
        var documents = new List<JsonObject>();
        for (var i = 0; i < products; i++)
            documents.AddRange(await shop.AddAsync(i, pricesOfEach));
        await shop.PublishAsync(documents);
        shop.Stripe.Requests.Clear();
        shop.Sanity.Requests.Clear();
        return shop;
    }

    private async Task<IEnumerable<JsonObject>> AddAsync(int number, int prices)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"product-{number}");
        var made = await Stripe.Dashboard.CreateProductAsync(
            new
            {
                id = "sanity_" + id,
                name = "Product " + number,
                description = $"What product {number} is good for, in a sentence of an ordinary length.",
                metadata = Marks(id),
            }
        );
        var documents = new List<JsonObject>
        {
            new()
            {
                ["_id"] = id,
                ["_type"] = "product",
                ["name"] = "Product " + number,
                ["description"] = $"What product {number} is good for, in a sentence of an ordinary length.",
                ["stripeProductId"] = made.GetProperty("id").GetString(),
            },
        };
        for (var i = 0; i < prices; i++)
        {
            var priceId = string.Create(CultureInfo.InvariantCulture, $"{id}-{i}");
            var price = await Stripe.Dashboard.CreatePriceAsync(
                new
                {
                    product = "sanity_" + id,
                    currency = "eur",
                    unit_amount = 1000 + i,
                    metadata = Marks(priceId),
                }
            );
            documents.Add(
                new()
                {
                    ["_id"] = priceId,
                    ["_type"] = "price",
                    ["product"] = new JsonObject
                    {
                        ["_type"] = "reference",
                        ["_ref"] = id,
                        ["_weak"] = true,
                    },
                    ["currency"] = "eur",
                    ["unitAmount"] = 1000 + i,
                    ["stripePriceId"] = price.GetProperty("id").GetString(),
                }
            );
        }
        return documents;
    }

    private static object Marks(string id) =>
        new
        {
            sanity_id = id,
            sanity_project = "demoproj",
            sanity_dataset = "production",
            bridge = "bridge",
        };

    private async Task PublishAsync(IReadOnlyList<JsonObject> documents)
    {
        using var http = new HttpClient { BaseAddress = Sanity.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", "sk-editor");
        foreach (var batch in documents.Chunk(Batch))
        {
            var mutations = batch.Select(document => new JsonObject { ["create"] = document });
            var body = new JsonObject { ["mutations"] = new JsonArray([.. mutations]) };
            using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            var path = new Uri("/v2025-02-19/data/mutate/production", UriKind.Relative);
            using var answer = await http.PostAsync(path, content);
            answer.EnsureSuccessStatusCode();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Stripe.DisposeAsync();
        await Sanity.DisposeAsync();
    }
}
