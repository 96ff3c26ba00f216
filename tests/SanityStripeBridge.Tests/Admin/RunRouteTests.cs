using System.Net;
using System.Text.Json.Nodes;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;

namespace SanityStripeBridge.Tests.Admin;

public sealed class RunRouteTests
{
    [Fact]
    public async Task A_sync_is_answered_at_once_and_worked_on_the_server()
    {
        await using var shop = await AdminShop.WithNewMugAsync();

        var begun = await shop.PostAsync("sync", new { action = "sync" });

        begun.Status.Should().Be(HttpStatusCode.Accepted, begun.Text);
        var id = (string)begun.Json["runId"]!;
        await EndAsync(shop, id);
        var report = (await shop.GetAsync("runs/" + id)).Json;
        ((string?)report["state"]).Should().Be("done");
        ((int?)report["counts"]!["created"]).Should().Be(2);
        shop.World.StripeProduct("sanity_mug")["name"]!.GetValue<string>().Should().Be("Mug");
        (await shop.GetAsync("runs")).Items.Select(run => (string?)run["id"]).Should().Contain(id);
    }

    [Fact]
    public async Task One_call_syncs_one_product_and_tells_what_became_of_it_and_its_prices()
    {
        await using var shop = await AdminShop.WithNewMugAsync();
        await shop.World.CreateProductAsync("cup", "Cup");

        var made = Item(await shop.RunAsync(new { action = "sync", ids = new[] { "drafts.mug" } }), "mug");

        ((string?)made["result"]).Should().Be("created");
        ((string?)made["stripeId"]).Should().Be("sanity_mug");
        var price = made["prices"]!.AsArray().Should().ContainSingle().Subject!;
        ((string?)price["stripePriceId"]).Should().StartWith("price_");
        shop.World.StripeProducts().Should().ContainSingle("the cup was not asked for");

        var again = Item(await shop.RunAsync(new { action = "sync", ids = new[] { "mug" } }), "mug");
        ((string?)again["result"]).Should().Be("unchanged");
        again["prices"]!.AsArray().Should().ContainSingle();

        await shop.World.Sanity.Studio.SetAsync("mug", "name", "Beaker");
        shop.World.ClearLogs();
        var updated = Item(await shop.RunAsync(new { action = "sync", ids = new[] { "mug-once" } }), "mug");
        ((string?)updated["result"]).Should().Be("updated");
        shop.World.Calls.StripeWrites.Should().Be(1);
    }

    [Fact]
    public async Task An_unknown_id_makes_the_run_fail_with_the_reason()
    {
        await using var shop = await AdminShop.WithMugAsync();
        var report = await shop.RunAsync(new { action = "sync", ids = new[] { "nobody" } });
        ((string?)report["state"]).Should().Be("failed");
        ((string?)report["error"]!["code"]).Should().Be("not_found");
        shop.World.Calls.StripeWrites.Should().Be(0);
    }

    [Theory]
    [InlineData("""{"action":"validate"}""")]
    [InlineData("""{"action":"sync","dryRun":true}""")]
    [InlineData("""{"action":"backfill","from":"sanity","dryRun":true}""")]
    public async Task Looking_tells_the_plan_and_writes_nothing(string order)
    {
        await using var shop = await AdminShop.WithNewMugAsync();
        var report = await shop.RunAsync(JsonNode.Parse(order)!);
        ((string?)report["state"]).Should().Be("done");
        ((int?)report["plan"]!["counts"]!["create"]).Should().Be(2);
        shop.World.Calls.StripeWrites.Should().Be(0);
        shop.World.Calls.SanityWrites.Should().Be(0);
    }

    [Fact]
    public async Task Only_a_preview_counts_who_stays_on_a_replaced_price()
    {
        await using var shop = await AdminShop.OpenAsync();
        await shop.World.CreateProductAsync("plan", "Plan");
        await shop.World.CreatePriceAsync(
            "plan-monthly",
            "plan",
            900,
            ("type", "recurring"),
            ("interval", "month")
        );
        await shop.World.SettleAsync();
        var price = shop.World.Document("plan-monthly")!.Text("stripePriceId")!;
        await shop.World.Stripe.Dashboard.SubscribeAsync(price);
        await shop.World.Sanity.Studio.SetAsync("plan-monthly", "unitAmount", 1100);
        shop.World.ClearLogs();

        var report = await shop.RunAsync(new { action = "sync", dryRun = true });

        ((int?)report["plan"]!["changes"]![0]!["subscriptions"]!["live"]).Should().Be(1);
        Reads(shop).Should().Be(1);
        await shop.RunAsync(new { action = "validate" });
        await shop.RunAsync(new { action = "sync" });
        await shop.GetAsync("status");
        Reads(shop).Should().Be(1);

        static long Reads(AdminShop shop) =>
            shop.World.Stripe.Requests.Snapshot().ByRoute.GetValueOrDefault("GET /v1/subscriptions");
    }

    [Fact]
    public async Task A_direction_writes_to_one_side_only()
    {
        await using var shop = await AdminShop.WithMugAsync();
        await shop.World.Sanity.Studio.SetAsync("mug", "name", "Beaker");
        shop.World.ClearLogs();
        var report = await shop.RunAsync(new { action = "sync", direction = "to-sanity" });
        ((string?)report["state"]).Should().Be("done");
        shop.World.Calls.StripeWrites.Should().Be(0);
        await shop.RunAsync(
            new
            {
                action = "sync",
                direction = "to-stripe",
                forceUpdate = true,
            }
        );
        shop.World.StripeProduct("sanity_mug")["name"]!.GetValue<string>().Should().Be("Beaker");
    }

    [Fact]
    public async Task Backfill_makes_what_one_side_lacks()
    {
        await using var shop = await AdminShop.OpenAsync();
        await shop.World.Stripe.Dashboard.CreateProductAsync(new { name = "Poster" });
        var report = await shop.RunAsync(new { action = "backfill", from = "stripe" });
        ((int?)report["counts"]!["created"]).Should().Be(1);
        shop.World.Documents("product").Should().ContainSingle();
    }

    [Fact]
    public async Task A_catalogue_seeds_two_empty_sides_and_a_second_time_makes_nothing()
    {
        await using var shop = await AdminShop.OpenAsync();
        var order = new
        {
            action = "seed",
            catalogue = new
            {
                version = 1,
                products = new[]
                {
                    new
                    {
                        key = "mug",
                        name = "Mug",
                        prices = new[]
                        {
                            new
                            {
                                key = "eur",
                                currency = "eur",
                                type = "one_time",
                                unitAmount = 1900,
                            },
                        },
                    },
                },
            },
        };
        var report = await shop.RunAsync(order);
        ((string?)report["state"]).Should().Be("done", report.ToJsonString());
        ((string?)report["seed"]!["decision"]).Should().Be("create");
        shop.World.StripeProducts().Should().ContainSingle();
        shop.World.ClearLogs();
        var again = await shop.RunAsync(order);
        ((string?)again["state"]).Should().Be("done");
        shop.World.Calls.StripeWrites.Should().Be(0);
    }

    [Theory]
    [InlineData("""{"action":"destroy"}""", "action")]
    [InlineData("""{"action":"backfill"}""", "from")]
    [InlineData("""{"action":"sync","forceUpdate":true}""", "direction")]
    [InlineData("""{"action":"sync","dryRun":"yes"}""", "dryRun")]
    [InlineData("""{"action":"sync","ids":"mug"}""", "ids")]
    [InlineData("""{"action":"sync","ids":[1]}""", "ids")]
    [InlineData("""{"action":"sync","filter":"colour=red"}""", "filter")]
    [InlineData("""{"action":"seed"}""", "catalogue")]
    [InlineData("""{"action":"seed","catalogue":[]}""", "catalogue")]
    [InlineData("""{"action":"sync","action":"seed"}""", "$")]
    [InlineData("[]", "$")]
    [InlineData("{", "$")]
    public async Task A_bad_order_is_refused_and_the_field_is_named(string order, string field)
    {
        await using var shop = await AdminShop.OpenAsync();
        using var content = new StringContent(order, null, "application/json");
        var reply = await shop.SendAsync(HttpMethod.Post, "sync", content);
        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.Code.Should().Be("bad_request");
        reply.Json["errors"]!.AsObject().Select(error => error.Key).Should().Contain(field);
        (await shop.World.Memory.RunsAsync(10, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task While_paused_nothing_is_begun()
    {
        await using var shop = await AdminShop.WithMugAsync();
        (await shop.PostAsync("pause", new { reason = "stocktaking" })).Status.Should().Be(HttpStatusCode.OK);
        var refused = await shop.PostAsync("sync", new { action = "sync" });
        refused.Status.Should().Be(HttpStatusCode.Conflict);
        refused.Code.Should().Be("paused");
        (await shop.PostAsync("sync?wait=60", new { action = "validate" }))
            .Status.Should()
            .Be(HttpStatusCode.OK);
        (await shop.PostAsync("resume")).Status.Should().Be(HttpStatusCode.OK);
        (await shop.PostAsync("sync?wait=60", new { action = "sync" })).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_filled_sides_that_nobody_adopted_are_written_only_with_a_yes()
    {
        await using var shop = await AdminShop.OpenAsync();
        await shop.World.CreateProductAsync("mug", "Mug");
        await shop.World.Get<Standing>().SetAdoptedAsync(false, default);
        var refused = await shop.PostAsync("sync", new { action = "sync" });
        refused.Code.Should().Be("unadopted");
        await shop.RunAsync(new { action = "sync", confirm = true });
        shop.World.StripeProducts().Should().ContainSingle();
    }

    [Fact]
    public async Task Only_one_run_at_a_time_writes_and_the_other_is_told_its_id()
    {
        await using var shop = await AdminShop.WithMugAsync();
        var runs = shop.World.Get<BackgroundRuns>();
        var gate = new TaskCompletionSource();
        var first = await runs.BeginAsync("sync", true, (live, _) => WaitAsync(live, gate.Task), default);

        var refused = await shop.PostAsync("sync", new { action = "sync" });

        refused.Status.Should().Be(HttpStatusCode.Conflict);
        refused.Code.Should().Be("running");
        ((string?)refused.Json["runId"]).Should().Be(first.Record.Id);
        (await shop.RunAsync(new { action = "validate" }))["plan"]
            .Should()
            .NotBeNull("looking is always allowed");
        gate.SetResult();
        await first.End;
        (await shop.PostAsync("sync?wait=60", new { action = "sync" })).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_run_shows_how_far_it_has_come()
    {
        await using var shop = await AdminShop.WithMugAsync();
        var gate = new TaskCompletionSource();
        var run = await shop
            .World.Get<BackgroundRuns>()
            .BeginAsync(
                "sync",
                true,
                (live, _) =>
                {
                    live.Planned(2);
                    live.Worked(new("mug", [], null, "Stripe refused it"));
                    return WaitAsync(live, gate.Task);
                },
                default
            );
        var path = "runs/" + run.Record.Id;
        while ((int)(await shop.GetAsync(path)).Json["progress"]!["done"]! == 0)
            await Task.Yield();
        var live = (await shop.GetAsync(path)).Json;
        ((string?)live["state"]).Should().Be("running");
        live["endedAt"].Should().BeNull();
        ((int?)live["progress"]!["total"]).Should().Be(2);
        ((int?)live["counts"]!["errors"]).Should().Be(1);
        gate.SetResult();
        await run.End;
        ((string?)(await shop.GetAsync(path)).Json["state"]).Should().Be("done");
    }

    [Fact]
    public async Task A_run_outlives_its_caller()
    {
        await using var shop = await AdminShop.WithNewMugAsync();
        using var patience = new CancellationTokenSource();
        using var http = new HttpClient
        {
            DefaultRequestHeaders = { Authorization = new("Bearer", AdminShop.Token) },
        };
        shop.World.Stripe.Requests.Clear();
        var call = http.PostAsync(
            shop.World.Host.Urls.First() + "/api/admin/sync?wait=600",
            new StringContent("""{"action":"sync"}""", null, "application/json"),
            patience.Token
        );
        while (shop.World.Stripe.Requests.Reads == 0)
            await Task.Yield();
        await patience.CancelAsync();
        await FluentActions.Awaiting(() => call).Should().ThrowAsync<OperationCanceledException>();
        var id = (await shop.World.Memory.RunsAsync(1, default))[0].Id;
        await EndAsync(shop, id);
        shop.World.StripeProducts().Should().ContainSingle();
    }

    [Fact]
    public async Task A_run_that_a_crash_cut_off_is_failed_at_the_next_start()
    {
        await using var shop = await AdminShop.WithMugAsync();
        var cut = new RunRecord("01CUT", "sync", shop.World.Clock.GetUtcNow(), null, null);
        await shop.World.Memory.SaveRunAsync(cut, default);
        await shop.World.Memory.SetSettingAsync("writing_run", cut.Id, default);
        await shop.World.Memory.SetSettingAsync(
            "writing_run_turn",
            $"dead {shop.World.Clock.GetUtcNow().ToUnixTimeMilliseconds()}",
            default
        );
        (await shop.PostAsync("sync", new { action = "sync" })).Code.Should().Be("running");

        await shop.World.RestartAsync();

        var report = (await shop.GetAsync("runs/01CUT")).Json;
        ((string?)report["state"]).Should().Be("failed");
        ((string?)report["error"]!["code"]).Should().Be("cut_off");
        (await shop.PostAsync("sync?wait=60", new { action = "sync" })).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_end_of_the_service_ends_a_run_cleanly()
    {
        await using var shop = await AdminShop.WithMugAsync();
        var run = await shop
            .World.Get<BackgroundRuns>()
            .BeginAsync(
                "sync",
                true,
                async (_, cancel) =>
                {
                    await Task.Delay(Timeout.Infinite, cancel);
                    return [];
                },
                default
            );
        await shop.World.Host.StopAsync();
        var report = await run.End;
        ((string?)report["state"]).Should().Be("failed");
        ((string?)report["error"]!["code"]).Should().Be("cancelled");
        await shop.World.RestartAsync();
        (await shop.World.Memory.FindRunAsync(run.Record.Id, default))!.EndedAt.Should().NotBeNull();
    }

    [Fact]
    public async Task Runs_are_listed_in_pages()
    {
        await using var shop = await AdminShop.WithMugAsync();
        for (var i = 0; i < 3; i++)
            await shop.RunAsync(new { action = "validate" });
        var first = await shop.GetAsync("runs?limit=2");
        first.Items.Should().HaveCount(2);
        var second = await shop.GetAsync("runs?limit=2&cursor=" + (string)first.Json["next"]!);
        second.Items.Should().ContainSingle();
        second.Json["next"].Should().BeNull();
        (await shop.GetAsync("runs/nobody")).Status.Should().Be(HttpStatusCode.NotFound);
        (await shop.GetAsync("runs?limit=many")).Code.Should().Be("bad_request");
    }

    private static JsonNode Item(JsonObject report, string sanityId)
    {
        ((string?)report["state"]).Should().Be("done", report.ToJsonString());
        return report["items"]!.AsArray().Single(item => (string?)item!["sanityId"] == sanityId)!;
    }

    private static async Task<JsonObject> WaitAsync(LiveRun live, Task gate)
    {
        await gate;
        return RunReport.Empty(live.Record, "done", live.Record.StartedAt).ToJson();
    }

    private static async Task EndAsync(AdminShop shop, string id)
    {
        if (shop.World.Get<BackgroundRuns>().Find(id) is { } live)
            await live.End.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
