using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>What became of a document's former prices.</summary>
public sealed class ChainCases
{
    [Fact, Trait("case", "71")]
    public async Task A_price_that_goes_to_another_product_is_made_there_and_its_former_family_archives_the_old_one()
    {
        await using var world = await Shop.WithMugAsync();
        await world.CreateProductAsync("pot", "Pot");
        await world.CreatePriceAsync("loose", "mug", 700);
        await world.SettleAsync();
        var old = world.PriceId("loose");
        world.ClearLogs();
        await world.Sanity.Studio.SetAsync("loose", "product", SanityPatch.WeakReference("pot"));
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(2, "one price is made and one is archived");
        world.Calls.SanityWrites.Should().Be(1);
        var current = world.StripePrice(world.PriceId("loose"));
        ((string?)current["product"]).Should().Be("sanity_pot");
        ((bool)current["active"]!).Should().BeTrue();
        ((bool)world.StripePrice(old)["active"]!).Should().BeFalse();
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "71")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_edit_in_Stripe_of_a_price_that_goes_to_another_product_is_told_in_the_history(
        bool financeArchivesIt
    )
    {
        await using var world = await Shop.WithMugAsync();
        await world.CreateProductAsync("pot", "Pot");
        await world.CreatePriceAsync("loose", "mug", 700);
        await world.SettleAsync();
        var old = world.PriceId("loose");
        world.ClearLogs();
        await world.Stripe.Dashboard.EditPriceAsync(old, new { nickname = "Winter" });
        if (financeArchivesIt)
            await world.Stripe.Dashboard.ArchivePriceAsync(old);
        await world.Sanity.Studio.SetAsync("loose", "product", SanityPatch.WeakReference("pot"));
        await world.DeliverSanityAsync();
        await world.SettleAsync();
        (await world.Memory.HistoryAsync("mug", 100, default))
            .Should()
            .Contain(entry => entry.Because.Contains("archived with nickname \"Winter\""));
        world.Calls.StripeWrites.Should().Be(financeArchivesIt ? 1 : 2);
        ((bool)world.StripePrice(old)["active"]!).Should().BeFalse();
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task An_edit_in_Stripe_of_a_price_that_its_document_left_behind_is_told_in_the_history()
    {
        await using var world = await Shop.WithMugAsync();
        await world.CreateProductAsync("pot", "Pot");
        await world.CreatePriceAsync("loose", "mug", 700);
        await world.SettleAsync();
        var old = world.PriceId("loose");
        await world.Sanity.Studio.SetAsync("loose", "product", SanityPatch.WeakReference("pot"));
        await world.SettleAsync();
        world.ClearLogs();
        await world.Stripe.Dashboard.EditPriceAsync(old, new { nickname = "Winter" });
        await world.Stripe.Dashboard.UnarchivePriceAsync(old);
        await world.SettleAsync();
        (await world.Memory.HistoryAsync("mug", 100, default))
            .Select(entry => entry.Because)
            .Where(because => because.Contains("which left this product"))
            .Should()
            .SatisfyRespectively(
                edit => edit.Should().StartWith($"nickname became \"Winter\" on {old}"),
                sale => sale.Should().StartWith($"{old}, a former price of loose").And.Contain("un-archived")
            );
        world.Calls.StripeWrites.Should().Be(0);
        var told = (await world.Memory.HistoryAsync("mug", 100, default)).Count;
        await world.SyncAsync();
        (await world.Memory.HistoryAsync("mug", 100, default))
            .Should()
            .HaveCount(told, "what was told once is not told again");
    }

    [Fact, Trait("case", "43")]
    public async Task The_chain_of_former_prices_keeps_its_order_over_a_restart()
    {
        await using var world = await Shop.WithMugAsync();
        var ids = new List<string>();
        for (var amount = 2000; amount < 2006; amount++)
        {
            ids.Add(world.PriceId());
            await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", amount);
            await world.SettleAsync();
            await world.RestartAsync();
        }
        world.Document("mug-once")!.Body["previousStripePriceIds"]!
            .AsArray()
            .Select(id => (string)id!)
            .Should()
            .Equal(ids);
        world.Calls.StripeWrites.Should().Be(18);
        await world.ShouldAgreeAsync();
    }
}
