using System.Text.Json;

namespace SanityStripeBridge.Tests.Cli;

public sealed class PlanAndSyncTests
{
    [Fact]
    public async Task A_plan_tells_what_sync_would_do_and_does_nothing()
    {
        await using var shop = await CliShop.OpenAsync();
        await shop.NewMugAsync();
        var writes = shop.Sanity.Requests.Writes;

        var result = await shop.Cli.RunAsync("plan", "--json");

        result.Exit.Should().Be(3);
        shop.Stripe.Requests.Writes.Should().Be(0);
        shop.Sanity.Requests.Writes.Should().Be(writes);
        var plan = result.Json;
        Properties(plan)
            .Should()
            .BeEquivalentTo(
                "version",
                "id",
                "bridge",
                "account",
                "project",
                "dataset",
                "createdAt",
                "changes",
                "conflicts",
                "counts",
                "calls",
                "seconds",
                "brake"
            );
        plan.GetProperty("version").GetInt32().Should().Be(1);
        plan.GetProperty("account").GetString().Should().Be("acct_1SandboxMain");
        plan.GetProperty("counts").GetProperty("create").GetInt32().Should().Be(2);
        plan.GetProperty("calls").GetProperty("stripeWrites").GetInt32().Should().Be(1);
        plan.GetProperty("brake").GetProperty("limit").GetInt32().Should().Be(25);
        var change = plan.GetProperty("changes")[0];
        Properties(change)
            .Should()
            .BeEquivalentTo(
                "id",
                "family",
                "side",
                "type",
                "action",
                "sanityId",
                "stripeId",
                "fields",
                "because",
                "basis"
            );
        change.GetProperty("side").GetString().Should().Be("stripe");
        change.GetProperty("action").GetString().Should().Be("create");
        change.GetProperty("stripeId").GetString().Should().Be("sanity_mug");
        change.GetProperty("basis").GetProperty("sanityRev").GetString().Should().NotBeNullOrEmpty();
        change
            .GetProperty("fields")
            .EnumerateArray()
            .Select(field => field.GetProperty("path").GetString())
            .Should()
            .Contain("name");
    }

    [Fact, Trait("case", "88")]
    public async Task A_sync_of_which_one_price_is_refused_writes_the_others_and_exits_1()
    {
        await using var shop = await CliShop.WithMugAsync();
        foreach (var (id, currency) in new[] { ("mug-a", "eur"), ("mug-b", "xxx"), ("mug-c", "eur") })
            await shop.Sanity.Studio.CreatePublishedAsync(
                id,
                "price",
                new System.Text.Json.Nodes.JsonObject
                {
                    ["product"] = Core.Mapping.SanityPatch.WeakReference("mug"),
                    ["currency"] = currency,
                    ["unitAmount"] = 500,
                }
            );
        var result = await shop.Cli.RunAsync("sync", "--yes", "--json");
        result.Exit.Should().Be(1);
        result.Json.GetProperty("counts").GetProperty("errors").GetInt32().Should().Be(1);
        result.Json.GetProperty("counts").GetProperty("created").GetInt32().Should().Be(2);
        result.Json.GetProperty("items").ToString().Should().Contain("Invalid currency");
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(1, "it is still refused");
        await shop.Sanity.Studio.SetAsync("mug-b", "currency", "usd");
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
    }

    [Fact, Trait("case", "100")]
    public async Task A_plan_says_what_archiving_a_product_brings_about()
    {
        await using var shop = await CliShop.WithMugAsync();
        await shop.Sanity.Studio.DeleteAsync("mug");

        var change = (await shop.Cli.RunAsync("plan", "--json")).Json.GetProperty("changes")[0];

        change.GetProperty("action").GetString().Should().Be("archive");
        change.GetProperty("consequence").GetString().Should().Contain("payment links stop working");
        (await shop.Cli.RunAsync("plan")).Out.Should().Contain("existing subscriptions go on");
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        await shop.Sanity.Studio.CreatePublishedAsync("mug", "product", new() { ["name"] = "Mug" });
        var again = (await shop.Cli.RunAsync("plan", "--json")).Json.GetProperty("changes")[0];
        again.GetProperty("action").GetString().Should().Be("restore");
        again.GetProperty("consequence").GetString().Should().Contain("may have to be made anew");
    }

    [Fact]
    public async Task Sync_brings_both_sides_together_and_reports_and_then_nothing_is_left()
    {
        await using var shop = await CliShop.OpenAsync();
        await shop.NewMugAsync();

        var result = await shop.Cli.RunAsync("sync", "--yes", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        var report = result.Json;
        report.GetProperty("kind").GetString().Should().Be("sync");
        report.GetProperty("state").GetString().Should().Be("done");
        report.GetProperty("counts").GetProperty("created").GetInt32().Should().BeGreaterThan(0);
        report.GetProperty("counts").GetProperty("errors").GetInt32().Should().Be(0);
        var item = report
            .GetProperty("items")
            .EnumerateArray()
            .Single(entry => entry.GetProperty("sanityId").GetString() == "mug");
        item.GetProperty("result").GetString().Should().Be("created");
        item.GetProperty("stripeId").GetString().Should().Be("sanity_mug");
        item.GetProperty("prices")[0].GetProperty("stripePriceId").GetString().Should().StartWith("price_");
        (await shop.Cli.RunAsync("plan")).Exit.Should().Be(0);
        (await shop.Cli.RunAsync("validate")).Exit.Should().Be(0);
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_sync_needs_a_yes()
    {
        await using var shop = await CliShop.OpenAsync();
        await shop.NewMugAsync();

        var result = await shop.Cli.RunAsync("sync", "--json");

        result.Exit.Should().Be(1);
        result.ErrorCode.Should().Be("confirmation");
        shop.Stripe.Requests.Writes.Should().Be(0);
    }

    [Fact]
    public async Task On_a_terminal_sync_asks()
    {
        await using var shop = await CliShop.OpenAsync();
        await shop.NewMugAsync();
        shop.Cli.Typed = "n\n";
        (await shop.Cli.RunAsync("sync")).Exit.Should().Be(1);
        shop.Stripe.Requests.Writes.Should().Be(0);
        shop.Cli.Typed = "y\n";
        (await shop.Cli.RunAsync("sync")).Exit.Should().Be(0);
        shop.Stripe.Requests.Writes.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task A_dry_run_is_a_plan()
    {
        await using var shop = await CliShop.OpenAsync();
        await shop.NewMugAsync();

        (await shop.Cli.RunAsync("sync", "--dry-run", "--json")).Exit.Should().Be(3);
        shop.Stripe.Requests.Writes.Should().Be(0);
    }

    [Fact]
    [Trait("case", "86")]
    public async Task A_stored_plan_is_applied_while_it_is_true_and_refused_as_stale_afterwards()
    {
        await using var shop = await CliShop.WithMugAsync();
        await shop.Sanity.Studio.SetAsync("mug", "name", "Blue mug");
        (await shop.Cli.RunAsync("plan", "--out", "plan.json")).Exit.Should().Be(3);
        await shop.Sanity.Studio.SetAsync("mug", "name", "Red mug");

        var stale = await shop.Cli.RunAsync("sync", "plan.json", "--yes", "--json");

        stale.Exit.Should().Be(1);
        stale.ErrorCode.Should().Be("stale_plan");
        (await shop.NameInStripeAsync()).Should().Be("Mug");
        (await shop.Cli.RunAsync("plan", "--out", "plan.json")).Exit.Should().Be(3);
        (await shop.Cli.RunAsync("sync", "plan.json", "--yes")).Exit.Should().Be(0);
        (await shop.NameInStripeAsync()).Should().Be("Red mug");
    }

    [Fact]
    public async Task One_direction_leaves_the_other_sides_edit_as_drift()
    {
        await using var shop = await CliShop.WithMugAsync();
        await shop.Stripe.Dashboard.EditProductAsync("sanity_mug", new { name = "Beaker" });

        (await shop.Cli.RunAsync("sync", "--direction", "to-stripe", "--yes")).Exit.Should().Be(0);

        shop.NameInSanity.Should().Be("Mug");
        (await shop.Cli.RunAsync("validate")).Exit.Should().Be(3);
    }

    [Fact]
    public async Task Force_without_a_direction_is_a_wrong_usage()
    {
        await using var shop = await CliShop.OpenAsync();

        (await shop.Cli.RunAsync("sync", "--force", "--yes", "--json")).ErrorCode.Should().Be("usage");
    }

    [Fact]
    [Trait("case", "112")]
    public async Task Two_filled_sides_wait_for_a_persons_word()
    {
        await using var shop = await CliShop.OpenAsync();
        await shop.NewMugAsync();
        await shop.Stripe.Dashboard.CreateProductAsync(new { name = "Plate" });

        var refused = await shop.Cli.RunAsync("sync", "--json");

        refused.Exit.Should().Be(1);
        refused.ErrorCode.Should().Be("unadopted");
        refused.Out.Should().Contain("adopt");
        (await shop.Cli.RunAsync("status", "--json"))
            .Json.GetProperty("recommended")
            .GetString()
            .Should()
            .Be("adopt");
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        (await shop.Cli.RunAsync("plan")).Exit.Should().Be(0);
    }

    [Theory]
    [InlineData(3, "--only", "mug")]
    [InlineData(3, "--only", "drafts.mug-once")]
    [InlineData(1, "--only", "prod_unknown")]
    [InlineData(3, "--filter", "planType=goods,state=unlinked")]
    [InlineData(1, "--filter", "planType=service")]
    [InlineData(2, "--filter", "colour=red")]
    public async Task A_part_of_the_catalogue_can_be_picked(int exit, string option, string value)
    {
        await using var shop = await CliShop.OpenAsync();
        await shop.NewMugAsync();

        (await shop.Cli.RunAsync("plan", option, value)).Exit.Should().Be(exit);
    }

    [Fact]
    public async Task The_plan_of_a_release_tells_what_publishing_it_does_to_Stripe_and_writes_nothing()
    {
        await using var shop = await CliShop.WithMugAsync();
        await shop.Sanity.Studio.CreatePublishedAsync("pot", "product", new() { ["name"] = "Pot" });
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        await shop.Sanity.Studio.CreateVersionAsync("summer", "mug-once");
        await shop.Sanity.Studio.EditVersionAsync("summer", "mug-once", new() { ["unitAmount"] = 2900 });
        await shop.Sanity.Studio.CreateVersionAsync("summer", "mug");
        await shop.Sanity.Studio.EditVersionAsync("summer", "mug", new() { ["name"] = "Summer mug" });
        await shop.Sanity.Studio.CreateDraftAsync("fan", "product", new() { ["name"] = "Fan" });
        await shop.Sanity.Studio.CreateVersionAsync("summer", "fan");
        await shop.Sanity.Studio.UnpublishInReleaseAsync("summer", "pot");
        await shop.Stripe.Dashboard.CreateProductAsync(
            new { id = "prod_other", name = "Not in the release" }
        );
        shop.Stripe.Requests.Clear();
        shop.Sanity.Requests.Clear();

        var result = await shop.Cli.RunAsync("plan", "--release", "summer", "--json");

        result.Exit.Should().Be(3);
        result
            .Json.GetProperty("changes")
            .EnumerateArray()
            .Select(change =>
                $"{change.GetProperty("action").GetString()} {change.GetProperty("sanityId").GetString()}"
            )
            .Should()
            .BeEquivalentTo("create fan", "update mug", "replace mug-once", "archive pot");
        shop.Stripe.Requests.Writes.Should().Be(0);
        shop.Sanity.Requests.Writes.Should().Be(0);
        shop.Stripe.Requests.Reads.Should().BeLessThanOrEqualTo(4, "three lists and the account");

        await shop.Sanity.Studio.PublishReleaseAsync("summer");
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        (await shop.NameInStripeAsync()).Should().Be("Summer mug");
    }

    [Fact]
    public async Task A_release_that_holds_nothing_is_an_unknown_one()
    {
        await using var shop = await CliShop.WithMugAsync();
        var result = await shop.Cli.RunAsync("plan", "--release", "winter", "--json");
        result.Exit.Should().Be(1);
        result.Json.GetProperty("error").GetProperty("code").GetString().Should().Be("not_found");
    }

    private static IEnumerable<string> Properties(JsonElement element) =>
        element.EnumerateObject().Select(property => property.Name);
}
