using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>After a write by a shared look, nobody knows yet whether a copy was opened just before it.</summary>
public sealed class UnseenCopyTests
{
    [Fact]
    public void A_former_value_that_was_published_since_our_write_is_put_back_and_told()
    {
        var plan = Renamed("published").Plan();

        plan.Changes.Should()
            .ContainSingle()
            .Which.Should()
            .Match<Change>(change => change.Side == Side.Sanity && change.Fields[0].Path == "name");
        plan.Notes.Should().ContainSingle(note => note.Sentence.Contains("put back"));
    }

    [Fact]
    public void What_the_document_shows_under_our_own_revision_was_brought_back_by_nobody()
    {
        var plan = Renamed("ours").Plan();

        plan.Changes.Should().ContainSingle().Which.Side.Should().Be(Side.Stripe, "it counts as an edit");
        plan.Notes.Should().BeEmpty();
    }

    // The name that our write "ours" replaced stands in the document again.
    private static World Renamed(string rev)
    {
        var world = ReplacementTests.Linked(_ => { });
        world.Settle();
        world.Memory = world.Memory with
        {
            StaleCopies =
            [
                new()
                {
                    CopyId = "mug",
                    SanityId = "mug",
                    Type = ObjectType.Product,
                    Family = "mug",
                    Path = "name",
                    Old = FieldValue.Text("Former mug"),
                    Rev = "ours",
                    LookAt = A.Monday,
                },
            ],
        };
        world.Documents["mug"]["name"] = "Former mug";
        world.Documents["mug"]["_rev"] = rev;
        return world;
    }
}
