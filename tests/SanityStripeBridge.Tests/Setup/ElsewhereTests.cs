using System.Net;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox;
using SanityStripeBridge.Sandbox.StripeSandbox;
using SanityStripeBridge.Tests.Admin;
using SanityStripeBridge.Tests.Cli;
using SanityStripeBridge.Tests.Storage;

namespace SanityStripeBridge.Tests.Setup;

/// <summary>Setting up and looking at a bridge that is not the default one, on a server's store, and in another account that is filled.</summary>
public sealed class ElsewhereTests
{
    [Fact]
    public async Task A_named_bridge_gets_webhooks_at_its_own_addresses_and_the_other_is_not_touched()
    {
        await using var shop = await HookShop.OpenAsync();
        await using var eu = await EuropeAsync(shop.Cli);

        var made = await shop.SetupAsync("--bridge", "eu", "--url", HookShop.Host);
        var doctor = await shop.DoctorAsync("--bridge", "eu");

        made.Exit.Should().Be(0, made.Out);
        Secret(made, "stripe").Should().StartWith("whsec_");
        (await eu.UrlsAsync())
            .Should()
            .Equal(HookShop.Host + "/api/stripe/webhook/eu", HookShop.Host + "/api/sanity/webhook/eu");
        doctor.Json.GetProperty("bridge").GetString().Should().Be("eu");
        doctor.Json.GetProperty("dataset").GetString().Should().Be("europe");
        DoctorTests
            .States(doctor)
            .Should()
            .Contain("stripe.webhook", "ok")
            .And.Contain("sanity.webhook", "ok");
        shop.Shop.Stripe.Requests.All.Should().BeEmpty("the other bridge's account was not asked");
        shop.Shop.Sanity.Requests.All.Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_missing_of_a_named_bridge_is_told_with_its_own_remedy()
    {
        await using var shop = await HookShop.OpenAsync();
        await using var eu = await EuropeAsync(shop.Cli);

        var doctor = await shop.DoctorAsync("--bridge", "eu");

        doctor.Exit.Should().Be(1);
        DoctorTests
            .Line(doctor, "stripe.webhook")
            .GetProperty("remedy")
            .GetString()
            .Should()
            .Contain("setup webhooks")
            .And.Contain("--bridge eu");
    }

    [Fact]
    public async Task Setting_up_and_looking_work_on_PostgreSQL_for_the_same_calls()
    {
        await using var place = await StorePlace.MakeAsync(StoreKind.Postgres);
        await using var shop = await HookShop.OpenAsync();
        shop.Cli.Environment["BRIDGE_STORE"] = place.Setting;

        var made = await shop.SetupAsync("--url", HookShop.Host);

        made.Exit.Should().Be(0, made.Out);
        // Stripe: the account, the endpoints, one made. Sanity: the mark, the hooks, one made.
        Calls(shop).Should().Be((2, 1, 2, 1), made.Out);
        shop.Cli.Environment["STRIPE_WEBHOOK_SECRET"] = Secret(made, "stripe");
        shop.Cli.Environment["SANITY_WEBHOOK_SECRET"] = Secret(made, "sanity");

        shop.Shop.ClearLogs();
        var again = await shop.SetupAsync();
        again.Json.GetProperty("changed").GetBoolean().Should().BeFalse();
        Calls(shop).Should().Be((2, 0, 2, 0), again.Out);

        shop.Shop.ClearLogs();
        var doctor = await shop.DoctorAsync();
        DoctorTests.States(doctor).Should().NotContainValue("failure", doctor.Out);
        DoctorTests.States(doctor).Should().Contain("store", "ok").And.Contain("stripe.webhook", "ok");
        doctor.Out.Should().NotContain("bridge_test:", "an address is shown without its password");
        Calls(shop).Should().Be((3, 0, 3, 1), doctor.Out);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Another_account_that_is_filled_waits_for_adopt_and_nothing_is_doubled(StoreKind store)
    {
        await using var place = await StorePlace.MakeAsync(store);
        await using var shop = await CliShop.OpenAsync();
        shop.Cli.Environment["BRIDGE_STORE"] = place.Setting;
        await shop.NewMugAsync();
        await shop.Sanity.Studio.SetAsync("mug-once", "lookupKey", "mug_once");
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        await using var other = await StripeSimulator.StartAsync(
            new() { Account = "acct_1SecondFilled", Seed = 7 },
            default
        );
        var mug = (await other.Dashboard.CreateProductAsync(new { name = "Mug" }))
            .GetProperty("id")
            .GetString()!;
        await other.Dashboard.CreatePriceAsync(
            new
            {
                product = mug,
                currency = "eur",
                unit_amount = 1900,
                lookup_key = "mug_once",
            }
        );
        var (written, before) = (shop.Stripe.Requests.Writes, other.Requests.Writes);
        shop.Cli.Environment["STRIPE_API_BASE"] = other.Address.ToString().TrimEnd('/');
        (await shop.Cli.RunAsync("plan", "--json")).Exit.Should().Be(1, "the account is another");

        shop.ClearLogs();
        other.Requests.Clear();
        var accepted = await shop.Cli.RunAsync("setup", "repin", "--yes", "--json");

        accepted.Exit.Should().Be(0, accepted.Out);
        other.Requests.Reads.Should().BeLessThanOrEqualTo(2);
        other.Requests.Writes.Should().Be(0);
        var sync = await shop.Cli.RunAsync("sync", "--json");
        sync.Exit.Should().Be(1);
        sync.ErrorCode.Should().Be("unadopted");
        var adopted = await shop.Cli.RunAsync("adopt", "--forget-ids", "--yes", "--json");
        adopted.Exit.Should().Be(0, adopted.Out);
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        shop.Document("mug")!["stripeProductId"]!.GetValue<string>().Should().Be(mug);
        other.State().GetProperty("products").GetArrayLength().Should().Be(1, "nothing is doubled");
        (shop.Stripe.Requests.Writes, written - before)
            .Should()
            .Be((0, written), "the former account is left alone");
    }

    [Fact]
    public async Task The_admin_API_works_on_PostgreSQL()
    {
        await using var place = await StorePlace.MakeAsync(StoreKind.Postgres);
        await using var shop = await AdminShop.WithNewMugAsync(("BRIDGE_STORE", place.Setting));

        var report = await shop.RunAsync(new { action = "sync" });
        var why = await shop.GetAsync("why/mug");
        var changes = await shop.GetAsync("changes?id=mug");
        var undone = await shop.PostAsync($"changes/{report["id"]}/undo?wait=30", new { dryRun = true });
        var paused = await shop.PostAsync("pause", new { reason = "stocktaking" });
        var status = await shop.GetAsync("status");

        report["counts"]!["created"]!.GetValue<int>().Should().Be(2, report.ToJsonString());
        why.Status.Should().Be(HttpStatusCode.OK, why.Text);
        changes.Items.Should().NotBeEmpty();
        undone.Status.Should().Be(HttpStatusCode.OK, undone.Text);
        paused.Status.Should().Be(HttpStatusCode.OK, paused.Text);
        ((string?)status.Json["state"]).Should().Be("paused");
        (await shop.GetAsync("runs")).Items.Should().HaveCount(2, "looking at an undo is a run, too");
        (await shop.GetAsync("inbox")).Status.Should().Be(HttpStatusCode.OK);
        (await shop.GetAsync("products?search=Mug")).Items.Should().ContainSingle();
    }

    private static (long, long, long, long) Calls(HookShop shop) =>
        (
            shop.Shop.Stripe.Requests.Reads,
            shop.Shop.Stripe.Requests.Writes,
            shop.Shop.Sanity.Requests.Reads,
            shop.Shop.Sanity.Requests.Writes
        );

    private static string? Secret(CliResult made, string side) =>
        made.Json.GetProperty(side).GetProperty("secret").GetString();

    private static async Task<Europe> EuropeAsync(CliRun cli)
    {
        var europe = new Europe(
            await StripeSimulator.StartAsync(new() { Account = "acct_1Europe", Seed = 5 }, default),
            await SanitySimulator.StartAsync(new() { ProjectId = "europroj", Datasets = ["europe"] }, default)
        );
        foreach (
            var (name, value) in new Dictionary<string, string>
            {
                ["STRIPE_SECRET_KEY"] = "sk_test_sandbox",
                ["STRIPE_API_BASE"] = europe.Stripe.Address.ToString().TrimEnd('/'),
                ["SANITY_PROJECT_ID"] = "europroj",
                ["SANITY_DATASET"] = "europe",
                ["SANITY_API_TOKEN"] = "sk-editor",
                ["SANITY_MANAGE_TOKEN"] = "sk-manage",
                ["SANITY_API_BASE"] = europe.Sanity.Address.ToString().TrimEnd('/'),
            }
        )
            cli.Environment["Bridges:eu:" + name] = value;
        // One key would be one account's; these are two.
        cli.Environment["BRIDGE_POLICY_NEW_FROM_STRIPE"] = "off";
        return europe;
    }

    private sealed record Europe(StripeSimulator Stripe, SanitySimulator Sanity) : IAsyncDisposable
    {
        /// <summary>Where the webhooks of both sides lead.</summary>
        public async Task<IReadOnlyList<string?>> UrlsAsync()
        {
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Authorization = new("Bearer", "sk_test_sandbox");
            var endpoints = JsonNode.Parse(
                await http.GetStringAsync(new Uri(Stripe.Address, "/v1/webhook_endpoints"))
            )!;
            http.DefaultRequestHeaders.Authorization = new("Bearer", "sk-manage");
            var hooks = JsonNode.Parse(
                await http.GetStringAsync(new Uri(Sanity.Address, "/v2025-02-19/hooks/projects/europroj"))
            )!;
            return
            [
                .. endpoints["data"]!.AsArray().Select(one => (string?)one!["url"]),
                .. hooks.AsArray().Select(one => (string?)one!["url"]),
            ];
        }

        public async ValueTask DisposeAsync()
        {
            await Stripe.DisposeAsync();
            await Sanity.DisposeAsync();
        }
    }
}
