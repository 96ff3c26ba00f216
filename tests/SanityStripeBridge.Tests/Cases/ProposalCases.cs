using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Products born in Stripe that arrive as drafts, and documents whose Stripe object was deleted.</summary>
public sealed class ProposalCases
{
    private const string Document = "stripe-prod_cup";

    [Fact, Trait("case", "122")]
    public async Task A_product_born_in_Stripe_is_proposed_as_a_draft_that_follows_it_and_is_never_archived()
    {
        await using var world = await ProposedAsync();
        world.Document(Document).Should().BeNull();
        world.Document("drafts." + Document)!.Text("name").Should().Be("Cup");
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(1);
        var link = await world.Memory.FindLinkAsync(Side.Stripe, "prod_cup", default);
        link!.State.Should().Be(LinkState.Proposed);

        world.ClearLogs();
        await world.Stripe.Dashboard.EditProductAsync("prod_cup", new { name = "Beaker" });
        await world.SettleAsync();
        world.Document("drafts." + Document)!.Text("name").Should().Be("Beaker");
        world.Calls.SanityWrites.Should().Be(1);
        world.Calls.StripeWrites.Should().Be(0);
        ((bool)world.StripeProduct("prod_cup")["active"]!).Should().BeTrue();
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "122")]
    public async Task An_editors_own_value_in_a_proposed_draft_stays_and_wins_when_it_is_published()
    {
        await using var world = await ProposedAsync();
        await world.Sanity.Studio.EditDraftAsync(Document, new() { ["name"] = "Tea cup" });
        await world.Stripe.Dashboard.EditProductAsync("prod_cup", new { description = "Holds tea" });
        await world.SettleAsync();
        world.Document("drafts." + Document)!.Text("name").Should().Be("Tea cup");
        world.Document("drafts." + Document)!.Text("description").Should().Be("Holds tea");
        await world.Sanity.Studio.PublishAsync(Document);
        await world.SettleAsync();
        ((string?)world.StripeProduct("prod_cup")["name"]).Should().Be("Tea cup");
        world.StripeProducts().Should().ContainSingle("publishing makes a link, not a second product");
        var link = await world.Memory.FindLinkAsync(Side.Stripe, "prod_cup", default);
        link!.State.Should().Be(LinkState.Linked);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "122")]
    public async Task A_proposed_draft_that_was_thrown_away_is_not_made_again_and_nothing_is_archived()
    {
        await using var world = await ProposedAsync();
        await world.Sanity.Studio.DiscardAsync(Document);
        await world.Stripe.Dashboard.EditProductAsync("prod_cup", new { name = "Beaker" });
        await world.SettleAsync();
        world.Document("drafts." + Document).Should().BeNull();
        ((bool)world.StripeProduct("prod_cup")["active"]!).Should().BeTrue();
        world.Calls.StripeWrites.Should().Be(0);
        (await world.PlanAsync()).Changes.Should().BeEmpty();
    }

    [Fact, Trait("case", "122")]
    public async Task A_proposed_product_keeps_its_default_price_while_the_prices_draft_is_not_published_yet()
    {
        await using var world = await BridgeWorld.StartAsync(
            settings: ("BRIDGE_POLICY_NEW_FROM_STRIPE", "draft")
        );
        await world.Stripe.Dashboard.CreateProductAsync(
            new
            {
                id = "prod_cup",
                name = "Cup",
                default_price_data = new { currency = "eur", unit_amount = 900 },
            }
        );
        await world.SettleAsync();
        var price = world.StripePrices().Single()["id"]!.ToString();
        world.Document("drafts.stripe-" + price)!.Body["unitAmount"]!.ToString().Should().Be("900");
        await world.Sanity.Studio.PublishAsync(Document);
        await world.SettleAsync();
        ((string?)world.StripeProduct("prod_cup")["default_price"]).Should().Be(price);
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(1, "the product is marked as ours");
        await world.Sanity.Studio.PublishAsync("stripe-" + price);
        await world.SettleAsync();
        ((string?)world.StripeProduct("prod_cup")["default_price"]).Should().Be(price);
        world.StripePrices().Should().ContainSingle();
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "51")]
    public async Task A_document_whose_product_was_deleted_in_Stripe_is_marked_and_stays()
    {
        await using var world = await DeletedAsync("mark");
        world.Document("cup").Should().NotBeNull();
        world.Document("stripeSync-cup")!.Text("status").Should().Be("deleted_in_stripe");
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(1, "the companion");
    }

    [Theory, Trait("case", "51")]
    [InlineData("unpublish", true)]
    [InlineData("delete", false)]
    public async Task Where_it_is_wanted_the_document_goes_with_its_product_and_our_deletion_is_nobodys_edit(
        string policy,
        bool keepsDraft
    )
    {
        await using var world = await DeletedAsync(policy);
        world.Document("cup").Should().BeNull();
        world.HasDraft("cup").Should().Be(keepsDraft);
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(2, "the deletion and the companion");
        (await world.InboxAsync())
            .Should()
            .Contain(delivery =>
                delivery.Operation == "delete" && delivery.Outcome == Inbox.DeliveryOutcome.Echo
            );
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "51")]
    public async Task A_document_that_others_refer_to_stays_marked_and_goes_when_they_let_go_of_it()
    {
        await using var world = await DeletedAsync("delete", referred: true);
        world.Document("cup").Should().NotBeNull();
        world.Document("stripeSync-cup")!.Text("status").Should().Be("deleted_in_stripe");
        await world.Sanity.Studio.DeleteAsync("page");
        var run = world.Get<Mirror.FullSync>();
        await run.ApplyAsync(await run.PlanAsync(new(), default), new(), "run", _ => { }, default);
        world.Document("cup").Should().BeNull();
    }

    private static async Task<BridgeWorld> ProposedAsync()
    {
        var world = await BridgeWorld.StartAsync(settings: ("BRIDGE_POLICY_NEW_FROM_STRIPE", "draft"));
        await world.Stripe.Dashboard.CreateProductAsync(new { id = "prod_cup", name = "Cup" });
        await world.SettleAsync();
        return world;
    }

    private static async Task<BridgeWorld> DeletedAsync(string policy, bool referred = false)
    {
        var world = await BridgeWorld.StartAsync(settings: ("BRIDGE_POLICY_DELETED_IN_STRIPE", policy));
        await world.CreateProductAsync("cup", "Cup");
        await world.SettleAsync();
        if (referred)
            await world.Sanity.Studio.CreatePublishedAsync(
                "page",
                "page",
                new() { ["hero"] = new System.Text.Json.Nodes.JsonObject { ["_ref"] = "cup" } }
            );
        world.ClearLogs();
        await world.Stripe.Dashboard.DeleteProductAsync("sanity_cup");
        await world.SettleAsync();
        return world;
    }
}
