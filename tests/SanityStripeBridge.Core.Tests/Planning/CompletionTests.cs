using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>What a finished write leaves in memory.</summary>
public sealed class CompletionTests
{
    private static readonly Link Price = A.Link(
        ObjectType.Price,
        A.Fields(("unitAmount", "1999"), ("nickname", "\"a\""), ("active", "true")),
        "mug-eur",
        "price_1"
    );

    private static Intent Made(Side side = Side.Stripe, params (string Path, string Json)[] after) =>
        new()
        {
            Id = "op",
            Key = "ssb-op",
            Family = "mug",
            Side = side,
            Type = ObjectType.Price,
            Action = IntentAction.Create,
            SanityId = "mug-eur",
            StripeId = null,
            Before = A.Fields(("nickname", "\"seen\"")),
            After = A.Fields(after),
            Request = "",
            CreatedAt = A.Monday,
        };

    [Theory]
    [InlineData(Side.Sanity, true)]
    [InlineData(Side.Stripe, false)]
    public void Of_a_new_pair_the_document_bears_the_id_only_if_it_was_what_was_made(Side side, bool written)
    {
        var (link, old) = Completion.Created(null, Made(side), "price_2", A.Monday);
        (link.StripeId, link.SanityId, link.Family, link.State)
            .Should()
            .Be(("price_2", "mug-eur", "mug", LinkState.Linked));
        link.PublishedSeen.Should().BeTrue();
        link.IdWritten.Should().Be(written);
        old.Should().BeNull();
    }

    [Fact]
    public void Everything_that_it_could_have_is_agreed_but_for_its_product_and_what_the_document_lacks()
    {
        var intent = Made(after: [("unitAmount", "2499"), ("metadata.color", "\"red\"")]) with
        {
            Halves = ["nickname"],
        };
        var link = Completion.Created(null, intent, "price_2", A.Monday).Link;
        link.BaselineOf("unitAmount").Should().Be(FieldValue.Integer(2499));
        link.BaselineOf("metadata.color").Should().Be(FieldValue.Text("red"));
        link.BaselineOf("lookupKey").Should().Be(FieldValue.Absent);
        link.BaselineOf("product").Should().BeNull();
        link.BaselineOf("nickname").Should().BeNull();
    }

    [Fact]
    public void What_the_document_does_not_hold_yet_stays_agreed_as_it_was_with_the_former_price()
    {
        var intent = Made(after: [("nickname", "\"b\"")]) with { Halves = ["nickname", "metadata.color"] };
        var link = Completion.Created(Price, intent, "price_2", A.Monday).Link;
        link.BaselineOf("nickname").Should().Be(FieldValue.Text("a"));
        link.BaselineOf("metadata.color").Should().BeNull("it was never agreed");
    }

    [Fact]
    public void A_replaced_price_waits_for_its_archive_with_the_fields_it_was_seen_with()
    {
        var old = Completion.Created(Price, Made(), "price_2", A.Monday).Old!;
        (old.StripeId, old.SanityId, old.Family, old.ArchiveAt)
            .Should()
            .Be(("price_1", "mug-eur", "mug", A.Monday));
        old.Seen.Should().Equal(A.Fields(("nickname", "\"seen\"")));
    }

    [Fact]
    public void Where_the_intent_did_not_see_the_former_price_it_rests_as_it_was_agreed()
    {
        var revived = Made() with { Action = IntentAction.Revive };
        Completion.Created(Price, revived, "price_2", A.Monday).Old!.Seen.Should().Equal(Price.Baseline);
        var moved = Completion.Created(Price with { Family = "tee" }, Made(), "price_2", A.Monday).Old!;
        (moved.Family, moved.ArchiveAt).Should().Be(("tee", A.Monday));
        moved.Seen.Should().Equal(Price.Baseline);
    }

    [Fact]
    public void A_price_that_is_gone_in_Stripe_has_nothing_to_archive()
    {
        var old = Completion
            .Created(Price with { State = LinkState.DeletedInStripe }, Made(), "price_2", A.Monday)
            .Old!;
        old.ArchiveAt.Should().BeNull();
        old.Seen.Should().BeEmpty();
    }

    [Fact]
    public void The_same_price_once_more_and_a_product_replace_nothing()
    {
        Completion.Created(Price, Made(), "price_1", A.Monday).Old.Should().BeNull();
        var product = A.Link(ObjectType.Product, Fields.None);
        Completion
            .Created(product, Made() with { Type = ObjectType.Product, SanityId = "mug" }, "prod_2", A.Monday)
            .Old.Should()
            .BeNull();
    }

    [Fact]
    public void An_archived_price_rests_as_inactive_unless_nothing_is_known_of_it()
    {
        var waiting = new Retirement("price_1", "mug-eur", "mug", A.Monday);
        var known = Completion.Archived(waiting with { Seen = A.Fields(("active", "true")) });
        known.ArchiveAt.Should().BeNull();
        known.Seen["active"].Should().Be(FieldValue.Flag(false));
        Completion.Archived(waiting).Seen.Should().BeEmpty();
    }

    [Fact]
    public void A_document_that_went_or_was_only_proposed_bears_no_id_and_was_not_published()
    {
        var removed = Completion.Removed(Price);
        (removed.State, removed.IdWritten).Should().Be((LinkState.Tombstone, false));
        var proposed = Completion.Proposed(Price);
        (proposed.State, proposed.PublishedSeen).Should().Be((LinkState.Proposed, false));
    }

    [Fact]
    public void A_write_agrees_on_what_it_wrote_and_the_other_side_holds()
    {
        var intent = Made(after: [("nickname", "\"b\""), ("lookupKey", "\"k\"")]) with
        {
            Action = IntentAction.Update,
            Paths = ["nickname", "lookupKey", "active"],
            Halves = ["lookupKey"],
        };
        var link = Completion.Agree(Price, intent);
        link.BaselineOf("nickname").Should().Be(FieldValue.Text("b"));
        link.BaselineOf("active").Should().Be(FieldValue.Absent, "it was cleared");
        link.BaselineOf("lookupKey").Should().Be(FieldValue.Absent, "as before");
        link.BaselineOf("unitAmount").Should().Be(FieldValue.Integer(1999));
    }
}
