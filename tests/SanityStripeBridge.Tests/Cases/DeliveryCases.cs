using SanityStripeBridge.Inbox;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.World;
using DeliveryState = SanityStripeBridge.Inbox.DeliveryState;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Deliveries twice, in any order, or not worked to the end.</summary>
public sealed class DeliveryCases
{
    [Fact, Trait("case", "15")]
    public async Task An_event_delivered_twice_and_over_two_endpoints_is_worked_once()
    {
        await using var world = await Shop.WithMugAsync();
        world.Stripe.RegisterWebhook(
            new Uri(world.Host.Urls.First() + "/api/stripe/webhook"),
            BridgeWorld.StripeSecret
        );
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Cup" });
        world.Stripe.Deliveries.Pending.Should().HaveCount(2);
        foreach (var delivery in world.Stripe.Deliveries.Pending)
            world.Stripe.Deliveries.Duplicate(delivery.Id);
        var before = (await world.InboxAsync()).Count;
        await world.Stripe.Deliveries.SendAllAsync();
        world.Stripe.Deliveries.All.Should().OnlyContain(delivery => delivery.LastStatus == 200);
        (await world.InboxAsync()).Should().HaveCount(before + 1);
        await world.SettleAsync();
        world.Document("mug")!.Text("name").Should().Be("Cup");
        world.Calls.Should().Be((1, 0, 1, 1));
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "17")]
    public async Task A_delivery_whose_handler_dies_is_worked_again_when_its_lease_has_passed()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Cup" });
        await world.Stripe.Deliveries.SendAllAsync();
        await world.CrashAsync(
            world.Stripe.Faults,
            new()
            {
                Kind = FaultKind.ActBefore,
                Method = "GET",
                PathPrefix = "/v1/products",
            }
        );
        (await world.InboxAsync())[0].State.Should().NotBe(DeliveryState.Done, "seen is not done");
        world.ClearLogs();
        await world.SettleAsync();
        world.Document("mug")!.Text("name").Should().Be("Cup");
        (await world.InboxAsync()).Should().OnlyContain(delivery => delivery.State == DeliveryState.Done);
        world.Calls.Should().Be((1, 0, 1, 1));
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "18")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_price_that_is_told_of_before_its_product_brings_its_product_along(bool workInBetween)
    {
        await using var world = await BridgeWorld.StartAsync();
        var product = await world.Stripe.Dashboard.CreateProductAsync(new { name = "Teapot" });
        await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = product.GetProperty("id").GetString(),
                currency = "eur",
                unit_amount = 4900,
            }
        );
        foreach (var delivery in world.Stripe.Deliveries.Pending.Reverse())
        {
            await world.Stripe.Deliveries.SendAsync(delivery.Id, default);
            if (workInBetween)
                await world.WorkAsync();
        }
        await world.SettleAsync();
        world.Documents("product").Should().ContainSingle().Which.Text("name").Should().Be("Teapot");
        var price = world.Documents("price").Should().ContainSingle().Subject;
        world.Amount(price.Id).Should().Be(4900);
        world.StripeProducts().Should().ContainSingle();
        world.StripePrices().Should().ContainSingle();
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "19")]
    public async Task An_update_that_comes_before_the_creation_makes_one_document_with_the_newest_values()
    {
        await using var world = await BridgeWorld.StartAsync();
        var product = await world.Stripe.Dashboard.CreateProductAsync(new { name = "Pot" });
        await world.Stripe.Dashboard.EditProductAsync(
            product.GetProperty("id").GetString()!,
            new { name = "Teapot" }
        );
        foreach (var delivery in world.Stripe.Deliveries.Pending.Reverse())
        {
            await world.Stripe.Deliveries.SendAsync(delivery.Id, default);
            await world.WorkAsync();
        }
        await world.SettleAsync();
        world.Documents("product").Should().ContainSingle().Which.Text("name").Should().Be("Teapot");
        world.StripeProducts().Should().ContainSingle();
        world.Calls.SanityWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "20")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_of_one_second_in_any_order_end_at_what_Stripe_holds_now(bool workInBetween)
    {
        await using var world = await Shop.WithMugAsync();
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "First" });
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Second" });
        foreach (var delivery in world.Stripe.Deliveries.Pending.Reverse())
        {
            await world.Stripe.Deliveries.SendAsync(delivery.Id, default);
            if (workInBetween)
                await world.WorkAsync();
        }
        await world.SettleAsync();
        world.Document("mug")!.Text("name").Should().Be("Second");
        world.Calls.SanityWrites.Should().Be(1);
        world.Calls.StripeWrites.Should().Be(0);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "21")]
    public async Task A_late_update_of_a_deleted_product_resurrects_nothing()
    {
        await using var world = await BridgeWorld.StartAsync();
        var product = await world.Stripe.Dashboard.CreateProductAsync(new { name = "Pot" });
        var id = product.GetProperty("id").GetString()!;
        await world.SettleAsync();
        var document = world.Documents("product").Single().Id;
        await world.Stripe.Dashboard.EditProductAsync(id, new { name = "Teapot" });
        await world.Stripe.Dashboard.DeleteProductAsync(id);
        world.ClearLogs();
        foreach (var delivery in world.Stripe.Deliveries.Pending.Reverse())
        {
            await world.Stripe.Deliveries.SendAsync(delivery.Id, default);
            await world.WorkAsync();
        }
        await world.SettleAsync();
        world.StripeProducts().Should().BeEmpty();
        world.Documents("product").Should().ContainSingle().Which.Id.Should().Be(document);
        world.Document("stripeSync-" + document)!.Text("status").Should().Be("deleted_in_stripe");
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(1, "only the companion is told");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "38")]
    public async Task A_document_published_again_while_its_first_save_is_worked_costs_one_more_write_and_no_third()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "First");
        await world.Sanity.Studio.SetAsync("mug", "name", "Second");
        world.Stripe.Faults.Add(
            Shop.BeforeWrite(
                "/v1/products",
                async () =>
                {
                    await world.Sanity.Studio.SetAsync("mug", "name", "Third");
                    await world.Sanity.Deliveries.SendAllAsync();
                }
            )
        );
        await world.DeliverSanityAsync();
        world.NameInStripe().Should().Be("Third");
        world.Calls.StripeWrites.Should().Be(2, "two hints are one job, and a third during it one rerun");
        world.Calls.SanityWrites.Should().Be(0);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "40")]
    public async Task Drafts_and_versions_are_not_content()
    {
        await using var world = await Shop.WithMugAsync();
        var hook = world.Sanity.Deliveries;
        await world.Sanity.Studio.EditDraftAsync("mug", new() { ["name"] = "Half a na" });
        await world.Sanity.Studio.CreateVersionAsync("r1", "mug");
        await world.Sanity.Studio.EditVersionAsync("r1", "mug", new() { ["name"] = "Autumn mug" });
        hook.Pending.Should().BeEmpty("the installed hook leaves them out");
        await world.SettleAsync();
        world.Calls.Should().Be((0, 0, 0, 0));
        world.NameInStripe().Should().Be("Mug");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "89")]
    public async Task A_family_that_fails_for_ever_is_buried_with_its_reason_hinders_nobody_and_can_be_replayed()
    {
        await using var world = await Shop.WithMugAsync();
        await world.CreateProductAsync("pot", "Pot");
        await world.SettleAsync();
        world.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                Method = "POST",
                PathPrefix = "/v1/products/sanity_mug",
                Status = 500,
                Times = int.MaxValue,
            }
        );
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.Sanity.Studio.SetAsync("pot", "name", "Teapot");
        await world.Sanity.Deliveries.SendAllAsync();
        for (var attempt = 0; attempt < 8; attempt++)
        {
            await world.WorkAsync();
            world.Clock.Advance(TimeSpan.FromHours(1));
        }
        ((string?)world.StripeProduct("sanity_pot")["name"]).Should().Be("Teapot");
        var dead = (await world.InboxAsync(DeliveryState.Dead)).Should().ContainSingle().Subject;
        dead.Reason.Should().Contain("500");
        dead.Attempts.Should().Be(8);
        world.ClearLogs();
        world.Clock.Advance(TimeSpan.FromDays(1));
        (await world.WorkAsync()).Should().Be(0, "it is given up");
        world.Stripe.Faults.Clear();
        (await world.Get<IInbox>().ReplayAsync(dead.Id, world.Clock.GetUtcNow(), default)).Should().BeTrue();
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Cup");
        world.Calls.StripeWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }
}
