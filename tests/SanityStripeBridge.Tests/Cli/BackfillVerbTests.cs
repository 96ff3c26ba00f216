using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Tests.Cli;

public sealed class BackfillVerbTests
{
    [Fact]
    public async Task From_Stripe_every_missing_document_is_made_with_metadata_project_and_its_time_of_birth()
    {
        await using var shop = await CliShop.WithMugAsync();
        await PlateAsync(shop);
        shop.ClearLogs();

        var result = await shop.Cli.RunAsync("backfill", "--from", "stripe", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        result.Json.GetProperty("kind").GetString().Should().Be("backfill");
        result.Json.GetProperty("counts").GetProperty("created").GetInt32().Should().Be(2);
        var plate = shop.Document("stripe-prod_plate")!;
        plate["project"]!.GetValue<string>().Should().Be("kitchen");
        plate["stripeCreatedAt"]!.GetValue<string>().Should().EndWith("Z");
        plate["planType"]!.GetValue<string>().Should().Be("goods");
        shop.Sanity.Requests.Writes.Should().Be(1, "product and price in one transaction");
        (await shop.Cli.RunAsync("plan")).Exit.Should().Be(0, "both sides name each other");

        shop.ClearLogs();
        var again = await shop.Cli.RunAsync("backfill", "--from", "stripe");
        again.Exit.Should().Be(0);
        again.Out.Should().Contain("Nothing is missing in Sanity.");
        (shop.Stripe.Requests.Writes, shop.Sanity.Requests.Writes).Should().Be((0, 0));
    }

    [Fact]
    public async Task From_Sanity_every_missing_product_and_price_is_made()
    {
        await using var shop = await CliShop.WithMugAsync();
        await shop.Sanity.Studio.CreatePublishedAsync("cup", "product", new() { ["name"] = "Cup" });
        await PriceAsync(shop, "mug-big", "mug");

        var result = await shop.Cli.RunAsync("backfill", "--from", "sanity");

        result.Exit.Should().Be(0, result.Out + result.Error);
        result.Out.Should().Contain("2 were made in Stripe.");
        shop.StripeProducts().Should().HaveCount(2);
        shop.StripePrices().Should().HaveCount(2);
        (await shop.Cli.RunAsync("plan")).Exit.Should().Be(0);
    }

    [Fact]
    public async Task What_is_linked_already_is_left_as_it_is()
    {
        await using var shop = await CliShop.WithMugAsync();
        await shop.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await shop.Stripe.Dashboard.EditProductAsync("sanity_mug", new { description = "theirs" });
        await PriceAsync(shop, "mug-big", "mug");

        (await shop.Cli.RunAsync("backfill", "--from", "sanity")).Exit.Should().Be(0);

        (await shop.NameInStripeAsync()).Should().Be("Mug");
        shop.Document("mug")!["description"].Should().BeNull();
        shop.StripePrices().Should().HaveCount(2);
        var plan = await shop.Cli.RunAsync("plan", "--json");
        plan.Json.GetProperty("counts")
            .GetProperty("update")
            .GetInt32()
            .Should()
            .Be(2, "the drift is still there for sync");
    }

    [Fact]
    public async Task What_the_other_side_lacks_is_not_made_from_the_wrong_side()
    {
        await using var shop = await CliShop.WithMugAsync();
        await PlateAsync(shop);
        await shop.Sanity.Studio.CreatePublishedAsync("cup", "product", new() { ["name"] = "Cup" });

        (await shop.Cli.RunAsync("backfill", "--from", "sanity")).Exit.Should().Be(0);

        shop.StripeProducts().Should().HaveCount(3);
        shop.Document("stripe-prod_plate").Should().BeNull();
    }

    [Fact]
    public async Task A_filter_keeps_to_a_part_and_one_that_finds_nothing_or_asks_nonsense_is_refused()
    {
        await using var shop = await CliShop.WithMugAsync();
        await PlateAsync(shop);
        await shop.Stripe.Dashboard.CreateProductAsync(new { id = "prod_bowl", name = "Bowl" });

        (await shop.Cli.RunAsync("backfill", "--from", "stripe", "--filter", "project=kitchen"))
            .Exit.Should()
            .Be(0);
        shop.Document("stripe-prod_plate").Should().NotBeNull();
        shop.Document("stripe-prod_bowl").Should().BeNull();

        (await shop.Cli.RunAsync("backfill", "--from", "stripe", "--filter", "project=garden"))
            .Exit.Should()
            .Be(1);
        (await shop.Cli.RunAsync("backfill", "--from", "stripe", "--filter", "colour=red"))
            .Exit.Should()
            .Be(2);
        (await shop.Cli.RunAsync("backfill", "--from", "stripe", "--only", "nobody")).Exit.Should().Be(1);
        (await shop.Cli.RunAsync("backfill")).Exit.Should().Be(2);
    }

    [Fact]
    public async Task What_an_editor_deleted_is_not_brought_back()
    {
        await using var shop = await CliShop.WithMugAsync();
        await PlateAsync(shop);
        (await shop.Cli.RunAsync("backfill", "--from", "stripe")).Exit.Should().Be(0);
        await shop.Sanity.Studio.DeleteAsync("stripe-prod_plate");

        (await shop.Cli.RunAsync("backfill", "--from", "stripe")).Exit.Should().Be(0);

        shop.Document("stripe-prod_plate").Should().BeNull();
    }

    [Fact]
    public async Task Two_filled_sides_are_for_adopt_and_a_policy_that_forbids_imports_is_told()
    {
        await using var shop = await CliShop.OpenAsync();
        await shop.NewMugAsync();
        await PlateAsync(shop);
        (await shop.Cli.RunAsync("backfill", "--from", "stripe", "--json"))
            .ErrorCode.Should()
            .Be("unadopted");
        (await shop.Cli.RunAsync("adopt", "--yes")).Exit.Should().Be(0);
        shop.Cli.Environment["BRIDGE_POLICY_NEW_FROM_STRIPE"] = "off";

        var off = await shop.Cli.RunAsync("backfill", "--from", "stripe", "--json");

        off.Exit.Should().Be(1);
        off.Out.Should().Contain("BRIDGE_POLICY_NEW_FROM_STRIPE");
    }

    [Fact]
    public async Task A_product_that_Stripe_refuses_is_told_and_the_others_are_made()
    {
        await using var shop = await CliShop.WithMugAsync();
        await shop.Sanity.Studio.CreatePublishedAsync(
            "bad",
            "product",
            new() { ["name"] = "Bad", ["url"] = "/x" }
        );
        await shop.Sanity.Studio.CreatePublishedAsync("cup", "product", new() { ["name"] = "Cup" });

        var result = await shop.Cli.RunAsync("backfill", "--from", "sanity", "--json");

        result.Exit.Should().Be(1);
        result.Json.GetProperty("counts").GetProperty("errors").GetInt32().Should().Be(1);
        result.Json.GetProperty("counts").GetProperty("created").GetInt32().Should().Be(1);
    }

    private static async Task PlateAsync(CliShop shop)
    {
        await shop.Stripe.Dashboard.CreateProductAsync(
            new
            {
                id = "prod_plate",
                name = "Plate",
                metadata = new { project = "kitchen", plan_type = "goods" },
            }
        );
        await shop.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = "prod_plate",
                currency = "eur",
                unit_amount = 700,
            }
        );
    }

    private static Task PriceAsync(CliShop shop, string id, string product) =>
        shop.Sanity.Studio.CreatePublishedAsync(
            id,
            "price",
            new JsonObject
            {
                ["product"] = SanityPatch.WeakReference(product),
                ["currency"] = "eur",
                ["unitAmount"] = 2900,
            }
        );
}
