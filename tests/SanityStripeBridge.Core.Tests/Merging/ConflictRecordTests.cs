using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Merging;

/// <summary>What is written down about two values of which only one was kept, and when it is closed.</summary>
public sealed class ConflictRecordTests
{
    private static readonly Link Agreed = A.Link(ObjectType.Product, A.Fields(("name", "\"a\"")));
    private static readonly Link Unseen = new()
    {
        Type = ObjectType.Product,
        SanityId = "mug",
        StripeId = "prod_1",
        Family = "mug",
    };

    [Theory]
    [InlineData(ConflictPolicy.Owner, "owner")]
    [InlineData(ConflictPolicy.Stripe, "stripe")]
    [InlineData(ConflictPolicy.Hold, "hold")]
    public void It_names_the_policy_that_decided_and_what_both_had_agreed_on(
        ConflictPolicy policy,
        string word
    )
    {
        var record = Single(Of(Pair(Agreed, "b", "c"), policy));
        (record.Policy, record.Baseline, record.Since).Should().Be((word, Text("a"), A.Monday));
        (record.SanityId, record.StripeId, record.Family).Should().Be(("mug", "prod_1", "mug"));
    }

    [Theory]
    [InlineData(Side.Sanity)]
    [InlineData(Side.Stripe)]
    public void It_says_so_when_a_person_preferred_a_side_that_was_never_agreed_with(Side side)
    {
        var merged = ObjectMerge.Of(Pair(Unseen, "b", "c"), Rules() with { Prefer = side });
        var record = Single(merged);
        (record.Policy, record.Winner).Should().Be(("prefer", side));
        (side == Side.Sanity ? merged.ToStripe : merged.ToSanity)
            .Should()
            .ContainSingle()
            .Which.To.Should()
            .Be(Text(side == Side.Sanity ? "b" : "c"));
    }

    [Fact]
    public void A_preference_decides_nothing_where_both_had_agreed() =>
        Single(
            ObjectMerge.Of(Pair(Agreed, "b", "c"), Rules(ConflictPolicy.Hold) with { Prefer = Side.Stripe })
        )
            .Winner.Should()
            .BeNull();

    [Fact]
    public void It_keeps_the_day_on_which_the_difference_was_found_while_the_values_move()
    {
        var open = Open(A.Monday.AddDays(-3));
        var moved = Single(Of(Pair(Agreed, "b", "d", open), ConflictPolicy.Hold));
        (moved.Since, moved.Stripe).Should().Be((A.Monday.AddDays(-3), Text("d")));
    }

    [Fact]
    public void An_agreement_about_another_field_closes_nothing()
    {
        var merged = Of(Pair(Agreed, "b", "c", Open(A.Monday) with { Path = "icon" }), ConflictPolicy.Hold);
        merged.Conflicts.Should().HaveCount(2);
        merged
            .Conflicts.Should()
            .ContainSingle(record => record.ResolvedAt == null)
            .Which.Path.Should()
            .Be("name");
    }

    [Fact]
    public void A_winner_that_was_named_stays_the_winner_whatever_both_became_since() =>
        Single(Of(Pair(Agreed, "d", "d", Open(A.Monday) with { Winner = Side.Sanity })))
            .Winner.Should()
            .Be(Side.Sanity);

    [Fact]
    public void A_winner_that_was_named_stays_the_winner_though_the_other_value_came_to_stay() =>
        Single(Of(Pair(Agreed, "c", "c", Open(A.Monday) with { Winner = Side.Sanity })))
            .Winner.Should()
            .Be(Side.Sanity);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_edit_that_our_write_ran_over_is_recorded_and_closed_at_once_when_ours_is_kept(bool known)
    {
        var pair = Pair(Agreed, "b", "b", known ? [Open(A.Monday.AddDays(-1))] : []);
        var merged = Of(RunOver(pair, Text("a"), "c"));
        var record = Single(merged);
        (record.Sanity, record.Stripe, record.Winner, record.ResolvedAt)
            .Should()
            .Be((Text("b"), Text("c"), Side.Sanity, A.Monday));
        record.Id.Should().Be(known ? "1" : "");
        merged.ToStripe.Concat(merged.ToSanity).Should().BeEmpty();
        merged.Link.BaselineOf("name").Should().Be(Text("b"));
    }

    [Fact]
    public void An_edit_that_our_write_ran_over_is_put_back_whole_where_only_Stripe_had_changed()
    {
        var merged = Of(RunOver(Pair(Agreed, "a", "b"), Text("a"), "c"));
        var (toSanity, toStripe) = (
            merged.ToSanity.Should().ContainSingle().Subject,
            merged.ToStripe.Should().ContainSingle().Subject
        );
        (toSanity.To, toStripe.To).Should().Be((Text("c"), Text("c")));
        (toSanity.IsHalf, toStripe.IsHalf).Should().Be((true, true), "neither write alone makes them agree");
        merged.Conflicts.Should().BeEmpty();
    }

    [Fact]
    public void A_write_that_makes_both_equal_is_whole()
    {
        Of(Pair(Agreed, "b", "a")).ToStripe.Should().ContainSingle().Which.IsHalf.Should().BeFalse();
        Of(Pair(Agreed, "a", "b")).ToSanity.Should().ContainSingle().Which.IsHalf.Should().BeFalse();
    }

    [Fact]
    public void An_edit_that_our_write_ran_over_comes_back_to_Stripe_while_a_person_decides()
    {
        var merged = Of(RunOver(Pair(Agreed, "b", "b"), Text("a"), "c"), ConflictPolicy.Hold);
        var change = merged.ToStripe.Should().ContainSingle().Subject;
        (change.To, change.IsHalf).Should().Be((Text("c"), true));
        Single(merged).ResolvedAt.Should().BeNull();
    }

    [Fact]
    public void What_our_look_did_not_hold_is_judged_by_what_both_had_agreed_on() =>
        Single(Of(RunOver(Pair(Agreed, "b", "b"), before: null, "c"))).Winner.Should().Be(Side.Sanity);

    [Fact]
    public void Metadata_that_stands_nowhere_any_more_is_remembered_by_what_our_write_ran_over()
    {
        var pair = Pair(Agreed, "a", "a") with
        {
            Overwritten = new Dictionary<string, (FieldValue?, FieldValue)>
            {
                ["metadata.color"] = (Text("red"), Text("blue")),
            },
        };
        Single(Of(pair)).Path.Should().Be("metadata.color");
    }

    [Fact]
    public void What_another_price_lost_is_not_written_over_but_closed_beside_the_new_record()
    {
        var before = Open(A.Monday.AddDays(-1)) with { StripeId = "prod_0", Winner = Side.Sanity };
        var records = Of(Pair(Agreed, "b", "d", before)).Conflicts;
        records.Should().HaveCount(2);
        records[0].Should().Be(before with { ResolvedAt = A.Monday });
        (records[1].Id, records[1].StripeId, records[1].Stripe, records[1].ResolvedAt)
            .Should()
            .Be(("", "prod_1", Text("d"), null));
    }

    [Theory]
    [InlineData("prod_1", "c", Side.Sanity)]
    [InlineData("prod_0", "d", Side.Sanity)]
    [InlineData("prod_0", "c", null)]
    public void A_later_value_of_the_same_price_or_one_that_nobody_decided_yet_moves_the_record(
        string stripeId,
        string stripe,
        Side? winner
    )
    {
        var before = Open(A.Monday.AddDays(-1)) with
        {
            StripeId = stripeId,
            Stripe = Text(stripe),
            Winner = winner,
        };
        var record = Single(Of(Pair(Agreed, "b", "d", before)));
        (record.Id, record.Stripe, record.Since).Should().Be(("1", Text("d"), before.Since));
    }

    private static Conflict Open(DateTimeOffset since) =>
        Single(Of(Pair(Agreed, "b", "c"), ConflictPolicy.Hold)) with
        {
            Id = "1",
            Since = since,
        };

    private static Pair Pair(Link link, string sanity, string stripe, params Conflict[] open) =>
        new(link, new(Named(sanity), []), new(Named(stripe), [])) { Open = open };

    private static Pair RunOver(Pair pair, FieldValue? before, string theirs) =>
        pair with
        {
            Overwritten = new Dictionary<string, (FieldValue?, FieldValue)>
            {
                ["name"] = (before, Text(theirs)),
            },
        };

    private static Conflict Single(ObjectMerge merged) => merged.Conflicts.Should().ContainSingle().Subject;

    private static ObjectMerge Of(Pair pair, ConflictPolicy policy = ConflictPolicy.Owner) =>
        ObjectMerge.Of(pair, Rules(policy));

    private static MergeRules Rules(ConflictPolicy policy = ConflictPolicy.Owner) =>
        new(policy, null, false, A.Monday);

    private static Fields Named(string name) => Fields.None.With("name", Text(name));

    private static FieldValue Text(string text) => FieldValue.Text(text);
}
