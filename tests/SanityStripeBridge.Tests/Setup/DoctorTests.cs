using System.Text.Json;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.Cli;

namespace SanityStripeBridge.Tests.Setup;

public sealed class DoctorTests
{
    private static readonly string[] Scopes =
    [
        "account_read",
        "product_write",
        "plan_write",
        "event_read",
        "webhook_read",
    ];

    [Fact]
    public async Task Without_any_settings_it_says_which_are_missing()
    {
        await using var shop = await HookShop.OpenAsync();
        foreach (
            var name in (string[])
                ["STRIPE_SECRET_KEY", "SANITY_PROJECT_ID", "SANITY_DATASET", "SANITY_API_TOKEN"]
        )
            shop.Cli.Environment[name] = null;

        var blank = await shop.DoctorAsync();

        blank.Exit.Should().Be(2);
        blank.ErrorCode.Should().Be("config");
        blank.Out.Should().Contain("STRIPE_SECRET_KEY").And.Contain("SANITY_API_TOKEN");
    }

    [Fact]
    public async Task A_healthy_installation_has_no_failure_and_every_line_a_name()
    {
        await using var shop = await HookShop.OpenAsync();
        await using var service = await ServedAsync(shop);

        var healthy = await shop.DoctorAsync();

        healthy.Exit.Should().Be(0, healthy.Out);
        Failures(healthy).Should().BeEmpty(healthy.Out);
        States(healthy)
            .Keys.Should()
            .Contain([
                "store",
                "store.disk",
                "service",
                "stripe.key",
                "stripe.version",
                "stripe.clock",
                "stripe.permissions",
                "sanity.token",
                "sanity.dataset",
                "sanity.version",
                "sanity.clock",
                "sanity.permissions",
                "stripe.webhook",
                "sanity.webhook",
                "stripe.signature",
                "stripe.receiver",
                "sanity.signature",
                "sanity.receiver",
                "pins",
                "mark",
                "stream.stripe",
                "stream.sanity",
                "schedule.catchup",
                "schedule.validate",
                "schedule.full",
                "writing",
                "inbox",
                "usage",
            ]);
        foreach (
            var check in (string[])
                ["stripe.webhook", "sanity.webhook", "stripe.receiver", "sanity.receiver", "service", "pins"]
        )
            States(healthy)[check].Should().Be("ok", healthy.Out);
        healthy.Out.Should().NotContain(shop.Cli.Environment["STRIPE_WEBHOOK_SECRET"]!);
        Line(healthy, "usage")
            .GetProperty("figures")
            .GetProperty("stripeReads")
            .GetInt64()
            .Should()
            .BePositive();
    }

    [Fact]
    public async Task It_writes_nothing_to_either_platform()
    {
        await using var shop = await HookShop.ReadyAsync();
        var documents = shop.Shop.Sanity.Dataset.Transactions.Count;
        var stripe = shop.Shop.Stripe.Requests.Writes;

        await shop.DoctorAsync();

        shop.Shop.Stripe.Requests.Writes.Should().Be(stripe);
        shop.Shop.Sanity.Dataset.Transactions.Should()
            .HaveCount(documents, "the token is tried with a dry run");
    }

    [Fact]
    public async Task People_read_one_line_each_with_the_remedy_below_and_live_mode_above()
    {
        await using var shop = await HookShop.OpenAsync();
        shop.Cli.Environment["STRIPE_SECRET_KEY"] = "sk_live_sandbox";

        var told = await shop.Cli.RunAsync("doctor");

        told.Exit.Should().Be(1);
        told.Out.Should()
            .StartWith("LIVE MODE")
            .And.Contain("failure stripe.webhook:")
            .And.Contain("→ run setup webhooks --url");
    }

    [Theory]
    [InlineData("account_read", "does not start", 1)]
    [InlineData("product_write", "products are not created", 1)]
    [InlineData("plan_write", "prices are not created", 1)]
    [InlineData("event_read", "catch-up", 1)]
    [InlineData("webhook_read", "only the doctor", 0)]
    public async Task Each_missing_permission_is_named_with_the_work_it_is_for(
        string missing,
        string work,
        int exit
    )
    {
        await using var shop = await HookShop.OpenAsync();
        await using var service = await ServedAsync(shop);
        // Write includes read: without it the key may still look.
        var reads =
            Scopes.Contains(missing) && missing.EndsWith("_write", StringComparison.Ordinal)
                ? [missing[..^5] + "read"]
                : Array.Empty<string>();
        await shop.Shop.Stripe.Dashboard.SetKeyAsync(
            "rk_test_narrow",
            Scopes.Except([missing]).Concat(reads)
        );
        shop.Cli.Environment["STRIPE_SECRET_KEY"] = "rk_test_narrow";

        var told = await shop.DoctorAsync();

        told.Exit.Should().Be(exit, told.Out);
        var line = Line(told, "stripe.permission." + missing);
        line.GetProperty("message").GetString().Should().Contain(missing).And.Contain(work);
        line.GetProperty("remedy").GetString().Should().Contain("Enabling");
        States(told)
            .Keys.Count(check => check.StartsWith("stripe.permission.", StringComparison.Ordinal))
            .Should()
            .Be(1);
    }

    [Fact]
    public async Task A_restricted_key_with_all_it_needs_is_well_and_nothing_is_made_by_asking()
    {
        await using var shop = await HookShop.ReadyAsync();
        await shop.Shop.Stripe.Dashboard.SetKeyAsync("rk_test_wide", Scopes);
        shop.Cli.Environment["STRIPE_SECRET_KEY"] = "rk_test_wide";

        var told = await shop.DoctorAsync();

        States(told)["stripe.permissions"].Should().Be("ok");
        shop.Shop.Stripe.State().GetProperty("products").GetArrayLength().Should().Be(0);
        shop.Shop.Stripe.State().GetProperty("events").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("STRIPE_SECRET_KEY", "sk_test_revoked", "stripe.key")]
    [InlineData("STRIPE_API_VERSION", "yesterday", "stripe.version")]
    [InlineData("STRIPE_ACCOUNT", "acct_1Nobody", "stripe.key")]
    [InlineData("STRIPE_API_BASE", "http://127.0.0.1:9", "stripe.key")]
    [InlineData("SANITY_API_BASE", "http://127.0.0.1:9", "sanity.token")]
    [InlineData("SANITY_API_TOKEN", "sk-unknown", "sanity.token")]
    [InlineData("SANITY_API_TOKEN", "sk-viewer", "sanity.permissions")]
    [InlineData("SANITY_DATASET", "elsewhere", "sanity.dataset")]
    [InlineData("STRIPE_WEBHOOK_SECRET", null, "stripe.signature")]
    [InlineData("SANITY_WEBHOOK_SECRET", null, "sanity.signature")]
    public async Task Each_broken_setting_is_a_failure_with_a_remedy(string name, string? value, string check)
    {
        await using var shop = await HookShop.ReadyAsync();
        shop.Cli.Environment[name] = value;

        var told = await shop.DoctorAsync();

        told.Exit.Should().Be(1);
        States(told).Should().Contain(check, "failure", told.Out);
        Line(told, check).GetProperty("remedy").GetString().Should().NotBeNullOrEmpty();
        if (value is not null && value.StartsWith("sk", StringComparison.Ordinal))
            (told.Out + told.Error).Should().NotContain(value);
    }

    [Theory]
    [InlineData("STRIPE_WEBHOOK_SECRET", "no-prefix", "stripe.signature")]
    [InlineData("SANITY_API_VERSION", "v2024-01-01", "sanity.version")]
    [InlineData("STRIPE_API_VERSION", "2026-08-26.dahlia", "stripe.version")]
    [InlineData("SANITY_MANAGE_TOKEN", null, "sanity.webhook")]
    [InlineData("BRIDGE_SCHEDULE_CATCHUP", "off", "schedule.catchup")]
    public async Task What_works_but_could_be_better_is_a_warning(string name, string? value, string check)
    {
        await using var shop = await HookShop.ReadyAsync();
        shop.Cli.Environment[name] = value;

        States(await shop.DoctorAsync()).Should().Contain(check, "warning");
    }

    [Fact]
    public async Task A_catch_up_every_minute_costs_more_than_is_free()
    {
        await using var shop = await HookShop.ReadyAsync();
        shop.Cli.Environment["BRIDGE_SCHEDULE_CATCHUP"] = "* * * * *";

        var usage = Line(await shop.DoctorAsync(), "usage");

        usage.GetProperty("state").GetString().Should().Be("warning");
        usage.GetProperty("figures").GetProperty("stripeReads").GetInt64().Should().BeGreaterThan(43_000);
    }

    [Fact, Trait("case", "41")]
    public async Task A_damaged_webhook_is_told_as_setup_would_repair_it()
    {
        await using var shop = await HookShop.ReadyAsync();
        var (endpoint, hook) = ((await shop.EndpointsAsync())[0], (await shop.HooksAsync())[0]);
        await shop.StripeAsync(
            HttpMethod.Post,
            "/v1/webhook_endpoints/" + (string)endpoint["id"]!,
            "disabled=true"
        );
        await shop.SanityAsync(
            HttpMethod.Patch,
            "/" + (string)hook["id"]!,
            new { rule = new { filter = "_type == 'product'" } }
        );

        var told = await shop.DoctorAsync();

        Line(told, "stripe.webhook").GetProperty("message").GetString().Should().Contain("disabled");
        Line(told, "sanity.webhook").GetProperty("message").GetString().Should().Contain("filter");
        Line(told, "sanity.webhook")
            .GetProperty("remedy")
            .GetString()
            .Should()
            .Contain("setup webhooks --url " + HookShop.Host);
        await shop.SetupAsync();
        States(await shop.DoctorAsync())
            .Should()
            .Contain("stripe.webhook", "ok")
            .And.Contain("sanity.webhook", "ok");
    }

    [Fact]
    public async Task A_service_with_another_secret_is_found_out_over_its_public_address()
    {
        await using var shop = await HookShop.OpenAsync();
        await using var service = await ServedAsync(shop);
        shop.Cli.Environment["STRIPE_WEBHOOK_SECRET"] = "whsec_another";

        var told = await shop.DoctorAsync();

        States(told).Should().Contain("stripe.receiver", "failure").And.Contain("sanity.receiver", "ok");
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_is_a_warning()
    {
        await using var shop = await HookShop.ReadyAsync(host: "http://localhost:9");
        States(await shop.DoctorAsync())
            .Should()
            .Contain("stripe.receiver", "warning")
            .And.Contain("service", "warning");
    }

    [Fact]
    public async Task Something_else_at_the_public_address_is_a_failure()
    {
        await using var shop = await HookShop.OpenAsync();
        var host = shop.Shop.Stripe.Address.GetLeftPart(UriPartial.Authority);
        await using var ready = await HookShop.ReadyAsync(host: host);
        States(await ready.DoctorAsync()).Should().Contain("sanity.receiver", "failure");
    }

    [Fact]
    public async Task Pulling_needs_no_webhook_and_no_secret()
    {
        await using var shop = await HookShop.OpenAsync();
        shop.Cli.Environment["BRIDGE_FEED"] = "pull";

        var told = await shop.DoctorAsync();

        told.Exit.Should().Be(0, told.Out);
        States(told).Should().Contain("webhooks", "ok").And.Contain("stream.stripe", "ok");
    }

    [Fact]
    public async Task A_store_of_a_newer_program_is_a_failure_and_the_platforms_are_looked_at_all_the_same()
    {
        await using var shop = await HookShop.ReadyAsync();
        await ClaimNewerAsync(shop);

        var told = await shop.DoctorAsync();

        told.Exit.Should().Be(1);
        States(told).Should().Contain("store", "failure").And.Contain("stripe.key", "ok");
        States(told).Should().NotContainKey("pins");
    }

    [Fact]
    public async Task A_store_that_is_none_is_a_failure()
    {
        await using var shop = await HookShop.ReadyAsync();
        var file = Path.Combine(shop.Cli.Directory, "letter.txt");
        await File.WriteAllTextAsync(
            file,
            "This is a letter, and no database at all. It goes on for a while."
        );
        shop.Cli.Environment["BRIDGE_STORE"] = "sqlite:" + file;

        var told = await shop.DoctorAsync();

        told.Exit.Should().Be(1);
        States(told).Should().Contain("store", "failure").And.Contain("sanity.token", "ok");
    }

    [Fact, Trait("case", "76"), Trait("case", "77")]
    public async Task Another_account_a_foreign_mark_and_a_pause_are_failures()
    {
        await using var shop = await HookShop.ReadyAsync();
        await shop.Shop.NewMugAsync();
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        await shop.Cli.RunAsync("pause");
        shop.Cli.Environment["STRIPE_SECRET_KEY"] = "sk_live_sandbox";

        var told = await shop.DoctorAsync();

        States(told)
            .Should()
            .Contain("pins", "failure")
            .And.Contain("mark", "failure")
            .And.Contain("writing", "failure");
        Line(told, "pins").GetProperty("remedy").GetString().Should().Contain("setup repin");
    }

    [Theory, Trait("case", "14")]
    [InlineData(30, "warning", "ok", 0)]
    [InlineData(400, "failure", "warning", 1)]
    [InlineData(4000, "failure", "failure", 1)]
    public async Task A_wrong_clock_is_measured_against_both_platforms(
        int seconds,
        string stripe,
        string sanity,
        int exit
    )
    {
        await using var shop = await HookShop.OpenAsync();
        await using var service = await ServedAsync(shop);
        shop.Shop.Stripe.Clock.Advance(TimeSpan.FromSeconds(seconds));
        shop.Shop.Sanity.Clock.Advance(TimeSpan.FromSeconds(seconds == 30 ? 0 : seconds));

        var told = await shop.DoctorAsync();

        States(told).Should().Contain("stripe.clock", stripe).And.Contain("sanity.clock", sanity);
        told.Exit.Should().Be(exit, told.Out);
    }

    [Fact]
    public async Task A_platform_that_stumbles_does_not_silence_the_other()
    {
        await using var shop = await HookShop.ReadyAsync();
        shop.Shop.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                Status = 500,
                Times = 100,
            }
        );

        var told = await shop.DoctorAsync();

        States(told).Should().Contain("stripe.key", "failure").And.Contain("sanity.permissions", "ok");
    }

    internal static async Task<Microsoft.AspNetCore.Builder.WebApplication> ServedAsync(HookShop shop)
    {
        shop.Cli.Environment["STRIPE_WEBHOOK_SECRET"] = "whsec_first";
        shop.Cli.Environment["SANITY_WEBHOOK_SECRET"] = "first";
        var port = FreePort();
        var made = await shop.SetupAsync("--url", $"http://127.0.0.1:{port}");
        shop.Cli.Environment["STRIPE_WEBHOOK_SECRET"] = made
            .Json.GetProperty("stripe")
            .GetProperty("secret")
            .GetString();
        return await shop.ServeAsync($"http://127.0.0.1:{port}");
    }

    internal static IReadOnlyDictionary<string, string> States(CliResult told) =>
        told
            .Json.GetProperty("lines")
            .EnumerateArray()
            .ToDictionary(
                line => line.GetProperty("check").GetString()!,
                line => line.GetProperty("state").GetString()!
            );

    internal static JsonElement Line(CliResult told, string check) =>
        told
            .Json.GetProperty("lines")
            .EnumerateArray()
            .Single(line => line.GetProperty("check").GetString() == check);

    private static IEnumerable<string> Failures(CliResult told) =>
        States(told).Where(line => line.Value == "failure").Select(line => line.Key);

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task ClaimNewerAsync(HookShop shop)
    {
        var file = Path.Combine(shop.Cli.Directory, "bridge.db");
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection(
            $"Data Source={file};Pooling=false"
        );
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "insert into schema_version (version, applied_at) values (999, 0)";
        await command.ExecuteNonQueryAsync();
    }
}
