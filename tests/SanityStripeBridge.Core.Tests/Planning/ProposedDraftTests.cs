using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>A product born in Stripe whose document is a draft until somebody publishes it.</summary>
public sealed class ProposedDraftTests
{
    [Fact]
    public void The_product_and_its_price_become_drafts_and_nothing_in_Stripe_changes_but_our_marks()
    {
        var world = Proposed();
        world.Documents.Keys.Should().BeEquivalentTo("drafts.stripe-prod_1", "drafts.stripe-price_1");
        world.Memory.Links.Should().OnlyContain(link => link.State == LinkState.Proposed);
        world.Stripe.Product("prod_1")!.Active.Should().BeTrue();
        world.Settle().Changes.Should().BeEmpty();
    }

    [Fact]
    public void What_finance_changes_meanwhile_goes_into_the_draft()
    {
        var world = Proposed();
        world.Stripe.Products["prod_1"]["name"] = "Pot";
        world.Stripe.Prices["price_1"]["nickname"] = "Standard";
        world.Settle();
        world.Documents["drafts.stripe-prod_1"]["name"]!.ToString().Should().Be("Pot");
        world.Documents["drafts.stripe-price_1"]["nickname"]!.ToString().Should().Be("Standard");
        world.Applied.Should().OnlyContain(change => change.IsDraft && change.Action == ChangeAction.Update);
        world
            .Applied.Select(change => change.Because)
            .Should()
            .Contain("it changed in Stripe while drafts.stripe-prod_1 was not published yet: name");
    }

    [Fact]
    public void What_the_draft_says_otherwise_stays_its_editors()
    {
        var world = Proposed();
        world.Documents["drafts.stripe-prod_1"]["name"] = "Our mug";
        world.Settle();
        world.Stripe.Product("prod_1")!.Name.Should().Be("Mug", "it is not published");
        world.Stripe.Products["prod_1"]["name"] = "Pot";
        world.Settle();
        world.Documents["drafts.stripe-prod_1"]["name"]!.ToString().Should().Be("Our mug");
        world.Memory.Conflicts.Should().BeEmpty("nobody decides before it is published");
    }

    [Fact]
    public void What_the_draft_says_wrongly_is_left_to_its_editor()
    {
        var world = Proposed();
        world.Documents["drafts.stripe-prod_1"]["unitLabel"] = "much too long a label";
        world.Stripe.Products["prod_1"]["unit_label"] = "cup";
        world.Settle();
        world.Documents["drafts.stripe-prod_1"]["unitLabel"]!.ToString().Should().StartWith("much too long");
    }

    [Fact]
    public void What_the_draft_and_finance_say_alike_is_agreed()
    {
        var world = Proposed();
        world.Documents["drafts.stripe-prod_1"]["name"] = "Pot";
        world.Stripe.Products["prod_1"]["name"] = "Pot";
        world.Settle();
        world.Memory.Product!.BaselineOf("name").Should().Be(FieldValue.Text("Pot"));
        world.Applied.Should().BeEmpty();
    }

    [Fact]
    public void A_draft_that_is_thrown_away_archives_nothing_and_is_not_made_again()
    {
        var world = Proposed();
        world.Documents.Clear();
        world.Settle();
        world.Stripe.Product("prod_1")!.Active.Should().BeTrue();
        world.Applied.Should().BeEmpty();
        world.Documents.Should().BeEmpty();
    }

    [Fact]
    public void A_product_that_finance_archives_meanwhile_is_inactive_in_the_draft()
    {
        var world = Proposed();
        world.Stripe.Products["prod_1"]["active"] = false;
        world.Settle();
        world.Documents["drafts.stripe-prod_1"]["active"]!.GetValue<bool>().Should().BeFalse();
        world.Applied.Should().ContainSingle().Which.Action.Should().Be(ChangeAction.Archive);
    }

    [Fact]
    public void A_published_draft_is_a_document_like_any_other()
    {
        var world = Proposed();
        foreach (var id in world.Documents.Keys.ToList())
        {
            var body = world.Documents[id];
            world.Documents.Remove(id);
            body["_id"] = id["drafts.".Length..];
            world.Put(body);
        }
        world.Documents["stripe-prod_1"]["name"] = "Our mug";
        world.Settle();
        world.Stripe.Product("prod_1")!.Name.Should().Be("Our mug");
        world.Memory.Links.Should().OnlyContain(link => link.State == LinkState.Linked && link.PublishedSeen);
    }

    private static World Proposed()
    {
        var world = new World { Memory = new() { Family = "stripe-prod_1" } };
        world.Settings = world.Settings with { NewFromStripe = NewFromStripe.Draft };
        world.PutInStripe(A.StripeProduct(), A.StripePrice());
        world.Settle(new() { StripeProduct = "prod_1" });
        world.Settle();
        world.Applied.Clear();
        return world;
    }
}
