using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Sandbox.Faults;

namespace SanityStripeBridge.Tests.Cli;

/// <summary>Ctrl-C and the service manager's stop, as real processes get them.</summary>
public sealed class SignalTests
{
    /// <summary>The contract's.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(BridgeProcess.Interrupt)]
    [InlineData(BridgeProcess.Terminate)]
    public async Task A_sync_that_is_stopped_says_how_far_it_came_and_the_next_one_makes_the_rest_once(
        string signal
    )
    {
        await using var shop = await CliShop.OpenAsync();
        for (var i = 0; i < 60; i++)
            await NewCardAsync(shop, i);
        await using var sync = BridgeProcess.Start(shop.Cli, "sync", "--yes");

        await sync.LineAsync("sync 3/60");
        var stopped = await sync.SignalAsync(signal);

        stopped.Exit.Should().Be(1);
        stopped.Took.Should().BeLessThan(Prompt);
        stopped
            .Error.Should()
            .MatchRegex("Stopped after [0-9]+ of 60; what was begun is finished by the next run");
        shop.StripeProducts().Should().HaveCountGreaterThan(2).And.HaveCountLessThan(60);

        var finished = await shop.Cli.RunAsync("sync", "--yes");

        finished.Exit.Should().Be(0, finished.Out);
        shop.StripeProducts().Should().HaveCount(60);
        shop.StripePrices().Should().HaveCount(60);
        (await shop.Cli.RunAsync("validate")).Exit.Should().Be(0);
    }

    [Fact]
    public async Task A_stop_between_a_write_and_its_answer_leaves_one_product_after_the_next_run()
    {
        await using var shop = await CliShop.OpenAsync();
        await NewCardAsync(shop, 0);
        var made = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        shop.Stripe.Faults.Add(
            new Fault
            {
                Kind = FaultKind.ActAfter,
                Method = "POST",
                PathPrefix = "/v1/products",
                Act = _ =>
                {
                    made.SetResult();
                    return ended.Task;
                },
            }
        );
        await using var sync = BridgeProcess.Start(shop.Cli, "sync", "--yes");
        await made.Task;

        var stopped = await sync.SignalAsync(BridgeProcess.Interrupt);
        ended.SetResult();
        shop.ClearLogs();
        var finished = await shop.Cli.RunAsync("sync", "--yes");

        stopped.Exit.Should().Be(1);
        stopped.Took.Should().BeLessThan(Prompt);
        finished.Exit.Should().Be(0);
        shop.StripeProducts().Should().ContainSingle();
        shop.StripePrices().Should().ContainSingle();
        shop.Document("card-00")!["stripeProductId"]!.GetValue<string>().Should().Be("sanity_card-00");
        (await shop.Cli.RunAsync("validate")).Exit.Should().Be(0);
    }

    [Theory]
    [InlineData(BridgeProcess.Interrupt)]
    [InlineData(BridgeProcess.Terminate)]
    public async Task The_service_ends_promptly_and_well(string signal)
    {
        await using var shop = await CliShop.WithMugAsync();
        shop.Cli.Environment["STRIPE_WEBHOOK_SECRET"] = "whsec_signals";
        shop.Cli.Environment["SANITY_WEBHOOK_SECRET"] = "signals";
        await using var serve = BridgeProcess.Start(shop.Cli, "serve", "--urls", "http://127.0.0.1:0");
        await serve.LoggedAsync("Now listening on: ");

        var ended = await serve.SignalAsync(signal);

        ended.Exit.Should().Be(0);
        ended.Took.Should().BeLessThan(Prompt);
        (await shop.Cli.RunAsync("doctor", "--json"))
            .Json.GetProperty("lines")
            .EnumerateArray()
            .Single(line => line.GetProperty("check").GetString() == "service")
            .GetProperty("message")
            .GetString()
            .Should()
            .Be("no bridge is serving this store");
    }

    [Fact]
    public async Task The_demo_gives_a_token_and_settings_that_work_and_leaves_nothing_behind()
    {
        using var cli = new CliRun();
        cli.Environment.Clear();
        await using var demo = BridgeProcess.Start(cli, "demo", "--json");

        var told = await demo.DocumentAsync();
        var folder = told.GetProperty("folder").GetString()!;
        using var http = new HttpClient { BaseAddress = new(told.GetProperty("bridge").GetString()!) };
        var status = new Uri("/api/admin/status", UriKind.Relative);
        using var stranger = await http.GetAsync(status);
        http.DefaultRequestHeaders.Authorization = new("Bearer", told.GetProperty("adminToken").GetString());
        using var admin = await http.GetAsync(status);
        var verb = await new CliRun(folder).RunAsync("doctor", "--json");
        var ended = await demo.SignalAsync(BridgeProcess.Interrupt);

        stranger.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        admin.StatusCode.Should().Be(HttpStatusCode.OK);
        verb.Json.GetProperty("counts").GetProperty("failure").GetInt32().Should().Be(0, verb.Out);
        ended.Exit.Should().Be(0);
        ended.Took.Should().BeLessThan(Prompt);
        Directory.Exists(folder).Should().BeFalse();
    }

    [Fact]
    public async Task Ctrl_C_instead_of_an_answer_writes_nothing()
    {
        await using var shop = await CliShop.OpenAsync();
        await NewCardAsync(shop, 0);
        using var control = new CancellationTokenSource();
        using var asked = new PersonWhoPressesCtrlC(control);

        var result = await shop.Cli.RunAsync(asked, control.Token, "sync");

        result.Exit.Should().Be(1);
        result.Error.Should().Contain("Nothing was written");
        shop.StripeProducts().Should().BeEmpty();
    }

    private static async Task NewCardAsync(CliShop shop, int number)
    {
        var id = $"card-{number.ToString("00", CultureInfo.InvariantCulture)}";
        await shop.Sanity.Studio.CreatePublishedAsync(
            id + "-once",
            "price",
            new JsonObject
            {
                ["product"] = SanityPatch.WeakReference(id),
                ["currency"] = "eur",
                ["unitAmount"] = 300,
            }
        );
        await shop.Sanity.Studio.CreatePublishedAsync(
            id,
            "product",
            new JsonObject { ["name"] = "Card " + id }
        );
    }

    /// <summary>Reads the question and never answers: a line at the terminal has no end then.</summary>
    private sealed class PersonWhoPressesCtrlC(CancellationTokenSource control) : TextReader
    {
        private readonly ManualResetEventSlim _never = new();

        public override string? ReadLine()
        {
            control.Cancel();
            _never.Wait(TimeSpan.FromMinutes(2));
            return null;
        }

        protected override void Dispose(bool disposing)
        {
            _never.Set();
            _never.Dispose();
            base.Dispose(disposing);
        }
    }
}
