using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox;
using SanityStripeBridge.Sandbox.StripeSandbox;
using SanityStripeBridge.Tests.Cli;

namespace SanityStripeBridge.Tests.Setup;

public sealed class RepinTests
{
    [Fact]
    public async Task Where_nothing_differs_nothing_is_changed()
    {
        await using var shop = await CliShop.WithMugAsync();

        var same = await shop.Cli.RunAsync("setup", "repin", "--json");

        same.Exit.Should().Be(0);
        same.Json.GetProperty("changes").GetBoolean().Should().BeFalse();
        same.Json.GetProperty("mark").GetProperty("ours").GetBoolean().Should().BeTrue();
        (await shop.Cli.RunAsync("setup", "repin")).Out.Should().Contain("Nothing to change");
    }

    [Fact]
    public async Task A_new_store_has_nothing_to_accept()
    {
        await using var shop = await CliShop.OpenAsync();
        var fresh = await shop.Cli.RunAsync("setup", "repin");
        fresh.Exit.Should().Be(0);
        fresh.Out.Should().Contain("Nothing is pinned yet");
    }

    [Fact]
    public async Task Without_a_yes_nothing_is_changed_and_the_difference_is_shown()
    {
        await using var shop = await CliShop.WithMugAsync();
        shop.Cli.Environment["STRIPE_SECRET_KEY"] = "sk_live_sandbox";

        var refused = await shop.Cli.RunAsync("setup", "repin", "--json");
        shop.Cli.Typed = "n\n";
        var asked = await shop.Cli.RunAsync("setup", "repin");

        refused.Exit.Should().Be(1);
        refused.ErrorCode.Should().Be("unconfirmed");
        asked.Exit.Should().Be(1);
        asked.Out.Should().Contain("LIVE MODE").And.Contain("live").And.Contain("forgotten");
        (await StatusAsync(shop)).Exit.Should().Be(1, "the pins still stand");
    }

    [Fact, Trait("case", "77"), Trait("case", "81")]
    public async Task Another_mode_is_accepted_its_links_forgotten_and_nothing_lost_on_either_side()
    {
        await using var shop = await CliShop.WithMugAsync();
        shop.Cli.Environment["STRIPE_SECRET_KEY"] = "sk_live_sandbox";
        var before = shop.Stripe.Requests.Writes;

        var accepted = await shop.Cli.RunAsync("setup", "repin", "--yes", "--json");

        accepted.Exit.Should().Be(0, accepted.Out);
        accepted.Json.GetProperty("accepted").GetBoolean().Should().BeTrue();
        accepted.Json.GetProperty("links").GetInt32().Should().Be(2);
        accepted.Json.GetProperty("forgotten").GetInt32().Should().Be(2);
        shop.Stripe.Requests.Writes.Should().Be(before, "neither account is written");
        var plan = await shop.Cli.RunAsync("plan", "--json");
        plan.Exit.Should().Be(3, plan.Out + plan.Error);
        Actions(plan).Should().OnlyContain(action => action == "create", "the live account is empty");
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        shop.Stripe.State().GetProperty("live").GetProperty("products").GetArrayLength().Should().Be(1);
        shop.Stripe.Find("sanity_mug")!["active"]!.GetValue<bool>().Should().BeTrue("test mode is as it was");
        (await StatusAsync(shop)).Json.GetProperty("state").GetString().Should().Be("synced");
        (await shop.Cli.RunAsync("setup", "repin", "--json"))
            .Json.GetProperty("changes")
            .GetBoolean()
            .Should()
            .BeFalse();
    }

    [Fact, Trait("case", "76")]
    public async Task A_copied_dataset_keeps_its_links_and_what_is_missing_there_is_not_archived()
    {
        await using var shop = await WithTwoDatasetsAsync();
        await shop.NewMugAsync();
        await shop.Sanity.Studio.CreatePublishedAsync("tin", "product", new JsonObject { ["name"] = "Tin" });
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        var copy = new[] { "mug", "mug-once" };
        foreach (var id in copy)
        {
            var document = shop.Sanity.Dataset.Find(id)!.DeepClone().AsObject();
            var content = new JsonObject(
                document
                    .Where(entry => !entry.Key.StartsWith('_'))
                    .Select(entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone()))
            );
            await ActAsync(shop, id, (string)document["_type"]!, content);
        }
        shop.Cli.Environment["SANITY_DATASET"] = "copy";

        var accepted = await shop.Cli.RunAsync("setup", "repin", "--yes", "--json");

        accepted.Exit.Should().Be(0, accepted.Out);
        accepted.Json.GetProperty("links").GetInt32().Should().Be(3);
        accepted.Json.GetProperty("forgotten").GetInt32().Should().Be(1, "the tin was not copied");
        var plan = await shop.Cli.RunAsync("plan", "--json");
        Actions(plan).Should().NotContain(["archive", "create", "delete"], plan.Out);
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        shop.Stripe.Find("sanity_tin")!["active"]!.GetValue<bool>().Should().BeTrue();
        shop.Stripe.State().GetProperty("products").GetArrayLength().Should().Be(2, "nothing is doubled");
    }

    [Fact, Trait("case", "125")]
    public async Task The_mark_of_a_bridge_that_is_gone_is_taken_over()
    {
        await using var shop = await CliShop.WithMugAsync();
        await using var other = await StripeSimulator.StartAsync(new() { Account = "acct_1Other" }, default);
        shop.Cli.Environment["STRIPE_API_BASE"] = other.Address.ToString().TrimEnd('/');
        shop.Cli.Environment["BRIDGE_STORE"] = "sqlite:" + Path.Combine(shop.Cli.Directory, "new.db");
        var refused = await StatusAsync(shop);
        refused.Exit.Should().Be(1);
        refused.Out.Should().Contain("setup repin");

        var accepted = await shop.Cli.RunAsync("setup", "repin", "--yes", "--json");

        accepted.Exit.Should().Be(0, accepted.Out);
        (await shop.Cli.RunAsync("plan", "--json")).Exit.Should().Be(3);
    }

    [Fact]
    public async Task While_the_service_runs_nothing_is_accepted()
    {
        await using var shop = await HookShop.ReadyAsync();
        await shop.Shop.NewMugAsync();
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        await using var service = await shop.ServeAsync(works: false);
        shop.Cli.Environment["STRIPE_SECRET_KEY"] = "sk_live_sandbox";

        var refused = await shop.Cli.RunAsync("setup", "repin", "--yes", "--json");

        refused.ErrorCode.Should().Be("served");
    }

    private static Task<CliResult> StatusAsync(CliShop shop) => shop.Cli.RunAsync("status", "--json");

    private static IEnumerable<string?> Actions(CliResult plan) =>
        plan
            .Json.GetProperty("changes")
            .EnumerateArray()
            .Select(change => change.GetProperty("action").GetString());

    private static async Task<CliShop> WithTwoDatasetsAsync() =>
        await CliShop.OpenAsync(new SanitySimulatorOptions { Datasets = ["production", "copy"] });

    private static Task<JsonElement> ActAsync(CliShop shop, string id, string type, JsonObject content) =>
        shop.Sanity.ActAsync(
            JsonSerializer.SerializeToElement(
                new JsonObject
                {
                    ["do"] = "create_published",
                    ["dataset"] = "copy",
                    ["id"] = id,
                    ["type"] = type,
                    ["content"] = content,
                }
            ),
            default
        );
}
