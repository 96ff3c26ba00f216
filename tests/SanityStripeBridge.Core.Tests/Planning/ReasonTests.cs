using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>What a change says of itself, and what it needs to have seen.</summary>
public sealed class ReasonTests
{
    private static Change Only(World world) => world.Plan().Changes.Should().ContainSingle().Subject;

    private static void Unmark(World world) =>
        ((JsonObject)world.Stripe.Products["sanity_mug"]["metadata"]!).Remove("sanity_id");

    [Fact]
    public void An_object_without_our_marks_gets_them_by_themselves()
    {
        var world = ReplacementTests.Linked();
        Unmark(world);
        var change = Only(world);
        (change.Side, change.Action, change.Because)
            .Should()
            .Be((Side.Stripe, ChangeAction.Link, "it does not name its document yet"));
        world.Settle();
        world.Stripe.Product("sanity_mug")!.Metadata["sanity_id"].Should().Be("mug");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_edit_in_Sanity_names_its_fields_whether_or_not_the_marks_go_along(bool unmarked)
    {
        var world = ReplacementTests.Linked();
        (world.Documents["mug"]["name"], world.Documents["mug"]["unitLabel"]) = ("Cup", "cup");
        if (unmarked)
            Unmark(world);
        var change = Only(world);
        (change.Side, change.Action, change.Because)
            .Should()
            .Be((Side.Stripe, ChangeAction.Update, "it changed in Sanity: name, unitLabel"));
    }

    [Fact]
    public void An_edit_in_Stripe_names_its_fields()
    {
        var world = ReplacementTests.Linked();
        world.Stripe.Products["sanity_mug"]["name"] = "Pot";
        var change = Only(world);
        (change.Side, change.Action, change.Because)
            .Should()
            .Be((Side.Sanity, ChangeAction.Update, "it changed in Stripe: name"));
    }

    [Theory]
    [InlineData(false, ChangeAction.Archive)]
    [InlineData(true, ChangeAction.Restore)]
    public void Taking_off_sale_and_putting_back_have_words_of_their_own(bool active, ChangeAction action)
    {
        var world = ReplacementTests.Linked();
        world.Stripe.Products["sanity_mug"]["active"] = !active;
        world.Settle();
        world.Stripe.Products["sanity_mug"]["active"] = active;
        var change = Only(world);
        (change.Side, change.Action, change.Because)
            .Should()
            .Be((Side.Sanity, action, "it changed in Stripe: active"));
    }

    [Fact]
    public void A_document_that_lost_the_id_gets_it_by_itself()
    {
        var world = ReplacementTests.Linked();
        world.Documents["mug"].Remove("stripeProductId");
        var change = Only(world);
        (change.Side, change.Action, change.Because)
            .Should()
            .Be((Side.Sanity, ChangeAction.Link, "the document does not name it yet"));
    }

    [Fact]
    public void A_document_that_is_known_from_a_delivery_is_read_whole_before_it_is_written()
    {
        var world = ReplacementTests.Linked();
        world.Stripe.Products["sanity_mug"]["name"] = "Pot";
        Hearsay(world).Wants.Documents.Should().Equal("mug");
        world.Settings = world.Settings with { OnlyTo = Side.Stripe };
        Hearsay(world).Wants.IsEmpty.Should().BeTrue("nothing of it will be written");
    }

    [Fact]
    public void Whether_it_names_its_object_is_not_judged_by_a_delivery()
    {
        var world = ReplacementTests.Linked();
        world.Documents["mug"].Remove("stripeProductId");
        var plan = Hearsay(world);
        plan.Changes.Should().BeEmpty();
        plan.Wants.IsEmpty.Should().BeTrue();
        world.Memory = world.Memory.With(world.Memory.Product! with { IdWritten = false });
        Hearsay(world).Wants.Documents.Should().Equal("mug");
    }

    [Fact]
    public void A_document_that_goes_with_its_object_is_read_whole_first()
    {
        var world = ReplacementTests.Linked();
        world.Settings = world.Settings with { DeletedInStripe = DeletedInStripe.Delete };
        world.Stripe.Products.Remove("sanity_mug");
        Hearsay(world).Wants.Documents.Should().Contain("mug");
    }

    [Fact]
    public void What_a_buried_object_is_now_stands_in_the_conflict_about_it()
    {
        var world = ReplacementTests.Linked();
        world.Documents.Clear();
        world.Settle();
        world.Memory.Links.Should().OnlyContain(link => !link.IdWritten);
        world.Stripe.Prices["price_0001"]["active"] = true;
        var record = world.Plan().Conflicts.Should().ContainSingle().Subject;
        (record.SanityId, record.StripeId, record.Path, record.Policy, record.Since)
            .Should()
            .Be(("mug-eur", "price_0001", "active", "hold", A.Monday));
        (record.Baseline, record.Sanity, record.Stripe)
            .Should()
            .Be((FieldValue.Flag(false), FieldValue.Flag(false), FieldValue.Flag(true)));
    }

    // What the look saw of the product document was told by a delivery.
    private static FamilyPlan Hearsay(World world) =>
        world.Plan(look => look.With("mug", look.Documents["mug"] with { Complete = false }));
}
