using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Tests.World;

/// <summary>What each piece of work costs in API calls: the numbers of the design's table, asserted.</summary>
public sealed class CallBudgetTests
{
    [Fact]
    public async Task A_new_product_with_its_default_price_costs_one_Stripe_write_and_one_Sanity_transaction()
    {
        await using var world = await BridgeWorld.StartAsync();
        await NewMugAsync(world);
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(1);
        world.Calls.StripeReads.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(1);
        world.StripeProduct("sanity_mug")["default_price"].Should().NotBeNull();
        await ShouldBeQuietAsync(world);
    }

    [Fact]
    public async Task A_new_product_whose_default_price_has_a_lookup_key_costs_three_Stripe_writes()
    {
        await using var world = await BridgeWorld.StartAsync();
        await NewMugAsync(world, ("lookupKey", "mug"));
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(3);
        world.Calls.SanityWrites.Should().Be(1);
        await ShouldBeQuietAsync(world);
    }

    [Fact]
    public async Task A_product_edit_in_Sanity_costs_one_read_and_one_write_in_Stripe_and_nothing_in_Sanity()
    {
        await using var world = await WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Blue mug");
        await world.SettleAsync();
        world.Calls.Should().Be((1, 1, 0, 0));
        ((string?)world.StripeProduct("sanity_mug")["name"]).Should().Be("Blue mug");
        await ShouldBeQuietAsync(world);
    }

    [Fact]
    public async Task A_product_edit_in_Stripe_costs_one_read_on_each_side_and_one_Sanity_transaction()
    {
        await using var world = await WithMugAsync();
        await world.Stripe.Dashboard.EditProductAsync("sanity_mug", new { name = "Green mug" });
        await world.SettleAsync();
        world.Calls.Should().Be((1, 0, 1, 1));
        world.Document("mug")!.Text("name").Should().Be("Green mug");
        await ShouldBeQuietAsync(world);
    }

    [Fact]
    public async Task An_amount_change_of_a_default_price_costs_two_reads_and_three_writes_in_Stripe_and_one_Sanity_transaction()
    {
        await using var world = await WithMugAsync();
        var old = world.Document("mug-once")!.Text("stripePriceId")!;
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        await world.SettleAsync();
        world.Calls.StripeReads.Should().BeLessThanOrEqualTo(2);
        world.Calls.StripeWrites.Should().Be(3);
        world.Calls.SanityWrites.Should().Be(1);
        var current = world.Document("mug-once")!.Text("stripePriceId")!;
        current.Should().NotBe(old);
        ((bool)world.StripePrice(old)["active"]!).Should().BeFalse();
        ((long)world.StripePrice(current)["unit_amount"]!).Should().Be(2500);
        ((string?)world.StripeProduct("sanity_mug")["default_price"]).Should().Be(current);
        await ShouldBeQuietAsync(world);
    }

    [Fact]
    public async Task Echoes_duplicates_and_unchanged_saves_cost_nothing()
    {
        await using var world = await WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Blue mug");
        foreach (var delivery in world.Sanity.Deliveries.Pending)
            world.Sanity.Deliveries.Duplicate(delivery.Id);
        await world.SettleAsync();
        world.ClearLogs();
        await world.Sanity.Studio.SetAsync("mug", "name", "Blue mug");
        await world.SettleAsync();
        world.Calls.Should().Be((0, 0, 0, 0));
    }

    [Fact]
    [Trait("case", "39")]
    public async Task A_burst_of_edits_to_one_family_costs_as_one_edit()
    {
        await using var world = await WithMugAsync();
        for (var i = 0; i < 30; i++)
            await world.Sanity.Studio.SetAsync("mug", "name", $"Mug {i}");
        await world.SettleAsync();
        world.Calls.StripeReads.Should().Be(1);
        world.Calls.StripeWrites.Should().Be(1);
        world.Calls.SanityReads.Should().BeLessThanOrEqualTo(1);
        world.Calls.SanityWrites.Should().Be(0);
        ((string?)world.StripeProduct("sanity_mug")["name"]).Should().Be("Mug 29");
    }

    [Fact]
    public async Task A_full_comparison_reads_pages_and_writes_nothing()
    {
        await using var world = await WithMugAsync();
        (await world.PlanAsync()).Changes.Should().BeEmpty();
        world.Calls.StripeReads.Should().Be(3);
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(0);
    }

    private static async Task<BridgeWorld> WithMugAsync()
    {
        var world = await BridgeWorld.StartAsync();
        await NewMugAsync(world);
        await world.SettleAsync();
        world.ClearLogs();
        return world;
    }

    private static async Task NewMugAsync(BridgeWorld world, params (string, JsonNode?)[] price)
    {
        await world.CreateProductAsync("mug", "Mug", ("defaultPrice", SanityPatch.WeakReference("mug-once")));
        await world.CreatePriceAsync("mug-once", "mug", 1999, price);
    }

    private static async Task ShouldBeQuietAsync(BridgeWorld world)
    {
        world.ClearLogs();
        await world.SettleAsync();
        world.Calls.Should().Be((0, 0, 0, 0), "everything that came back was an echo");
        (await world.PlanAsync()).Changes.Should().BeEmpty();
    }
}
