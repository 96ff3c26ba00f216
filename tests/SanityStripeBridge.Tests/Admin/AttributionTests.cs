using System.Text.Json.Nodes;

namespace SanityStripeBridge.Tests.Admin;

/// <summary>What somebody ordered over the admin API bears their name in the trail, write by write.</summary>
public sealed class AttributionTests
{
    private const string Somebody = "admin API (token 1, 127.0.0.1)";

    [Fact]
    public async Task Every_write_of_a_run_names_who_ordered_it()
    {
        await using var shop = await AdminShop.WithNewMugAsync();

        var report = await shop.RunAsync(new { action = "sync" });

        var writes = (await shop.GetAsync("changes?run=" + report["id"])).Items;
        writes.Should().HaveCountGreaterThan(1);
        Orderers(writes).Should().Equal(Somebody);
        var story = (await shop.GetAsync("why/mug")).Items.Select(line => (string)line["text"]!);
        story
            .Should()
            .Contain(line => line.EndsWith($"(because of run {report["id"]}, ordered by {Somebody})"));
    }

    [Fact]
    public async Task What_editors_brought_about_was_ordered_by_nobody()
    {
        await using var shop = await AdminShop.WithMugAsync();

        var writes = await WritesAsync(shop);

        writes.Should().NotBeEmpty();
        Orderers(writes).Should().Equal((string?)null);
    }

    [Fact]
    public async Task An_undo_names_who_asked_for_it()
    {
        await using var shop = await AdminShop.WithMugAsync();
        await shop.World.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await shop.World.SettleAsync();
        var change = (await WritesAsync(shop))[0];

        var undone = await shop.PostAsync($"changes/{change["id"]}/undo?wait=60");

        Orderers((await shop.GetAsync("changes?run=" + undone.Json["id"])).Items).Should().Equal(Somebody);
    }

    [Fact]
    public async Task A_resolved_conflict_names_who_decided()
    {
        await using var shop = await AdminShop.WithMugAsync(("BRIDGE_POLICY_CONFLICT", "hold"));
        await shop.World.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await shop.World.Stripe.Dashboard.EditProductAsync("sanity_mug", new { name = "Beaker" });
        await shop.World.SettleAsync();
        var conflict = (await shop.GetAsync("conflicts")).Items[0];

        await shop.PostAsync($"conflicts/{conflict["id"]}/resolve", new { keep = "stripe" });

        var write = (await WritesAsync(shop))[0];
        ((string?)write["cause"]).Should().StartWith("person-");
        ((string?)write["orderedBy"]).Should().Be(Somebody);
        ((string?)write["actor"]).Should().Be("stripe", "it is finance's value that was carried over");
    }

    [Fact]
    public async Task What_was_let_pass_names_who_released_it_and_later_writes_do_not()
    {
        await using var shop = await AdminShop.WithMugAsync(("BRIDGE_BRAKE", "0,0%,0"));
        await shop.World.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        await shop.World.SettleAsync();
        (await shop.GetAsync("held")).Items.Should().ContainSingle();

        await shop.PostAsync("held/release");
        await shop.World.SettleAsync();

        var replaced = (await WritesAsync(shop)).First(item => (string?)item["action"] == "replace");
        ((string?)replaced["orderedBy"]).Should().Be(Somebody);
        await shop.World.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await shop.World.SettleAsync();
        ((string?)(await WritesAsync(shop))[0]["orderedBy"]).Should().BeNull();
    }

    private static async Task<List<JsonNode>> WritesAsync(AdminShop shop) =>
        [.. (await shop.GetAsync("changes?id=mug&limit=100")).Items.Where(item => item["side"] is not null)];

    private static IEnumerable<string?> Orderers(IEnumerable<JsonNode> writes) =>
        writes.Select(item => (string?)item["orderedBy"]).Distinct();
}
