using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Objects that go and come back, wait for each other, or were somebody else's before.</summary>
public sealed class LifeCases
{
    [Fact, Trait("case", "50")]
    public async Task A_deleted_document_that_is_restored_takes_up_its_old_objects()
    {
        await using var world = await Shop.WithMugAsync();
        var price = world.PriceId();
        await world.Sanity.Studio.DeleteAsync("mug");
        await world.Sanity.Studio.DeleteAsync("mug-once");
        await world.SettleAsync();
        world.ActivePrices().Should().BeEmpty();
        await world.CreateMugAsync();
        await world.SettleAsync();
        world.StripeProducts().Should().ContainSingle();
        ((bool)world.StripeProduct(Shop.Mug)["active"]!).Should().BeTrue();
        world.Document("mug")!.Text("stripeProductId").Should().Be(Shop.Mug);
        world.PriceId().Should().Be(price);
        world.ActivePrices().Should().Equal(price);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "53")]
    public async Task An_archived_product_stays_archived_when_another_field_is_edited()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Stripe.Dashboard.ArchiveProductAsync(Shop.Mug);
        await world.SettleAsync();
        world.ClearLogs();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.SettleAsync();
        ((bool)world.StripeProduct(Shop.Mug)["active"]!).Should().BeFalse();
        world.NameInStripe().Should().Be("Cup");
        world.Calls.StripeWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "94")]
    public async Task An_echo_that_arrives_before_our_call_has_returned_is_known()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        world.Stripe.Faults.Add(
            Shop.AfterWrite("/v1/products") with
            {
                Act = _ => world.Stripe.Deliveries.SendAllAsync(),
            }
        );
        await world.DeliverSanityAsync();
        (await world.InboxAsync())[0].Outcome.Should().Be(Inbox.DeliveryOutcome.Echo);
        world.Calls.Should().Be((1, 1, 0, 0));
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "114")]
    public async Task Prices_published_before_their_product_wait_and_are_made_when_it_is_published()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.CreatePriceAsync("pot-once", "pot", 4900);
        await world.CreatePriceAsync("pot-gift", "pot", 5900);
        await world.SettleAsync();
        world.StripePrices().Should().BeEmpty();
        world.Document("stripeSync-pot-once")!.Text("status").Should().Be("waiting");
        world.ClearLogs();
        await world.CreateProductAsync("pot", "Pot", ("defaultPrice", SanityPatch.WeakReference("pot-once")));
        await world.SettleAsync();
        ((string?)world.StripeProduct("sanity_pot")["default_price"]).Should().Be(world.PriceId("pot-once"));
        world.ActivePrices().Should().BeEquivalentTo(world.PriceId("pot-once"), world.PriceId("pot-gift"));
        world.Document("stripeSync-pot-gift")!.Text("status").Should().Be("synced");
        world.Calls.StripeWrites.Should().Be(2);
        world.Calls.SanityWrites.Should().Be(2, "the ids, and the companions of those that waited");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "116")]
    public async Task A_draft_opened_before_an_edit_in_Stripe_does_not_undo_it_when_it_is_published()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.EditDraftAsync("mug", new() { ["description"] = "Holds tea" });
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Beaker" });
        await world.SettleAsync();
        await world.Sanity.Studio.PublishAsync("mug");
        await world.SettleAsync();
        world.Document("mug")!.Text("name").Should().Be("Beaker");
        world.NameInStripe().Should().Be("Beaker");
        ((string?)world.StripeProduct(Shop.Mug)["description"]).Should().Be("Holds tea");
        world.Calls.StripeWrites.Should().Be(1);
        world.Calls.SanityWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "119")]
    public async Task A_product_id_that_belongs_to_another_dataset_is_left_alone_and_the_next_one_is_taken()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Stripe.Dashboard.CreateProductAsync(
            new
            {
                id = "sanity_cup",
                name = "Theirs",
                metadata = new
                {
                    sanity_id = "cup",
                    sanity_project = "demoproj",
                    sanity_dataset = "staging",
                },
            }
        );
        await world.SettleAsync();
        await world.CreateProductAsync("cup", "Cup");
        await world.SettleAsync();
        ((string?)world.StripeProduct("sanity_cup")["name"]).Should().Be("Theirs");
        world.Document("cup")!.Text("stripeProductId").Should().Be("sanity_cup_2");
        ((string?)world.StripeProduct("sanity_cup_2")["name"]).Should().Be("Cup");
        world.Documents("product").Should().HaveCount(2);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "121")]
    public async Task An_internal_product_that_is_un_archived_in_Stripe_is_for_sale_in_Sanity()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "sellStatus", "internal");
        await world.SettleAsync();
        ((bool)world.StripeProduct(Shop.Mug)["active"]!).Should().BeFalse();
        world.ClearLogs();
        await world.Stripe.Dashboard.UnarchiveProductAsync(Shop.Mug);
        await world.SettleAsync();
        world.Document("mug")!.Text("sellStatus").Should().Be("available");
        ((bool)world.StripeProduct(Shop.Mug)["active"]!).Should().BeTrue();
        world.Calls.SanityWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }
}
