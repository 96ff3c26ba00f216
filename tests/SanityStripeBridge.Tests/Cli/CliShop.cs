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

    public static Task<CliShop> OpenAsync(SanitySimulatorOptions? sanity = null) =>
        OpenAsync("acct_1SandboxMain", 1, sanity);

    /// <summary>Another company's account, or the same one's in another environment.</summary>
    public static async Task<CliShop> OpenAsync(
        string account,
        int seed = 2,
        SanitySimulatorOptions? sanity = null
    ) =>
        new(
            await StripeSimulator.StartAsync(new() { Account = account, Seed = seed }, default),
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

    public string NameInSanity => (string)Document("mug")!["name"]!;

    public string PriceInSanity => (string)Document("mug-once")!["stripePriceId"]!;

    public async Task<string> NameInStripeAsync() =>
        (string)(await StripeAsync("/v1/products/sanity_mug"))["name"]!;

    public async Task<JsonNode> StripeAsync(string path)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "sk_test_sandbox");
        return JsonNode.Parse(await http.GetStringAsync(new Uri(Stripe.Address, path)))!;
    }

    /// <summary>A file in the working directory.</summary>
    public void Put(string name, string text) => File.WriteAllText(Path.Combine(Cli.Directory, name), text);

    public string Text(string name) => File.ReadAllText(Path.Combine(Cli.Directory, name));

    public JsonObject? Document(string id) =>
        Sanity.Dataset.Documents.FirstOrDefault(document => (string?)document["_id"] == id)?.AsObject();

    public IReadOnlyList<JsonObject> StripeProducts() => Of("products");

    public IReadOnlyList<JsonObject> StripePrices() => Of("prices");

    public void ClearLogs()
    {
        Stripe.Requests.Clear();
        Sanity.Requests.Clear();
    }

    private JsonObject[] Of(string kind) =>
        [.. JsonNode.Parse(Stripe.State().GetRawText())![kind]!.AsArray().Select(node => node!.AsObject())];

    public async ValueTask DisposeAsync()
    {
        await Stripe.DisposeAsync();
        await Sanity.DisposeAsync();
        Cli.Dispose();
    }
}
