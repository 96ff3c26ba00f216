using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>A backfill makes what is missing on one side and leaves everything else as it stands.</summary>
public sealed class MissingOnlyTests
{
    // Each side has a price that the other lacks, and the product was renamed in Sanity.
    private static World Missing(Side on)
    {
        var world = ReplacementTests.Linked().Put(A.Price("mug-usd", amount: 5));
        world.PutInStripe(A.StripePrice("price_new", "sanity_mug", 700));
        world.Documents["mug"]["name"] = "Cup";
        world.Settings = world.Settings with
        {
            MissingOnly = new(on, new HashSet<string>(["mug", "mug-eur"])),
        };
        return world;
    }

    [Theory]
    [InlineData(Side.Sanity, "stripe-price_new")]
    [InlineData(Side.Stripe, "mug-usd")]
    public void Only_what_is_missing_on_that_side_is_made(Side on, string made)
    {
        var world = Missing(on);
        world
            .Plan()
            .Changes.Select(change => (change.Side, change.Action, change.SanityId))
            .Should()
            .Equal((on, ChangeAction.Create, made));
    }

    [Fact]
    public void What_was_just_made_is_completed()
    {
        var world = Missing(Side.Stripe);
        world.Settle();
        world
            .Applied.Select(change => (change.Side, change.Action, change.SanityId))
            .Should()
            .Equal(
                (Side.Stripe, ChangeAction.Create, "mug-usd"),
                (Side.Sanity, ChangeAction.Link, "mug-usd")
            );
        world.Stripe.Product("sanity_mug")!.Name.Should().Be("Mug");
    }

    [Fact]
    public void A_difference_of_what_was_linked_before_opens_no_conflict()
    {
        var world = Missing(Side.Sanity);
        world.Stripe.Products["sanity_mug"]["name"] = "Pot";
        world.Settings = world.Settings with { Conflict = ConflictPolicy.Hold };
        world.Plan().Conflicts.Should().BeEmpty();
        world.Settings = world.Settings with { MissingOnly = null };
        world.Plan().Conflicts.Should().ContainSingle().Which.Path.Should().Be("name");
    }
}
