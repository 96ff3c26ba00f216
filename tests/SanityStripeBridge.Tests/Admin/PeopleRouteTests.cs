using System.Net;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Tests.Admin;

public sealed class PeopleRouteTests
{
    [Fact]
    public async Task Status_has_the_verbs_shape_and_costs_one_comparison()
    {
        await using var shop = await AdminShop.WithMugAsync();
        var reply = await shop.GetAsync("status");
        reply.Status.Should().Be(HttpStatusCode.OK, reply.Text);
        ((string?)reply.Json["state"]).Should().Be("synced");
        ((string?)reply.Json["bridge"]).Should().Be("default");
        ((int?)reply.Json["linked"]!["prices"]).Should().Be(1);
        shop.World.Calls.StripeWrites.Should().Be(0);
        shop.World.Calls.SanityWrites.Should().Be(0);
        shop.World.Calls.StripeReads.Should().BeLessThanOrEqualTo(4);
    }

    [Fact]
    public async Task Status_tells_each_projects_products_and_how_runs_and_schedules_went()
    {
        await using var shop = await AdminShop.WithMugAsync();
        await shop.World.CreateProductAsync("shirt", "Shirt", ("project", "merch"));
        await shop.World.CreateProductAsync("cap", "Cap", ("project", "merch"));
        await shop.World.SettleAsync();
        shop.World.Clock.Advance(TimeSpan.FromHours(30));
        await shop.World.Sanity.Studio.SetAsync("cap", "name", "Hat");
        await shop.World.SettleAsync();
        await shop.RunAsync(new { action = "sync" });
        await shop.RunAsync(new { action = "sync", ids = new[] { "nobody" } });

        var status = (await shop.GetAsync("status")).Json;

        var merch = status["projects"]!.AsArray().Single(one => (string?)one!["project"] == "merch")!;
        ((int?)merch["products"]).Should().Be(2);
        ((int?)merch["syncedLastDay"]).Should().Be(1);
        ((string?)merch["lastSyncAt"]).Should().StartWith("2026-11-21");
        status["projects"]!.AsArray().Should().Contain(one => one!["project"] == null);
        ((int?)status["runFigures"]!["count"]).Should().Be(2);
        ((double?)status["runFigures"]!["successRate"]).Should().Be(0.5);
        status["schedules"]!
            .AsArray()
            .Select(one => (string?)one!["name"])
            .Should()
            .Equal("catchup", "validate", "full");
    }

    [Fact]
    public async Task A_conflict_is_listed_and_resolved_and_the_decision_is_in_the_audit_trail()
    {
        await using var shop = await AdminShop.WithMugAsync(("BRIDGE_POLICY_CONFLICT", "hold"));
        var conflict = await DisagreeAsync(shop);

        var stale = await shop.PostAsync(
            $"conflicts/{conflict["id"]}/resolve",
            new { keep = "stripe", expect = new { sanity = "Cup", stripe = "Bowl" } }
        );
        stale.Status.Should().Be(HttpStatusCode.Conflict);
        stale.Code.Should().Be("changed");
        ((string?)stale.Json["stripe"]).Should().Be("Beaker");

        var done = await shop.PostAsync(
            $"conflicts/{conflict["id"]}/resolve",
            new { keep = "stripe", expect = new { sanity = "Cup", stripe = "Beaker" } }
        );
        done.Status.Should().Be(HttpStatusCode.OK, done.Text);
        ((string?)done.Json["state"]).Should().Be("resolved");
        ((string?)done.Json["winner"]).Should().Be("stripe");
        shop.World.Document("mug")!.Text("name").Should().Be("Beaker");
        (await shop.GetAsync("conflicts")).Items.Should().BeEmpty();
        (await shop.GetAsync("conflicts?state=resolved")).Items.Should().ContainSingle();
        var note = (await shop.GetAsync("changes?id=mug")).Items[0];
        ((string?)note["actor"]).Should().StartWith("admin API");
        ((string?)note["because"]).Should().Contain("stripe was kept");
    }

    [Fact]
    public async Task A_value_of_ones_own_is_written_to_both_sides()
    {
        await using var shop = await AdminShop.WithMugAsync(("BRIDGE_POLICY_CONFLICT", "hold"));
        var conflict = await DisagreeAsync(shop);
        var done = await shop.PostAsync(
            $"conflicts/{conflict["id"]}/resolve",
            new { keep = "value", value = "Goblet" }
        );
        done.Status.Should().Be(HttpStatusCode.OK, done.Text);
        shop.World.Document("mug")!.Text("name").Should().Be("Goblet");
        ((string?)shop.World.StripeProduct("sanity_mug")["name"]).Should().Be("Goblet");
    }

    [Fact]
    public async Task A_value_that_changed_behind_the_record_is_no_agreement()
    {
        await using var shop = await AdminShop.WithMugAsync(("BRIDGE_POLICY_CONFLICT", "hold"));
        var conflict = await DisagreeAsync(shop);
        await shop.World.Sanity.Studio.SetAsync("mug", "name", "Tankard");
        var late = await shop.PostAsync($"conflicts/{conflict["id"]}/resolve", new { keep = "sanity" });
        late.Status.Should().Be(HttpStatusCode.Conflict);
        ((string?)late.Json["sanity"]).Should().Be("Tankard");
    }

    [Theory]
    [InlineData("""{}""", "keep")]
    [InlineData("""{"keep":"both"}""", "keep")]
    [InlineData("""{"keep":"value"}""", "value")]
    [InlineData("""{"keep":"sanity","expect":"Cup"}""", "expect")]
    public async Task A_bad_decision_is_refused_and_the_field_is_named(string body, string field)
    {
        await using var shop = await AdminShop.WithMugAsync(("BRIDGE_POLICY_CONFLICT", "hold"));
        var conflict = await DisagreeAsync(shop);
        var reply = await shop.PostAsync($"conflicts/{conflict["id"]}/resolve", JsonNode.Parse(body));
        reply.Code.Should().Be("bad_request");
        reply.Json["errors"]!.AsObject().Should().ContainKey(field);
    }

    [Fact]
    public async Task What_is_held_is_listed_and_released()
    {
        await using var shop = await AdminShop.WithMugAsync();
        shop.World.Configuration["BRIDGE_BRAKE"] = "0,0%,0";
        shop.World.Configuration.Reload();
        await shop.World.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        await shop.World.SettleAsync();
        var held = (await shop.GetAsync("held")).Items.Should().ContainSingle().Subject;
        ((string?)held["family"]).Should().Be("mug");

        var released = await shop.PostAsync("held/release", new { ids = new[] { "mug-once" } });

        ((int?)released.Json["released"]).Should().BeGreaterThan(0);
        await shop.World.SettleAsync();
        shop.World.StripePrices().Select(price => (long)price["unit_amount"]!).Should().Contain(2500);
        (await shop.GetAsync("held")).Items.Should().BeEmpty();
        (await shop.PostAsync("held/release", new { ids = new[] { "nobody" } }))
            .Status.Should()
            .Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Deliveries_are_listed_shown_replayed_and_discarded()
    {
        await using var shop = await AdminShop.WithMugAsync();
        var first = await shop.GetAsync("inbox?limit=1");
        var delivery = first.Items.Should().ContainSingle().Subject;
        first.Json["next"].Should().NotBeNull();
        (await shop.GetAsync($"inbox?limit=1&cursor={first.Json["next"]}")).Items[0]["id"]!
            .GetValue<long>()
            .Should()
            .BeLessThan((long)delivery["id"]!);
        (await shop.GetAsync($"inbox/{delivery["id"]}")).Json["body"].Should().NotBeNull();
        (await shop.GetAsync("inbox?state=dead")).Items.Should().BeEmpty();
        (await shop.GetAsync("inbox?state=lost")).Code.Should().Be("bad_request");

        var replayed = await shop.PostAsync($"inbox/{delivery["id"]}/replay");
        ((string?)replayed.Json["state"]).Should().Be("received");
        await shop.World.SettleAsync();
        var refused = await shop.PostAsync($"inbox/{delivery["id"]}/discard");
        refused.Status.Should().Be(HttpStatusCode.Conflict);
        refused.Code.Should().Be("not_allowed");
        (await shop.PostAsync("inbox/999999/discard")).Status.Should().Be(HttpStatusCode.NotFound);
        (await shop.PostAsync("inbox/abc/replay")).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Products_show_both_sides_values_their_state_and_where_to_find_them()
    {
        await using var shop = await AdminShop.WithMugAsync(("SANITY_STUDIO_URL", "https://studio.example"));
        await shop.World.CreateProductAsync("cup", "Cup");
        await shop.World.Sanity.Studio.SetAsync("mug", "name", "Big mug");
        shop.World.ClearLogs();

        var all = await shop.GetAsync("products");

        all.Items.Select(item => (string?)item["family"]).Should().Equal("cup", "mug");
        var mug = all.Items[1];
        ((string?)mug["sanity"]!["name"]).Should().Be("Big mug");
        ((string?)mug["stripe"]!["name"]).Should().Be("Mug");
        mug["state"]!.AsArray().Select(word => (string)word!).Should().Equal("linked", "drift");
        ((string?)mug["links"]!["studio"]).Should().Be("https://studio.example/intent/edit/id=mug");
        ((string?)mug["links"]!["dashboard"]).Should().EndWith("/products/sanity_mug");
        var price = mug["prices"]!.AsArray().Should().ContainSingle().Subject!;
        ((long?)price["sanity"]!["unitAmount"]).Should().Be((long?)price["stripe"]!["unitAmount"]);
        all.Items[0]["stripe"].Should().BeNull();
        shop.World.Calls.StripeWrites.Should().Be(0);
        shop.World.Calls.SanityWrites.Should().Be(0);

        (await shop.GetAsync("products?search=big")).Items.Should().ContainSingle();
        (await shop.GetAsync("products?search=SANITY_MUG")).Items.Should().ContainSingle();
        (await shop.GetAsync("products?search=nothing")).Items.Should().BeEmpty();
        (await shop.GetAsync("products?state=drift"))
            .Items.Select(item => (string?)item["family"])
            .Should()
            .Contain("mug");
        (await shop.GetAsync("products?state=broken")).Code.Should().Be("bad_request");
        var first = await shop.GetAsync("products?limit=1");
        ((string?)first.Json["next"]).Should().Be("2");
        var second = await shop.GetAsync("products?limit=1&page=2");
        ((string?)second.Items[0]["family"]).Should().Be("mug");
        second.Json["next"].Should().BeNull();
    }

    [Theory]
    [InlineData("mug-once")]
    [InlineData("sanity_mug")]
    public async Task Why_tells_the_story_of_the_family(string id)
    {
        await using var shop = await AdminShop.WithMugAsync();
        var story = await shop.GetAsync("why/" + id);
        ((string?)story.Json["family"]).Should().Be("mug");
        story.Items.Should().Contain(line => ((string)line["text"]!).Contains("written to Stripe"));
        (await shop.GetAsync("why/nobody")).Status.Should().Be(HttpStatusCode.NotFound);
        shop.World.Calls.Should().Be((0, 0, 0, 0));
    }

    [Fact]
    public async Task A_change_is_listed_and_taken_back()
    {
        await using var shop = await AdminShop.WithMugAsync();
        await shop.World.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await shop.World.SettleAsync();
        var change = (await shop.GetAsync("changes?id=mug")).Items.First(item =>
            (string?)item["side"] == "stripe"
        );
        ((string?)change["fields"]![0]!["to"]).Should().Be("Cup");
        shop.World.ClearLogs();

        var looked = await shop.PostAsync($"changes/{change["id"]}/undo?wait=60", new { dryRun = true });
        looked.Json["plan"]!["changes"]!.AsArray().Should().NotBeEmpty();
        shop.World.Calls.StripeWrites.Should().Be(0);
        var undone = await shop.PostAsync($"changes/{change["id"]}/undo?wait=60");

        ((string?)undone.Json["state"]).Should().Be("done", undone.Text);
        undone.Json["left"]!.AsArray().Should().BeEmpty();
        shop.World.Document("mug")!.Text("name").Should().Be("Mug");
        ((string?)shop.World.StripeProduct("sanity_mug")["name"]).Should().Be("Mug");
        shop.World.Calls.StripeWrites.Should().Be(1);
        var ofRun = (await shop.GetAsync("changes?run=" + undone.Json["id"])).Items;
        ofRun
            .Should()
            .NotBeEmpty()
            .And.OnlyContain(item => (string?)item["cause"] == (string?)undone.Json["id"]);
        (await shop.PostAsync("changes/nobody/undo")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_audit_trail_is_listed_in_pages()
    {
        await using var shop = await AdminShop.WithMugAsync();
        var first = await shop.GetAsync("changes?limit=2");
        var next = (string)first.Json["next"]!;
        var second = await shop.GetAsync("changes?limit=2&cursor=" + next);
        first
            .Items.Concat(second.Items)
            .Select(item => (string)item["id"]!)
            .Should()
            .OnlyHaveUniqueItems()
            .And.BeInDescendingOrder();
    }

    /// <summary>Both sides rename the mug, and the bridge may not choose.</summary>
    private static async Task<JsonNode> DisagreeAsync(AdminShop shop)
    {
        await shop.World.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await shop.World.Stripe.Dashboard.EditProductAsync("sanity_mug", new { name = "Beaker" });
        await shop.World.SettleAsync();
        return (await shop.GetAsync("conflicts")).Items.Should().ContainSingle().Subject;
    }
}
