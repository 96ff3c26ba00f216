using System.Net.Http.Json;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>What no webhook told.</summary>
public sealed class MissedCases
{
    [Fact, Trait("case", "22")]
    public async Task A_press_on_Sync_whose_webhook_was_lost_is_caught_up_and_answered_once()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Get<CatchUp>().RunAsync(default);
        await world.Sanity.Studio.RequestSyncAsync("mug");
        world.LoseDeliveries();
        world.ClearLogs();

        (await world.Get<CatchUp>().RunAsync(default)).Should().Be(1);

        world.Calls.Should().Be((1, 0, 1, 0), "it comes along with the scan");
        await world.SettleAsync();
        var companion = world.Document("stripeSync-mug")!;
        companion.Text("answered").Should().NotBeNull().And.Be(companion.Text("requestedAt"));
        world.LoseDeliveries();
        (await world.Get<CatchUp>().RunAsync(default)).Should().Be(0);
        (await world.Get<CatchUp>().CompareRevisionsAsync(default)).Should().Be(0);
    }

    [Fact, Trait("case", "22")]
    public async Task Edits_of_two_hours_without_webhooks_are_found_for_one_page_of_events_and_one_scan()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Get<CatchUp>().RunAsync(default);
        await EditBothSidesUnheardAsync(world);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.RestartAsync();
        world.ClearLogs();
        (await world.Get<CatchUp>().RunAsync(default)).Should().Be(2);
        world.Calls.Should().Be((1, 0, 1, 0), "pages of events since the cursor, one scan; no list");
        Paths(world).Should().BeEquivalentTo("/v1/events", "/v2025-02-19/data/query/production");
        await world.WorkAsync();
        world.NameInStripe().Should().Be("Cup");
        world.Document("mug")!.Text("description").Should().Be("Holds coffee");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "23")]
    public async Task Edits_of_five_days_without_webhooks_are_found_without_any_list()
    {
        await using var world = await Shop.WithMugAsync();
        await EditBothSidesUnheardAsync(world);
        world.Clock.Advance(TimeSpan.FromDays(5));
        await world.RestartAsync();
        world.ClearLogs();
        await world.Get<Schedules>().BeginAsync(default);
        await world.Get<Schedules>().RunDueAsync(default);
        await world.WorkAsync();
        world.NameInStripe().Should().Be("Cup");
        world.Document("mug")!.Text("description").Should().Be("Holds coffee");
        Paths(world).Should().NotContain("/v1/products");
        (await world.Get<Standing>().FullRunWantedAsync(default)).Should().BeNull();
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "23")]
    public async Task After_more_days_than_Stripe_keeps_events_everything_is_compared_once()
    {
        await using var world = await Shop.WithMugAsync(("BRIDGE_SCHEDULE_FULL", "off"));
        await world.Get<Schedules>().RunDueAsync(default);
        await EditBothSidesUnheardAsync(world);
        world.Clock.Advance(TimeSpan.FromDays(31));
        await world.RestartAsync();
        world.ClearLogs();
        await world.Get<Schedules>().BeginAsync(default);
        (await world.Get<Standing>().FullRunWantedAsync(default)).Should().Contain("31 days");
        await world.WorkAsync();
        await world.Get<Schedules>().RunDueAsync(default);
        await world.WorkAsync();
        world.NameInStripe().Should().Be("Cup");
        world.Document("mug")!.Text("description").Should().Be("Holds coffee");
        Paths(world).Should().Contain("/v1/products");
        world.ClearLogs();
        await world.Get<Schedules>().RunDueAsync(default);
        Paths(world).Should().NotContain("/v1/products", "it was wanted once");
        (await world.Memory.RunsAsync(10, default))
            .Should()
            .ContainSingle(run => run.Kind == "full")
            .Which.Result.Should()
            .Contain("done");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "23")]
    public async Task A_quiet_account_is_no_gap_however_old_its_newest_event_is()
    {
        await using var world = await Shop.WithMugAsync();
        for (var day = 0; day < 40; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            await world.Get<CatchUp>().RunAsync(default);
        }
        (await world.Get<Standing>().FullRunWantedAsync(default)).Should().BeNull();
        world.Calls.Should().Be((40, 0, 40, 0));
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "24")]
    public async Task Events_of_one_second_of_which_half_were_taken_in_before_a_crash_are_all_worked_once()
    {
        await using var world = await Shop.WithMugAsync();
        await world.CreateProductAsync("pot", "Pot");
        await world.SettleAsync();
        var before = (await world.InboxAsync()).Count;
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Cup" });
        await world.Stripe.Dashboard.EditProductAsync("sanity_pot", new { name = "Kettle" });
        world.LoseDeliveries();
        await foreach (
            var item in world
                .Get<IStripeSide>()
                .ListEventsAsync(world.Clock.GetUtcNow() - TimeSpan.FromSeconds(5), default)
        )
            if (item.GetProperty("data").GetProperty("object").GetProperty("id").GetString() == Shop.Mug)
                await world.Get<IStripeDoor>().AdmitAsync(item, default);
        await world.RestartAsync();
        world.ClearLogs();
        await world.Get<CatchUp>().RunAsync(default);
        (await world.InboxAsync()).Should().HaveCount(before + 2);
        await world.WorkAsync();
        world.Document("mug")!.Text("name").Should().Be("Cup");
        world.Document("pot")!.Text("name").Should().Be("Kettle");
        world
            .Calls.Should()
            .Be((2, 0, 2, 2), "a page and a scan, one look at both products, and a write for each");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "25")]
    public async Task Edits_during_a_long_full_run_are_found_by_the_next_catch_up()
    {
        await using var world = await Shop.WithMugAsync();
        world.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.ActAfter,
                Method = "GET",
                PathPrefix = "/v1/products",
                Act = async _ =>
                {
                    await EditBothSidesUnheardAsync(world);
                    world.Clock.Advance(TimeSpan.FromMinutes(30));
                },
            }
        );
        await world.Get<ScheduledRun>().RunAsync("test", new(), default);
        await world.WorkAsync();
        world.ClearLogs();
        await world.Get<CatchUp>().RunAsync(default);
        await world.WorkAsync();
        world.NameInStripe().Should().Be("Cup");
        world.Document("mug")!.Text("description").Should().Be("Holds coffee");
        world.Calls.StripeReads.Should().BeLessThanOrEqualTo(3);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "25")]
    public async Task A_scan_that_took_long_leaves_its_cursor_as_far_behind_as_it_took()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Get<CatchUp>().CompareRevisionsAsync(default);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        world.LoseDeliveries();
        var shown = DateTimeOffset.Parse(
            world.Document("mug")!.Text("_updatedAt")!,
            System.Globalization.CultureInfo.InvariantCulture
        );
        world.Sanity.Faults.Add(
            new()
            {
                Kind = FaultKind.ActAfter,
                PathPrefix = "/v2025-02-19/data/query",
                Act = _ =>
                {
                    world.Clock.Advance(TimeSpan.FromMinutes(20));
                    return Task.CompletedTask;
                },
            }
        );
        await world.Get<CatchUp>().RunAsync(default);
        var cursor = DateTimeOffset.Parse(
            (await world.Memory.GetSettingAsync("sanity_cursor", default))!,
            System.Globalization.CultureInfo.InvariantCulture
        );
        cursor.Should().BeOnOrBefore(shown - TimeSpan.FromMinutes(20));
        await world.WorkAsync();
        world.NameInStripe().Should().Be("Cup");
        world
            .Calls.Should()
            .Be(
                (2, 1, 4, 0),
                "a page, the comparison before, the scan and its repetition, and the work itself"
            );
    }

    [Fact, Trait("case", "26")]
    public async Task What_a_list_leaves_out_is_confirmed_by_id_before_it_counts_as_gone()
    {
        await using var world = await Shop.WithMugAsync();
        foreach (var path in new[] { "/v1/products", "/v1/prices" })
            world.Stripe.Faults.Add(
                new()
                {
                    Kind = FaultKind.Respond,
                    Method = "GET",
                    PathPrefix = path,
                    Status = 200,
                    Times = path == "/v1/prices" ? 2 : 1,
                    Body = """{"object":"list","url":"/v1/products","has_more":false,"data":[]}""",
                }
            );
        world.Sanity.Faults.Add(EmptyQuery());
        var plan = await world.PlanAsync();
        plan.Changes.Should().BeEmpty();
        plan.Families.SelectMany(family => family.Links)
            .Should()
            .NotContain(link => link.State != LinkState.Linked);
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(0);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "27")]
    public async Task More_than_a_default_page_and_inactive_objects_are_all_listed()
    {
        await using var world = await BridgeWorld.StartAsync(FillStripeAsync);
        var stock = (await world.PlanAsync()).Stock;
        stock.Counts.StripeProducts.Should().Be(15);
        stock.Counts.StripePrices.Should().Be(15);
        stock.Counts.ActiveStripePrices.Should().BeLessThan(15);
        stock.Looks.Values.Sum(look => look.Prices.Count).Should().Be(15);
        world.Calls.StripeReads.Should().Be(3, "products, active prices, inactive prices");
        world.Calls.StripeWrites.Should().Be(0);

        static async Task FillStripeAsync(BridgeWorld world)
        {
            for (var i = 0; i < 15; i++)
            {
                await world.Stripe.Dashboard.CreateProductAsync(
                    new { id = "prod_" + i, name = "Product " + i }
                );
                await world.Stripe.Dashboard.CreatePriceAsync(
                    new
                    {
                        product = "prod_" + i,
                        currency = "eur",
                        unit_amount = 100 + i,
                        active = i % 2 == 0,
                    }
                );
            }
            await world.Stripe.Dashboard.ArchiveProductAsync("prod_3");
        }
    }

    [Fact, Trait("case", "41")]
    public async Task What_happened_while_the_webhooks_were_disabled_is_found_after_they_are_enabled_again()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Get<CatchUp>().RunAsync(default);
        await EnableHooksAsync(world, false);
        await EditBothSidesAsync(world);
        (world.Stripe.Deliveries.Pending.Count + world.Sanity.Deliveries.Pending.Count).Should().Be(0);
        await EnableHooksAsync(world, true);
        world.ClearLogs();
        (await world.Get<CatchUp>().RunAsync(default)).Should().Be(2);
        world.Calls.Should().Be((1, 0, 1, 0));
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Cup");
        world.Document("mug")!.Text("description").Should().Be("Holds coffee");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "14")]
    public async Task Clocks_that_differ_by_hours_lose_and_repeat_nothing()
    {
        await using var world = await BridgeWorld.StartAsync(world =>
        {
            world.Stripe.Clock.Advance(TimeSpan.FromHours(3));
            world.Sanity.Clock.Advance(TimeSpan.FromHours(7));
            return Task.CompletedTask;
        });
        await world.CreateMugAsync();
        await CatchUpAndWorkAsync(world);
        await EditBothSidesUnheardAsync(world);
        world.ClearLogs();
        await CatchUpAndWorkAsync(world);
        world.NameInStripe().Should().Be("Cup");
        world.Document("mug")!.Text("description").Should().Be("Holds coffee");
        world.LoseDeliveries();
        world.ClearLogs();
        await CatchUpAndWorkAsync(world);
        world.Calls.Should().Be((1, 0, 1, 0), "nothing comes twice");
    }

    [Fact, Trait("case", "123")]
    public async Task An_import_of_documents_that_bear_an_old_time_is_found_by_comparing_revisions()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Get<CatchUp>().RunAsync(default);
        await ImportAsync(world, "plate", "2020-01-01T00:00:00Z");
        world.LoseDeliveries();
        world.ClearLogs();
        (await world.Get<CatchUp>().RunAsync(default)).Should().Be(0, "its time is years before the cursor");
        (await world.Get<CatchUp>().CompareRevisionsAsync(default)).Should().Be(1);
        world.Calls.Should().Be((1, 0, 2, 0));
        await world.SettleAsync();
        ((string)world.StripeProduct("sanity_plate")["name"]!).Should().Be("Plate");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_deletion_that_nobody_told_of_is_found_by_comparing_revisions_and_confirmed_by_id()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.DeleteAsync("mug");
        world.LoseDeliveries();
        world.ClearLogs();
        (await world.Get<CatchUp>().CompareRevisionsAsync(default)).Should().Be(1);
        world.Calls.Should().Be((0, 0, 2, 0), "the list, and one read by id");
        await world.SettleAsync();
        ((bool)world.StripeProduct(Shop.Mug)["active"]!).Should().BeFalse();
        (await world.Memory.CountDangerousAsync(DateTimeOffset.UnixEpoch, default))
            .Should()
            .Be(2, "inferred counts double");
        await world.ShouldAgreeAsync();
    }

    internal static Fault EmptyQuery() =>
        new()
        {
            Kind = FaultKind.Respond,
            Method = "GET",
            PathPrefix = "/v2025-02-19/data/query",
            Status = 200,
            Body = """{"query":"","ms":1,"result":[]}""",
        };

    private static async Task CatchUpAndWorkAsync(BridgeWorld world)
    {
        world.LoseDeliveries();
        await world.Get<CatchUp>().RunAsync(default);
        await world.WorkAsync();
    }

    private static async Task EditBothSidesUnheardAsync(BridgeWorld world)
    {
        await EditBothSidesAsync(world);
        world.LoseDeliveries();
    }

    private static async Task EditBothSidesAsync(BridgeWorld world)
    {
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { description = "Holds coffee" });
    }

    private static IEnumerable<string> Paths(BridgeWorld world) =>
        world.Stripe.Requests.All.Concat(world.Sanity.Requests.All).Select(request => request.Path);

    private static async Task EnableHooksAsync(BridgeWorld world, bool enabled)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "sk_test_sandbox");
        using var form = new FormUrlEncodedContent([new("disabled", enabled ? "false" : "true")]);
        var endpoint = new Uri(world.Stripe.Address, "/v1/webhook_endpoints/" + world.Hooks.Stripe);
        (await http.PostAsync(endpoint, form)).EnsureSuccessStatusCode();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "sk-manage");
        var hook = new Uri(
            world.Sanity.Address,
            "/v2021-10-04/hooks/projects/demoproj/" + world.Hooks.Sanity
        );
        (await http.PatchAsJsonAsync(hook, new { isDisabledByUser = !enabled })).EnsureSuccessStatusCode();
    }

    private static async Task ImportAsync(BridgeWorld world, string id, string updatedAt)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "sk-editor");
        var create = new Dictionary<string, object>
        {
            ["_id"] = id,
            ["_type"] = "product",
            ["_updatedAt"] = updatedAt,
            ["_createdAt"] = updatedAt,
            ["name"] = "Plate",
        };
        var address = new Uri(world.Sanity.Address, "/v2025-02-19/data/mutate/production");
        var answer = await http.PostAsJsonAsync(address, new { mutations = new[] { new { create } } });
        answer.EnsureSuccessStatusCode();
        world.Document(id)!.Text("_updatedAt").Should().StartWith("2020");
    }
}
