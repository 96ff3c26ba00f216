using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Merging;

/// <summary>A list of which Stripe holds only the beginning, at first contact and when a person forces or prefers a side.</summary>
public sealed class CutListTests
{
    private static readonly MergeRules Ordinary = new(ConflictPolicy.Owner, null, false, A.Monday);
    private static readonly FieldValue Ours = A.Fields(("images", "[\"a\"]"))["images"];
    private static readonly FieldValue Theirs = A.Fields(("images", "[\"b\"]"))["images"];

    public static TheoryData<string> Undecided =>
        ["ordinary", "to Stripe", "force to Sanity", "prefer Stripe"];

    public static TheoryData<string> Decided => ["force to Stripe", "prefer Sanity"];

    [Theory]
    [MemberData(nameof(Undecided))]
    public void Another_list_that_stood_in_Stripe_before_anything_was_agreed_waits_for_a_person(string said)
    {
        var merged = Of(null, Ours, Theirs, Rules(said));
        var record = merged.Conflicts.Should().ContainSingle().Subject;
        (record.Path, record.Sanity, record.Stripe, record.Policy, record.Winner)
            .Should()
            .Be(("images", Ours, Theirs, "hold", null));
        merged.ToStripe.Concat(merged.ToSanity).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Decided))]
    public void A_person_who_decides_for_the_document_has_it_written(string said)
    {
        var merged = Of(null, Ours, Theirs, Rules(said));
        merged.ToStripe.Should().ContainSingle().Which.To.Should().Be(Ours);
        merged.Conflicts.Should().BeEmpty();
    }

    [Fact]
    public void An_empty_list_in_Stripe_is_filled_at_first_contact_and_nobody_is_told()
    {
        var merged = Of(null, Ours, FieldValue.Absent, Ordinary);
        merged.ToStripe.Should().ContainSingle().Which.To.Should().Be(Ours);
        merged.Desired["images"].Should().Be(Ours);
        merged.Conflicts.Should().BeEmpty();
        merged.Notes.Should().BeEmpty();
    }

    [Fact]
    public void What_a_run_may_not_write_to_Stripe_stays_as_it_is()
    {
        var merged = Of(Theirs, Ours, Theirs, Ordinary with { OnlyTo = Side.Sanity });
        merged.ToStripe.Concat(merged.ToSanity).Should().BeEmpty();
    }

    [Fact]
    public void Its_open_conflict_closes_when_Stripe_holds_the_beginning_of_the_document()
    {
        var open = Of(null, Ours, Theirs, Ordinary).Conflicts[0] with { Id = "1" };
        var closed = Of(null, Ours, Ours, Ordinary, open).Conflicts.Should().ContainSingle().Subject;
        (closed.Id, closed.ResolvedAt, closed.Winner).Should().Be(("1", A.Monday, Side.Sanity));
    }

    private static MergeRules Rules(string said) =>
        said switch
        {
            "to Stripe" => Ordinary with { OnlyTo = Side.Stripe },
            "force to Stripe" => Ordinary with { OnlyTo = Side.Stripe, Force = true },
            "force to Sanity" => Ordinary with { OnlyTo = Side.Sanity, Force = true },
            "prefer Sanity" => Ordinary with { Prefer = Side.Sanity },
            "prefer Stripe" => Ordinary with { Prefer = Side.Stripe },
            _ => Ordinary,
        };

    private static ObjectMerge Of(
        FieldValue? agreed,
        FieldValue sanity,
        FieldValue stripe,
        MergeRules rules,
        params Conflict[] open
    )
    {
        var link = new Link
        {
            Type = ObjectType.Product,
            SanityId = "mug",
            StripeId = "prod_1",
            Family = "mug",
        };
        return ObjectMerge.Of(
            new(
                agreed is { } value ? link.Agree("images", value) : link,
                new(Fields.None.With("images", sanity), [])
                {
                    OneWay = new Dictionary<string, string> { ["images"] = "more than Stripe holds" },
                },
                new(Fields.None.With("images", stripe), [])
            )
            {
                Open = open,
            },
            rules
        );
    }
}
