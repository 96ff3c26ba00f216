using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Tests.Cli;

namespace SanityStripeBridge.Tests.Setup;

public sealed class SetupWebhooksTests
{
    private const string StripeUrl = HookShop.Host + "/api/stripe/webhook";
    private const string SanityUrl = HookShop.Host + "/api/sanity/webhook";

    [Fact]
    public async Task From_nothing_both_webhooks_are_made_as_the_bridge_needs_them()
    {
        await using var shop = await HookShop.OpenAsync();

        var made = await shop.SetupAsync("--url", HookShop.Host);

        made.Exit.Should().Be(0);
        var endpoint = (await shop.EndpointsAsync()).Should().ContainSingle().Subject;
        ((string?)endpoint["url"]).Should().Be(StripeUrl);
        ((string?)endpoint["api_version"]).Should().Be("2026-10-28.endive");
        endpoint["enabled_events"]!.AsArray().Should().HaveCount(6);
        var hook = (await shop.HooksAsync()).Should().ContainSingle().Subject;
        ((string?)hook["url"]).Should().Be(SanityUrl);
        ((string?)hook["apiVersion"]).Should().Be("v2025-02-19");
        ((string?)hook["dataset"]).Should().Be("production");
        ((bool)hook["includeDrafts"]!).Should().BeFalse();
        ((string?)hook["rule"]!["filter"]).Should().Be(HookText.Filter(CatalogueMapping.Shipped));
        ((string?)hook["rule"]!["projection"]).Should().Be(HookText.Projection(CatalogueMapping.Shipped));
        Secret(made, "stripe").Should().StartWith("whsec_");
        Secret(made, "sanity").Should().Be((string?)hook["secret"]).And.HaveLength(64);
        shop.Writes.Should().Be((1, 1));
    }

    [Fact, Trait("case", "93")]
    public async Task A_second_run_changes_nothing_says_so_and_tells_no_secret()
    {
        await using var shop = await HookShop.ReadyAsync();
        var (stripe, sanity) = (
            shop.Cli.Environment["STRIPE_WEBHOOK_SECRET"]!,
            shop.Cli.Environment["SANITY_WEBHOOK_SECRET"]!
        );
        var before = shop.Writes;

        var again = await shop.Cli.RunAsync("setup", "webhooks", "--url", HookShop.Host);
        var third = await shop.SetupAsync();

        again.Exit.Should().Be(0);
        again.Out.Should().Contain("Nothing was changed");
        third.Json.GetProperty("changed").GetBoolean().Should().BeFalse();
        (again.Out + again.Error + third.Out + third.Error)
            .Should()
            .NotContain(stripe)
            .And.NotContain(sanity);
        shop.Writes.Should().Be(before);
    }

    [Fact]
    public async Task A_secret_that_is_configured_already_is_used_and_not_told()
    {
        await using var shop = await HookShop.OpenAsync();
        shop.Cli.Environment["SANITY_WEBHOOK_SECRET"] = "chosen-by-a-person,older";

        var made = await shop.SetupAsync("--url", HookShop.Host);

        Secret(made, "sanity").Should().BeNull();
        made.Out.Should().NotContain("chosen-by-a-person");
        ((string?)(await shop.HooksAsync())[0]["secret"]).Should().Be("chosen-by-a-person");
    }

    [Fact]
    public async Task People_read_what_to_put_where()
    {
        await using var shop = await HookShop.OpenAsync();

        var made = await shop.Cli.RunAsync("setup", "webhooks", "--url", HookShop.Host);

        made.Out.Should()
            .StartWith("test mode")
            .And.Contain("STRIPE_WEBHOOK_SECRET=whsec_")
            .And.Contain("SANITY_WEBHOOK_SECRET=")
            .And.Contain("not shown again");
        made.Error.Should().BeEmpty();
    }

    [Theory]
    [InlineData("enabled_events[]=product.created", "price.updated")]
    [InlineData("disabled=true", "disabled")]
    [InlineData("url=https://old.example/api/stripe/webhook", "old.example")]
    public async Task Stripes_endpoint_is_repaired_in_place_and_keeps_its_secret(string damage, string said)
    {
        await using var shop = await HookShop.ReadyAsync();
        var id = (string)(await shop.EndpointsAsync())[0]["id"]!;
        await shop.StripeAsync(HttpMethod.Post, "/v1/webhook_endpoints/" + id, damage);

        var repaired = await shop.SetupAsync();

        var outcome = repaired.Json.GetProperty("stripe");
        outcome.GetProperty("result").GetString().Should().Be("repaired");
        outcome.GetProperty("id").GetString().Should().Be(id);
        outcome.GetProperty("repairs")[0].GetString().Should().Contain(said);
        Secret(repaired, "stripe").Should().BeNull();
        await ShouldBeWellAsync(shop);
    }

    [Fact]
    public async Task An_endpoint_of_another_version_is_replaced_and_the_new_secret_told()
    {
        await using var shop = await HookShop.OpenAsync();
        await shop.StripeAsync(
            HttpMethod.Post,
            "/v1/webhook_endpoints",
            $"url={StripeUrl}&enabled_events[]=*&api_version=2026-08-26.dahlia"
        );

        var replaced = await shop.SetupAsync("--url", HookShop.Host);

        replaced.Json.GetProperty("stripe").GetProperty("result").GetString().Should().Be("replaced");
        replaced.Json.GetProperty("stripe").GetProperty("removed").GetArrayLength().Should().Be(1);
        Secret(replaced, "stripe").Should().StartWith("whsec_");
        (await shop.EndpointsAsync()).Should().ContainSingle();
        await ShouldBeWellAsync(shop);
    }

    [Fact, Trait("case", "15")]
    public async Task Of_two_endpoints_that_are_ours_one_is_removed_and_a_stranger_is_only_named()
    {
        await using var shop = await HookShop.ReadyAsync();
        var marks =
            "metadata[bridge]=bridge&metadata[bridge_name]=default&metadata[sanity_project]=demoproj&metadata[sanity_dataset]=production";
        await shop.StripeAsync(
            HttpMethod.Post,
            "/v1/webhook_endpoints",
            $"url={StripeUrl}&enabled_events[]=*&api_version=2026-10-28.endive&{marks}"
        );
        var stranger = await shop.StripeAsync(
            HttpMethod.Post,
            "/v1/webhook_endpoints",
            "url=https://former.example/api/stripe/webhook&enabled_events[]=*"
        );

        var result = (await shop.SetupAsync()).Json.GetProperty("stripe");

        result.GetProperty("removed").GetArrayLength().Should().Be(1);
        result.GetProperty("left")[0].GetString().Should().Contain((string)stranger["id"]!);
        (await shop.EndpointsAsync()).Should().HaveCount(2);
    }

    public static TheoryData<string, string> SanityDamages =>
        new()
        {
            { """{"rule":{"filter":"_type == 'product'"}}""", "filter" },
            { """{"rule":{"projection":"{_id}"}}""", "projection" },
            { """{"rule":{"on":["create"]}}""", "update, delete" },
            { """{"isDisabledByUser":true}""", "disabled" },
            { """{"includeDrafts":true}""", "drafts" },
            { """{"url":"https://old.example/api/sanity/webhook"}""", "old.example" },
            { """{"apiVersion":"v2021-03-25"}""", "v2021-03-25" },
            { """{"dataset":"*"}""", "dataset *" },
            { """{"secret":null}""", "does not sign" },
            { """{"name":"renamed"}""", "name" },
        };

    [Theory]
    [MemberData(nameof(SanityDamages))]
    public async Task Sanitys_hook_is_repaired_in_place(string damage, string said)
    {
        await using var shop = await HookShop.ReadyAsync();
        var hook = (await shop.HooksAsync())[0];
        await shop.SanityAsync(HttpMethod.Patch, "/" + (string)hook["id"]!, JsonNode.Parse(damage));

        var repaired = await shop.SetupAsync();

        var outcome = repaired.Json.GetProperty("sanity");
        outcome.GetProperty("result").GetString().Should().Be("repaired");
        outcome.GetProperty("repairs")[0].GetString().Should().Contain(said);
        Secret(repaired, "sanity").Should().BeNull("the configured one is set again");
        var after = (await shop.HooksAsync()).Should().ContainSingle().Subject;
        ((string?)after["id"]).Should().Be((string?)hook["id"]);
        ((string?)after["secret"]).Should().Be((string?)hook["secret"]);
        await ShouldBeWellAsync(shop);
    }

    [Fact]
    public async Task A_second_hook_of_ours_is_removed()
    {
        await using var shop = await HookShop.ReadyAsync();
        var twin = (await shop.HooksAsync())[0].DeepClone().AsObject();
        foreach (
            var field in (string[])
                ["id", "projectId", "isDisabled", "createdAt", "createdByUserId", "deletedAt"]
        )
            twin.Remove(field);
        await shop.SanityAsync(HttpMethod.Post, "", twin);

        var result = (await shop.SetupAsync()).Json.GetProperty("sanity");

        result.GetProperty("removed").GetArrayLength().Should().Be(1);
        await ShouldBeWellAsync(shop);
    }

    [Fact]
    public async Task Lost_secrets_are_made_new_on_request()
    {
        await using var shop = await HookShop.ReadyAsync(new() { ShowsHookSecrets = false });
        var (stripe, sanity) = (
            shop.Cli.Environment["STRIPE_WEBHOOK_SECRET"],
            shop.Cli.Environment["SANITY_WEBHOOK_SECRET"]
        );

        var renewed = await shop.SetupAsync("--new-secrets");

        Secret(renewed, "stripe").Should().StartWith("whsec_").And.NotBe(stripe);
        Secret(renewed, "sanity").Should().NotBeNull().And.NotBe(sanity);
        (await shop.EndpointsAsync()).Should().ContainSingle();
        await ShouldBeWellAsync(shop);
    }

    [Fact]
    public async Task A_hook_whose_secret_is_not_shown_is_left_alone()
    {
        await using var shop = await HookShop.ReadyAsync(new() { ShowsHookSecrets = false });
        await ShouldBeWellAsync(shop);
    }

    [Fact]
    public async Task The_filter_comes_from_the_mapping_file()
    {
        await using var shop = await HookShop.ReadyAsync();
        var file = Path.Combine(shop.Cli.Directory, "mapping.json");
        await File.WriteAllTextAsync(
            file,
            """
            {"version":1,"products":[{"type":"plan","id":"stripeProductId","fields":{"name":"title"}}]}
            """
        );
        shop.Cli.Environment["BRIDGE_MAPPING"] = file;

        var repaired = await shop.SetupAsync();

        repaired.Exit.Should().Be(0, repaired.Out);
        ((string?)(await shop.HooksAsync())[0]["rule"]!["filter"])
            .Should()
            .StartWith("_type in [\"plan\"]")
            .And.Contain("title");
    }

    [Theory]
    [InlineData("http://bridge.example", "https")]
    [InlineData("bridge.example", "no address")]
    [InlineData("https://bridge.example/api/stripe/webhook", "receiver's path")]
    [InlineData("https://me:pw@bridge.example", "more than host")]
    [InlineData("ftp://localhost", "https")]
    public async Task An_address_that_cannot_be_is_refused_before_anybody_is_asked(string url, string said)
    {
        await using var shop = await HookShop.OpenAsync();

        var refused = await shop.SetupAsync("--url", url);

        refused.Exit.Should().Be(2);
        refused.Out.Should().Contain(said).And.NotContain("pw@");
        shop.Shop.Stripe.Requests.Reads.Should().Be(0);
    }

    [Fact]
    public async Task The_address_is_remembered_and_without_one_it_is_asked_for()
    {
        await using var shop = await HookShop.OpenAsync();
        (await shop.SetupAsync()).Exit.Should().Be(2);

        (await shop.SetupAsync("--url", "http://localhost:5080/")).Exit.Should().Be(0);

        (await shop.SetupAsync()).Json.GetProperty("url").GetString().Should().Be("http://localhost:5080");
    }

    [Fact]
    public async Task Without_a_token_that_may_manage_webhooks_nothing_is_written_anywhere()
    {
        await using var shop = await HookShop.OpenAsync();
        shop.Cli.Environment["SANITY_MANAGE_TOKEN"] = null;

        var refused = await shop.SetupAsync("--url", HookShop.Host);

        refused.Exit.Should().Be(2);
        refused.ErrorCode.Should().Be("config");
        refused.Out.Should().Contain("SANITY_MANAGE_TOKEN");
        shop.Writes.Should().Be((0, 0));
    }

    [Fact]
    public async Task A_key_that_may_not_write_endpoints_is_told_which_permission_is_missing()
    {
        await using var shop = await HookShop.OpenAsync();
        await shop.Shop.Stripe.Dashboard.SetKeyAsync("rk_test_narrow", "account_read", "webhook_read");
        shop.Cli.Environment["STRIPE_SECRET_KEY"] = "rk_test_narrow";

        var refused = await shop.SetupAsync("--url", HookShop.Host);

        refused.Exit.Should().Be(1);
        refused.Out.Should().Contain("webhook_write").And.Contain("another key of the same account");
        (await shop.HooksAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_secret_that_was_made_is_told_even_when_the_other_platform_fails()
    {
        await using var shop = await HookShop.OpenAsync();
        shop.Shop.Sanity.Faults.Add(
            new()
            {
                Kind = Sandbox.Faults.FaultKind.Respond,
                Method = "POST",
                PathPrefix = "/v2025-08-04/hooks",
                Status = 403,
                Times = 9,
            }
        );

        var half = await shop.SetupAsync("--url", HookShop.Host);

        half.Exit.Should().Be(1);
        Secret(half, "stripe").Should().StartWith("whsec_");
        half.ErrorCode.Should().Be("platform");
    }

    [Fact]
    public async Task The_key_of_another_account_than_the_stores_is_refused()
    {
        await using var shop = await HookShop.OpenAsync();
        await shop.Shop.NewMugAsync();
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        shop.Cli.Environment["STRIPE_SECRET_KEY"] = "sk_live_sandbox";

        var refused = await shop.SetupAsync("--url", HookShop.Host);

        refused.Exit.Should().Be(1);
        refused.Out.Should().Contain("setup repin");
        (await shop.EndpointsAsync()).Should().BeEmpty();
    }

    private static async Task ShouldBeWellAsync(HookShop shop)
    {
        var before = shop.Writes;
        (await shop.SetupAsync()).Json.GetProperty("changed").GetBoolean().Should().BeFalse();
        shop.Writes.Should().Be(before);
    }

    private static string? Secret(CliResult result, string platform) =>
        result.Json.GetProperty(platform).GetProperty("secret") is { ValueKind: JsonValueKind.String } secret
            ? secret.GetString()
            : null;
}
