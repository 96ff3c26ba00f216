using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Merging;

/// <summary>Fields of which a mapping says that one side's edits count: the other side obeys.</summary>
public sealed class OneSidedFieldTests
{
    private static readonly MergeRules Ordinary = new(ConflictPolicy.Owner, null, false, A.Monday);

    [Theory]
    [InlineData(Side.Sanity)]
    [InlineData(Side.Stripe)]
    public void An_edit_where_edits_count_is_written_to_the_other_side(Side source)
    {
        var merged = Of(source, agreed: "a", there: "b", other: "a");
        Written(merged, Other(source)).Should().Equal(("description", Text("a"), Text("b")));
        Written(merged, source).Should().BeEmpty();
        merged.Notes.Should().BeEmpty();
        merged.Link.BaselineOf("description").Should().Be(Text("a"), "it moves when both hold the value");
    }

    [Theory]
    [InlineData(Side.Sanity)]
    [InlineData(Side.Stripe)]
    public void An_edit_where_none_counts_is_put_back_with_a_sentence_that_names_the_documents_field(
        Side source
    )
    {
        var merged = Of(source, agreed: "a", there: "a", other: "c");
        Written(merged, Other(source)).Should().Equal(("description", Text("c"), Text("a")));
        Written(merged, source).Should().BeEmpty();
        merged.Notes.Should().Equal($"body follows {source} only, so \"c\" was put back to \"a\"");
        merged.Conflicts.Should().BeEmpty();
    }

    [Theory]
    [InlineData(Side.Sanity)]
    [InlineData(Side.Stripe)]
    public void Edits_on_both_sides_are_no_conflict(Side source)
    {
        var merged = Of(source, agreed: "a", there: "b", other: "c");
        Written(merged, Other(source)).Should().Equal(("description", Text("c"), Text("b")));
        merged.Conflicts.Should().BeEmpty();
    }

    [Theory]
    [InlineData(Side.Sanity)]
    [InlineData(Side.Stripe)]
    public void What_both_hold_is_agreed(Side source)
    {
        var merged = Of(source, agreed: "a", there: "b", other: "b");
        merged.Link.BaselineOf("description").Should().Be(Text("b"));
        Written(merged, Other(source)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(Side.Sanity)]
    [InlineData(Side.Stripe)]
    public void What_was_cleared_where_edits_count_is_cleared_on_the_other_side(Side source) =>
        Written(Of(source, agreed: "a", there: null, other: "a"), Other(source))
            .Should()
            .Equal(("description", Text("a"), FieldValue.Absent));

    [Theory]
    [InlineData(Side.Sanity)]
    [InlineData(Side.Stripe)]
    public void What_stood_on_the_other_side_before_anything_was_agreed_waits_for_a_person(Side source)
    {
        var merged = Of(source, agreed: null, there: "a", other: "c");
        var record = merged.Conflicts.Should().ContainSingle().Subject;
        (record.Path, record.Policy, record.Winner).Should().Be(("description", "hold", null));
        Written(merged, Other(source)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(Side.Sanity)]
    [InlineData(Side.Stripe)]
    public void It_waits_no_longer_once_the_side_that_counts_is_preferred(Side source)
    {
        var preferred = Of(source, null, "a", "c", Ordinary with { Prefer = source });
        Written(preferred, Other(source)).Should().Equal(("description", Text("c"), Text("a")));
        preferred.Conflicts.Should().BeEmpty();
        Of(source, null, "a", "c", Ordinary with { Prefer = Other(source) })
            .Conflicts.Should()
            .ContainSingle("the other side's value cannot be had in a field that does not follow it");
    }

    [Theory]
    [InlineData(Side.Sanity)]
    [InlineData(Side.Stripe)]
    public void A_force_writes_it_too(Side source)
    {
        var forced = Of(source, null, "a", "c", Ordinary with { OnlyTo = Other(source), Force = true });
        Written(forced, Other(source)).Should().Equal(("description", Text("c"), Text("a")));
        forced.Conflicts.Should().BeEmpty();
    }

    [Theory]
    [InlineData(Side.Sanity)]
    [InlineData(Side.Stripe)]
    public void An_empty_other_side_is_filled_at_first_contact(Side source) =>
        Written(Of(source, agreed: null, there: "a", other: null), Other(source))
            .Should()
            .Equal(("description", FieldValue.Absent, Text("a")));

    [Theory]
    [InlineData(Side.Sanity)]
    [InlineData(Side.Stripe)]
    public void Nothing_at_all_clears_nothing_at_first_contact(Side source)
    {
        foreach (var rules in (MergeRules[])[Ordinary, Ordinary with { Prefer = source }])
        {
            var merged = Of(source, agreed: null, there: null, other: "c", rules);
            Written(merged, Other(source)).Should().BeEmpty();
            merged.Conflicts.Should().BeEmpty();
            merged.Link.BaselineOf("description").Should().BeNull();
        }
    }

    [Fact]
    public void What_Stripe_cannot_clear_stays_there_when_the_document_that_counts_drops_it()
    {
        var merged = Of(Side.Sanity, "MUG", there: null, other: "MUG", path: "statementDescriptor");
        merged.ToStripe.Concat(merged.ToSanity).Should().BeEmpty();
        merged.Notes.Should().BeEmpty();
        merged.Link.BaselineOf("statementDescriptor").Should().Be(FieldValue.Absent);
    }

    [Fact]
    public void What_Stripe_cannot_clear_can_be_changed() =>
        Of(Side.Sanity, "MUG", there: "CUP", other: "MUG", path: "statementDescriptor")
            .ToStripe.Should()
            .ContainSingle()
            .Which.To.Should()
            .Be(Text("CUP"));

    [Fact]
    public void What_Stripe_does_not_have_leaves_a_document_that_follows_Stripe() =>
        Of(Side.Stripe, "MUG", there: null, other: "MUG", path: "statementDescriptor")
            .ToSanity.Should()
            .ContainSingle()
            .Which.To.IsAbsent.Should()
            .BeTrue();

    private static ObjectMerge Of(
        Side source,
        string? agreed,
        string? there,
        string? other,
        MergeRules? rules = null,
        string path = "description"
    )
    {
        var link = new Link
        {
            Type = ObjectType.Product,
            SanityId = "mug",
            StripeId = "prod_1",
            Family = "mug",
        };
        var direction = source == Side.Sanity ? FieldDirection.ToStripe : FieldDirection.ToSanity;
        var field = new FieldSource { From = "body", Said = direction };
        var (sanity, stripe) = source == Side.Sanity ? (there, other) : (other, there);
        return ObjectMerge.Of(
            new(
                agreed is null ? link : link.Agree(path, Text(agreed)),
                new(Fields.None.With(path, Text(sanity)), []),
                new(Fields.None.With(path, Text(stripe)), [])
            )
            {
                Shape = new(new Dictionary<string, FieldSource> { [path] = field }),
            },
            rules ?? Ordinary
        );
    }

    private static IEnumerable<(string Path, FieldValue From, FieldValue To)> Written(
        ObjectMerge merged,
        Side side
    ) =>
        (side == Side.Sanity ? merged.ToSanity : merged.ToStripe).Select(change =>
            (change.Path, change.From, change.To)
        );

    private static FieldValue Text(string? text) => FieldValue.Text(text);

    private static Side Other(Side side) => side == Side.Sanity ? Side.Stripe : Side.Sanity;
}
