using SanityStripeBridge.Mirror;
using SanityStripeBridge.Tests.Cases;

namespace SanityStripeBridge.Tests.World;

/// <summary>What many edits at once cost: the reads are shared, the writes cannot be.</summary>
public sealed class BurstTests
{
    [Fact]
    public async Task Two_hundred_and_fifty_product_edits_in_Sanity_cost_three_reads()
    {
        await using var world = await Burst.WithCatalogueAsync(250);
        foreach (var id in Burst.Names(250))
            await world.Sanity.Studio.SetAsync(id, "name", "New " + id);
        await world.SettleAsync();
        world.Calls.Should().Be((3, 250, 0, 0));
        foreach (var id in Burst.Names(250))
            ((string?)world.StripeProduct("sanity_" + id)["name"]).Should().Be("New " + id);
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Two_hundred_and_fifty_product_edits_in_Stripe_cost_three_reads_on_each_side()
    {
        await using var world = await Burst.WithCatalogueAsync(250);
        foreach (var id in Burst.Names(250))
            await world.Stripe.Dashboard.EditProductAsync("sanity_" + id, new { name = "New " + id });
        await world.SettleAsync();
        world.Calls.Should().Be((3, 0, 3, 250));
        world.Document("p-249")!.Text("name").Should().Be("New p-249");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_hundred_amount_changes_share_their_reads()
    {
        await using var world = await Burst.WithCatalogueAsync(100);
        foreach (var id in Burst.Names(100))
            await world.Sanity.Studio.SetAsync(id + "-once", "unitAmount", 2500);
        await world.SettleAsync();
        world.Calls.StripeReads.Should().BeLessThanOrEqualTo(10);
        world.Calls.StripeWrites.Should().Be(300);
        world.Calls.SanityReads.Should().BeLessThanOrEqualTo(5);
        world.Calls.SanityWrites.Should().Be(100);
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_full_run_over_a_hundred_drifted_products_shares_its_reads()
    {
        await using var world = await Burst.WithCatalogueAsync(100);
        foreach (var id in Burst.Names(100))
            await world.Sanity.Studio.SetAsync(id, "name", "New " + id);
        world.LoseDeliveries();
        var plan = await world.PlanAsync();
        world.ClearLogs();
        await world.Get<FullSync>().ApplyAsync(plan, new(), "run", _ => { }, default);
        world.Calls.StripeReads.Should().BeLessThanOrEqualTo(5);
        world.Calls.StripeWrites.Should().Be(100);
        world.Calls.SanityReads.Should().BeLessThanOrEqualTo(5);
        await world.ShouldAgreeAsync();
    }
}
