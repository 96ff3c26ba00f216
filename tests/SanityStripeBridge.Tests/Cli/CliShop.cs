using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Sandbox.SanitySandbox;
using SanityStripeBridge.Sandbox.StripeSandbox;

namespace SanityStripeBridge.Tests.Cli;

/// <summary>A command line between the two simulators; no service runs beside it.</summary>
internal sealed class CliShop : IAsyncDisposable
{
    private CliShop(StripeSimulator stripe, SanitySimulator sanity)
    {
        (Stripe, Sanity) = (stripe, sanity);
        Cli.Environment["STRIPE_API_BASE"] = stripe.Address.ToString().TrimEnd('/');
        Cli.Environment["SANITY_API_BASE"] = sanity.Address.ToString().TrimEnd('/');
    }

    public CliRun Cli { get; } = new();

    public StripeSimulator Stripe { get; }

    public SanitySimulator Sanity { get; }

    public static async Task<CliShop> OpenAsync(SanitySimulatorOptions? sanity = null) =>
        new(
            await StripeSimulator.StartAsync(new(), default),
            await SanitySimulator.StartAsync(sanity ?? new(), default)
        );

    /// <summary>A shop whose one product with its default price is linked and in agreement.</summary>
    public static async Task<CliShop> WithMugAsync()
    {
        var shop = await OpenAsync();
        await shop.NewMugAsync();
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        return shop;
    }

    public async Task NewMugAsync()
    {
        await Sanity.Studio.CreatePublishedAsync(
            "mug-once",
            "price",
            new JsonObject
            {
                ["product"] = SanityPatch.WeakReference("mug"),
                ["currency"] = "eur",
                ["unitAmount"] = 1900,
            }
        );
        await Sanity.Studio.CreatePublishedAsync(
            "mug",
            "product",
            new JsonObject
            {
                ["name"] = "Mug",
                ["defaultPrice"] = SanityPatch.WeakReference("mug-once"),
                ["planType"] = "goods",
            }
        );
    }

    /// <summary>Both sides rename the mug, and the bridge may not choose.</summary>
    public async Task<string> DisagreeAsync()
    {
        Cli.Environment["BRIDGE_POLICY_CONFLICT"] = "hold";
        await Sanity.Studio.SetAsync("mug", "name", "Cup");
        await Stripe.Dashboard.EditProductAsync("sanity_mug", new { name = "Beaker" });
        (await Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        var listed = (await Cli.RunAsync("conflicts", "list", "--json")).Json.GetProperty("items");
        return listed[0].GetProperty("id").GetString()!;
    }

    public string NameInSanity =>
        (string)Sanity.Dataset.Documents.First(document => (string?)document["_id"] == "mug")["name"]!;

    public async Task<string> NameInStripeAsync()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "sk_test_sandbox");
        var product = await http.GetStringAsync(new Uri(Stripe.Address, "/v1/products/sanity_mug"));
        return (string)JsonNode.Parse(product)!["name"]!;
    }

    public async ValueTask DisposeAsync()
    {
        await Stripe.DisposeAsync();
        await Sanity.DisposeAsync();
        Cli.Dispose();
    }
}
