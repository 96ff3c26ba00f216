using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Tests.Cli;

/// <summary>A catalogue as a file: out of one pair of sides, and into another.</summary>
public sealed class ExportVerbTests
{
    [Fact]
    public async Task An_export_seeded_into_two_empty_sides_is_exported_again_byte_for_byte_but_for_the_links()
    {
        await using var here = await CliShop.OpenAsync();
        await FillAsync(here);
        await using var there = await CliShop.OpenAsync("acct_2SandboxOther");

        var export = await here.Cli.RunAsync("export", "catalogue.json");
        export.Exit.Should().Be(0, export.Out + export.Error);
        there.Put("catalogue.json", here.Text("catalogue.json"));
        var seed = await there.Cli.RunAsync("seed", "catalogue.json", "--yes", "--json");
        seed.Exit.Should().Be(0, seed.Out + seed.Error);
        (await there.Cli.RunAsync("plan")).Exit.Should().Be(0);
        (await there.Cli.RunAsync("export", "again.json")).Exit.Should().Be(0);

        if (Environment.GetEnvironmentVariable("WRITE_EXAMPLES") is not null)
            File.WriteAllText(Example, here.Text("catalogue.json"));
        Form(File.ReadAllText(Example))
            .Should()
            .Be(Form(here.Text("catalogue.json")), "the published example is a real export");
        Catalogue(there.Text("again.json")).Should().Be(Catalogue(here.Text("catalogue.json")));
        there
            .Text("again.json")
            .Should()
            .Contain("acct_2SandboxOther")
            .And.NotContain(here.Document("mug-once")!["stripePriceId"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_export_reads_and_writes_nothing_on_either_side()
    {
        await using var shop = await CliShop.WithMugAsync();
        shop.ClearLogs();

        var result = await shop.Cli.RunAsync("export", "catalogue.json", "--json");

        result.Exit.Should().Be(0);
        result.Json.GetProperty("products").GetInt32().Should().Be(1);
        result.Json.GetProperty("prices").GetInt32().Should().Be(1);
        (shop.Stripe.Requests.Writes, shop.Sanity.Requests.Writes).Should().Be((0, 0));
        shop.Stripe.Requests.Reads.Should()
            .BeLessThanOrEqualTo(5, "the account, a list of products, two of prices");
        var file = JsonNode.Parse(shop.Text("catalogue.json"))!;
        file["links"]!["products"]![0]!["stripeId"]!.GetValue<string>().Should().Be("sanity_mug");
        var price = file["products"]![0]!["prices"]![0]!;
        price["key"]!.GetValue<string>().Should().Be("once");
        price["lookupKey"]!
            .GetValue<string>()
            .Should()
            .Be("", "the document has none, and seeding gives it none");
        price["default"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task What_cannot_be_exported_is_told_and_the_rest_is_there()
    {
        await using var shop = await CliShop.WithMugAsync();
        await shop.Sanity.Studio.CreatePublishedAsync(
            "lost",
            "price",
            new()
            {
                ["product"] = SanityPatch.WeakReference("nowhere"),
                ["currency"] = "eur",
                ["unitAmount"] = 100,
            }
        );

        var result = await shop.Cli.RunAsync("export", "catalogue.json");

        result.Exit.Should().Be(1);
        result.Out.Should().Contain("Left out: lost: its product is not published");
        result.Out.Should().Contain("1 product and 1 price");
    }

    [Fact]
    public async Task Before_two_filled_sides_are_matched_an_export_is_of_the_documents_and_says_so()
    {
        await using var shop = await CliShop.OpenAsync();
        await shop.NewMugAsync();
        await shop.Stripe.Dashboard.CreateProductAsync(new { id = "prod_mug", name = "Mug" });

        var result = await shop.Cli.RunAsync("export", "catalogue.json");

        result.Exit.Should().Be(1);
        result.Out.Should().Contain("Left out: prod_mug: it is not linked; run adopt");
        result.Out.Should().Contain("1 product and 1 price");
        JsonNode.Parse(shop.Text("catalogue.json"))!["products"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public async Task A_promoted_catalogue_takes_up_what_its_lookup_keys_find_and_never_the_other_accounts_links()
    {
        await using var here = await CliShop.OpenAsync();
        here.Put("catalogue.json", Pro(1900));
        (await here.Cli.RunAsync("seed", "catalogue.json", "--yes")).Exit.Should().Be(0);
        (await here.Cli.RunAsync("export", "catalogue.json")).Exit.Should().Be(0);
        await using var live = await CliShop.OpenAsync("acct_2SandboxOther");
        await live.Stripe.Dashboard.CreateProductAsync(new { id = "prod_live", name = "Pro" });
        await live.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = "prod_live",
                currency = "eur",
                unit_amount = 2500,
                lookup_key = "pro_month",
                recurring = new { interval = "month" },
            }
        );
        await live.Stripe.Dashboard.CreateProductAsync(new { id = "prod_plate", name = "Plate" });
        live.Put("catalogue.json", here.Text("catalogue.json"));

        var result = await live.Cli.RunAsync("seed", "catalogue.json", "--yes", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        var seed = result.Json.GetProperty("seed");
        seed.GetProperty("decision").GetString().Should().Be("promote");
        seed.GetProperty("matched").GetInt32().Should().Be(1);
        live.StripeProducts()
            .Select(product => (string?)product["id"])
            .Should()
            .BeEquivalentTo("prod_live", "prod_plate");
        live.StripePrices().Should().ContainSingle("it is the one with the lookup key");
        live.Document("pro")!["stripeProductId"]!.GetValue<string>().Should().Be("prod_live");
        live.Document("stripe-prod_plate").Should().NotBeNull("what only Stripe had is imported");
        var conflicts = (await live.Cli.RunAsync("conflicts", "list", "--json")).Json.GetProperty("items");
        conflicts.GetArrayLength().Should().Be(1);
        conflicts[0].GetProperty("path").GetString().Should().Be("unitAmount");

        live.ClearLogs();
        var again = await live.Cli.RunAsync("seed", "catalogue.json", "--yes", "--json");
        again.Exit.Should().Be(0, again.Out + again.Error);
        again.Json.GetProperty("counts").GetProperty("created").GetInt32().Should().Be(0);
        (live.Stripe.Requests.Writes, live.Sanity.Requests.Writes).Should().Be((0, 0));
    }

    [Fact]
    public async Task A_later_promotion_makes_only_what_is_new_in_the_file()
    {
        await using var here = await CliShop.OpenAsync();
        here.Put("catalogue.json", Pro(1900));
        (await here.Cli.RunAsync("seed", "catalogue.json", "--yes")).Exit.Should().Be(0);
        (await here.Cli.RunAsync("export", "catalogue.json")).Exit.Should().Be(0);
        await using var live = await CliShop.OpenAsync("acct_2SandboxOther");
        live.Put("catalogue.json", here.Text("catalogue.json"));
        (await live.Cli.RunAsync("seed", "catalogue.json", "--yes")).Exit.Should().Be(0);
        await here.NewMugAsync();
        (await here.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        (await here.Cli.RunAsync("export", "catalogue.json")).Exit.Should().Be(0);
        live.Put("catalogue.json", here.Text("catalogue.json"));

        var result = await live.Cli.RunAsync("seed", "catalogue.json", "--yes", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        result.Json.GetProperty("seed").GetProperty("products").GetInt32().Should().Be(1);
        live.StripeProducts().Should().HaveCount(2);
        (await live.Cli.RunAsync("plan")).Exit.Should().Be(0);
    }

    [Fact]
    public async Task A_lost_dataset_comes_back_under_its_own_ids_and_keeps_its_Stripe_objects()
    {
        await using var shop = await CliShop.OpenAsync();
        await FillAsync(shop);
        (await shop.Cli.RunAsync("export", "catalogue.json")).Exit.Should().Be(0);
        await using var fresh = await CliShop.OpenAsync();
        fresh.Put("catalogue.json", shop.Text("catalogue.json"));
        // The account is the old one, the dataset and the store are new.
        fresh.Cli.Environment["STRIPE_API_BASE"] = shop.Cli.Environment["STRIPE_API_BASE"];
        shop.ClearLogs();

        var result = await fresh.Cli.RunAsync("seed", "catalogue.json", "--yes", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        shop.Stripe.Requests.Writes.Should().Be(0, "everything is there and names its document already");
        fresh.Document("mug-once")!["stripePriceId"]!
            .GetValue<string>()
            .Should()
            .Be(shop.Document("mug-once")!["stripePriceId"]!.GetValue<string>());
        (await fresh.Cli.RunAsync("plan")).Exit.Should().Be(0);
    }

    /// <summary>Written anew with <c>WRITE_EXAMPLES=1</c>; its JSON Schema is tested with it.</summary>
    private static readonly string Example = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/examples/seed/exported.json")
    );

    private static string Here([CallerFilePath] string path = "") => path;

    // Which ids an account gives is its own business.
    private static string Form(string file) =>
        Regex.Replace(Catalogue(file), "price_[A-Za-z0-9]+", "price_1");

    private static string Catalogue(string file)
    {
        file.Should().Contain("\"links\"");
        return file[..file.IndexOf("\n  \"links\"", StringComparison.Ordinal)];
    }

    private static string Pro(long amount) =>
        $$"""
            { "version": 1, "products": [ { "key": "pro", "name": "Pro", "prices": [
              { "key": "month", "currency": "eur", "unitAmount": {{amount}}, "type": "recurring", "interval": "month", "lookupKey": "pro_month", "default": true } ] } ] }
            """;

    /// <summary>Something of everything that a shop has.</summary>
    private static async Task FillAsync(CliShop shop)
    {
        await shop.NewMugAsync();
        await shop.Sanity.Studio.CreatePublishedAsync(
            "5c1f0f9e-2b7a-4a55-9d0f-6d2f1f4f8a11",
            "price",
            new()
            {
                ["product"] = SanityPatch.WeakReference("mug"),
                ["currency"] = "eur",
                ["unitAmount"] = 1700,
                ["nickname"] = "Second choice",
                ["lookupKey"] = "mug_second",
                ["active"] = false,
                ["taxBehavior"] = "inclusive",
                ["currencyOptions"] = new JsonArray(
                    new JsonObject
                    {
                        ["_key"] = "u",
                        ["currency"] = "usd",
                        ["unitAmount"] = 2100,
                    }
                ),
                ["metadata"] = new JsonArray(
                    new JsonObject
                    {
                        ["_key"] = "m",
                        ["key"] = "erp",
                        ["value"] = "M-2",
                    }
                ),
            }
        );
        await shop.Sanity.Studio.CreatePublishedAsync(
            "cloud",
            "product",
            new()
            {
                ["name"] = "  Cloud ",
                ["description"] = "Line one\nLine two \"quoted\" – é",
                ["slug"] = new JsonObject { ["_type"] = "slug", ["current"] = "the-cloud" },
                ["sellStatus"] = "internal",
                ["features"] = new JsonArray("Fast", "Safe"),
                ["packageDimensions"] = new JsonObject
                {
                    ["height"] = 1,
                    ["length"] = 2.5,
                    ["weight"] = 3,
                    ["width"] = 4,
                },
                ["variants"] = new JsonArray(
                    new JsonObject
                    {
                        ["_key"] = "k1",
                        ["title"] = "Small",
                        ["sku"] = "C-S",
                        ["unitAmount"] = 500,
                        ["currency"] = "eur",
                        ["inventoryCount"] = 7,
                    },
                    new JsonObject
                    {
                        ["_key"] = "k2",
                        ["title"] = "Large",
                        ["unitAmount"] = 900,
                        ["currency"] = "eur",
                        ["active"] = false,
                    }
                ),
                ["defaultVariant"] = "k1",
            }
        );
        await shop.Sanity.Studio.CreatePublishedAsync(
            "cloud-usage",
            "price",
            new()
            {
                ["product"] = SanityPatch.WeakReference("cloud"),
                ["currency"] = "usd",
                ["type"] = "recurring",
                ["interval"] = "month",
                ["billingScheme"] = "tiered",
                ["tiersMode"] = "graduated",
                ["tiers"] = new JsonArray(
                    new JsonObject
                    {
                        ["_key"] = "a",
                        ["upTo"] = 10,
                        ["unitAmount"] = 100,
                    },
                    new JsonObject { ["_key"] = "b", ["unitAmountDecimal"] = "12.5" }
                ),
            }
        );
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        // Born in Stripe, later than first contact.
        await shop.Stripe.Dashboard.CreateProductAsync(new { id = "prod_plate", name = "Plate" });
        await shop.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = "prod_plate",
                currency = "jpy",
                unit_amount = 1200,
            }
        );
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
    }
}
