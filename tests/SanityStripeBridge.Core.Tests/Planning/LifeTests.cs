using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>Deleting, archiving and bringing back, on either side.</summary>
public sealed class LifeTests
{
    private static World Linked() => ReplacementTests.Linked();

    [Fact]
    public void A_product_deleted_in_Sanity_is_archived_and_its_ids_are_kept()
    {
        var world = Linked();
        world.Documents.Clear();
        world.Settle();
        world.Stripe.Product("sanity_mug")!.Active.Should().BeFalse();
        world.Stripe.Price("price_0001")!.Active.Should().BeFalse();
        world.Memory.Links.Should().OnlyContain(link => link.State == LinkState.Tombstone);
        world.Memory.Product!.StripeId.Should().Be("sanity_mug");
    }

    [Fact]
    public void Archiving_a_product_does_not_archive_its_prices()
    {
        var world = Linked();
        world.Documents.Remove("mug");
        world.Settle();
        world.Stripe.Product("sanity_mug")!.Active.Should().BeFalse();
        world.Stripe.Price("price_0001")!.Active.Should().BeTrue();
    }

    [Fact]
    public void The_prices_of_an_archived_product_can_be_archived_after_it()
    {
        var world = Linked();
        world.Documents.Remove("mug");
        world.Settle();
        world.Documents.Remove("mug-eur");
        world.Settle();
        world.Stripe.Price("price_0001")!.Active.Should().BeFalse();
    }

    [Fact]
    public void A_restored_document_takes_its_old_objects_up_again()
    {
        var world = Linked();
        var kept = world.Documents.Values.Select(body => (JsonObject)body.DeepClone()).ToArray();
        world.Documents.Clear();
        world.Settle();
        world.Put(kept).Settle();
        world.Stripe.Product("sanity_mug")!.Active.Should().BeTrue();
        world.Stripe.Product("sanity_mug")!.DefaultPrice!.Id.Should().Be("price_0001");
        world.Stripe.Price("price_0001")!.Active.Should().BeTrue();
        world.Stripe.Prices.Should().ContainSingle();
        world.Memory.Links.Should().OnlyContain(link => link.State == LinkState.Linked);
    }

    [Fact]
    public void A_document_restored_after_finance_had_archived_the_product_too_is_active_again()
    {
        var world = Linked();
        var kept = (JsonObject)world.Documents["mug"].DeepClone();
        world.Documents.Remove("mug");
        world.Stripe.Products["sanity_mug"]["active"] = false;
        world.Settle();
        world.Put(kept).Settle();
        world.Stripe.Product("sanity_mug")!.Active.Should().BeTrue();
        world.Documents["mug"]["active"].Should().BeNull();
    }

    [Fact]
    public void A_product_deleted_in_Stripe_is_reported_and_not_made_again()
    {
        var world = Linked();
        world.Stripe.Products.Clear();
        world.Stripe.Prices.Clear();
        var plan = world.Settle();
        world.Applied.Should().BeEmpty();
        plan.Findings.Select(finding => finding.Status)
            .Should()
            .Contain(CompanionStatus.DeletedInStripe)
            .And.NotContain(CompanionStatus.Error);
        world.Memory.Product!.State.Should().Be(LinkState.DeletedInStripe);
    }

    [Fact]
    public void What_was_deleted_in_Stripe_is_made_again_on_request_under_a_new_id()
    {
        var world = Linked();
        world.Stripe.Products.Clear();
        world.Stripe.Prices.Clear();
        world.Settings = world.Settings with { Recreate = true };
        world.Settle();
        world.Stripe.Products.Keys.Should().Equal("sanity_mug_2");
        world.Stripe.Prices.Should().ContainSingle();
        world.Documents["mug"]["stripeProductId"]!.ToString().Should().Be("sanity_mug_2");
        world.Stripe.Product("sanity_mug_2")!.DefaultPrice.Should().NotBeNull();
        world.Settle().Changes.Should().BeEmpty();
    }

    [Fact]
    public void A_buried_product_that_somebody_unarchives_is_an_open_conflict_until_it_is_archived_again()
    {
        var world = Linked();
        world.Documents.Clear();
        world.Settle();
        world.Stripe.Products["sanity_mug"]["active"] = true;
        world.Applied.Clear();
        world.Settle();
        world.Settle();
        world.Applied.Should().BeEmpty();
        world.Memory.Conflicts.Should().ContainSingle().Which.Path.Should().Be("active");
        world.Stripe.Products["sanity_mug"]["active"] = false;
        world.Settle();
        world.Memory.Conflicts.Should().BeEmpty();
    }

    [Fact]
    public void Each_buried_object_that_somebody_unarchives_is_a_conflict_of_its_own()
    {
        var world = Linked();
        world.Documents.Clear();
        world.Settle();
        world.Stripe.Products["sanity_mug"]["active"] = true;
        world.Settle();
        world.Stripe.Prices["price_0001"]["active"] = true;
        world.Settle();
        world.Memory.Conflicts.Select(open => open.SanityId).Should().BeEquivalentTo("mug", "mug-eur");
        world.Stripe.Products["sanity_mug"]["active"] = false;
        world.Settle();
        world.Memory.Conflicts.Should().ContainSingle().Which.SanityId.Should().Be("mug-eur");
        world.Conflicts.Values.Single(record => record.SanityId == "mug").Winner.Should().Be(Side.Sanity);
    }

    [Fact]
    public void An_internal_product_unarchived_in_Stripe_becomes_available()
    {
        var world = Linked();
        world.Documents["mug"]["sellStatus"] = "internal";
        world.Settle();
        world.Stripe.Product("sanity_mug")!.Active.Should().BeFalse();
        world.Stripe.Products["sanity_mug"]["active"] = true;
        world.Settle();
        world.Documents["mug"]["sellStatus"]!.ToString().Should().Be("available");
        world.Stripe.Product("sanity_mug")!.Metadata["sell_status"].Should().Be("available");
        world.Stripe.Product("sanity_mug")!.Active.Should().BeTrue();
    }

    [Fact]
    public void A_price_whose_document_has_moved_is_archived_once_the_other_product_has_its_own()
    {
        var world = Linked();
        world.Documents["mug-eur"]["product"] = A.Reference("tee");
        world.Settle();
        world.Stripe.Price("price_0001")!.Active.Should().BeTrue("the document still names it");
        world.Memory = world.Memory with
        {
            Links = [.. world.Memory.Links.Where(link => link.Type == ObjectType.Product)],
        };
        world.Documents["mug-eur"]["stripePriceId"] = "price_of_tee";
        world.Documents["mug-eur"]["previousStripePriceIds"] = new System.Text.Json.Nodes.JsonArray(
            "price_0001"
        );
        world.Settle();
        world.Stripe.Price("price_0001")!.Active.Should().BeFalse();
        world.Documents.Keys.Should().BeEquivalentTo("mug", "mug-eur");
    }

    [Fact]
    public void A_price_that_moved_to_another_product_is_left_to_that_product()
    {
        var world = Linked();
        world.Documents["mug-eur"]["product"] = A.Reference("tee");
        world.Settle();
        world.Stripe.Product("sanity_mug")!.DefaultPrice.Should().BeNull();
    }
}
