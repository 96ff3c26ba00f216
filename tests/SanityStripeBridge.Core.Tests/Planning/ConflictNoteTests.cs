using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Core.Tests.Planning;

public sealed class ConflictNoteTests
{
    [Fact]
    public void Without_a_conflict_that_waits_for_a_person_there_is_no_note()
    {
        ConflictNote.Of([]).Should().BeNull();
        ConflictNote.Of([Record("name") with { Winner = Side.Sanity }]).Should().BeNull();
        ConflictNote.Of([Record("name") with { ResolvedAt = DateTimeOffset.UnixEpoch }]).Should().BeNull();
    }

    [Fact]
    public void It_says_what_stands_on_both_sides_and_the_way_out()
    {
        var note = ConflictNote.Of([Record("name")])!;
        note.Should().Contain("name: \"theirs\" here, \"ours\" in Sanity").And.Contain("conflicts resolve");
        ConflictNote.IsOurs(note).Should().BeTrue();
        ConflictNote.IsOurs("a person's own").Should().BeFalse();
    }

    [Fact]
    public void It_never_passes_Stripes_limit_and_always_keeps_the_way_out()
    {
        var note = ConflictNote.Of(Enumerable.Range(0, 40).Select(i => Record($"metadata.key{i}")))!;
        note.Length.Should().BeLessThanOrEqualTo(500);
        note.Should().Contain("conflicts resolve");
    }

    [Fact]
    public void It_tells_of_the_fields_in_the_order_of_their_names_and_only_of_those_that_wait()
    {
        var note = ConflictNote.Of([
            Record("url"),
            Record("icon"),
            Record("name") with
            {
                Winner = Side.Stripe,
            },
        ])!;
        note.Should()
            .Be(
                "icon: \"theirs\" here, \"ours\" in Sanity; url: \"theirs\" here, \"ours\" in Sanity. Nothing was overwritten. Decide with: bridge conflicts resolve, or make both sides equal"
            );
    }

    [Fact]
    public void It_is_whole_up_to_the_limit_and_cut_with_a_mark_above_it()
    {
        var (frame, limit) = (ConflictNote.Of([Record("")])!.Length, 500);
        var whole = ConflictNote.Of([Record(new('x', limit - frame))])!;
        (whole.Length, whole.Contains('…', StringComparison.Ordinal)).Should().Be((500, false));
        var cut = ConflictNote.Of([Record(new('x', limit - frame + 1))])!;
        (cut.Length, cut.Contains("….", StringComparison.Ordinal)).Should().Be((500, true));
        ConflictNote.IsOurs(cut).Should().BeTrue();
    }

    private static Conflict Record(string path) =>
        new()
        {
            Id = "c",
            Family = "mug",
            Type = ObjectType.Product,
            SanityId = "mug",
            StripeId = "prod_mug",
            Path = path,
            Sanity = FieldValue.Text("ours"),
            Stripe = FieldValue.Text("theirs"),
            Policy = "hold",
            Since = DateTimeOffset.UnixEpoch,
        };
}
