using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>What becomes of documents whose Stripe object was deleted by hand, as the operator wants it.</summary>
public sealed class DeletedInStripeTests
{
    [Theory]
    [InlineData(DeletedInStripe.Unpublish, true)]
    [InlineData(DeletedInStripe.Delete, false)]
    public void A_products_document_goes_too_and_stays_as_a_draft_only_where_it_is_unpublished(
        DeletedInStripe policy,
        bool asDraft
    )
    {
        var world = Deleted(policy);
        world.Settle();
        world.Documents.ContainsKey("mug").Should().BeFalse();
        world.Documents.ContainsKey("drafts.mug").Should().Be(asDraft);
        var change = world.Applied.Single(change => change.SanityId == "mug");
        (change.Side, change.Action, change.IsDraft, change.IsDangerous)
            .Should()
            .Be((Side.Sanity, ChangeAction.Delete, asDraft, true));
        world.Memory.Product!.State.Should().Be(LinkState.Tombstone);
        world.Settle().Changes.Should().BeEmpty();
    }

    [Theory]
    [InlineData(DeletedInStripe.Unpublish, "unpublished")]
    [InlineData(DeletedInStripe.Delete, "deleted")]
    public void The_editor_reads_what_became_of_the_document(DeletedInStripe policy, string word) =>
        Deleted(policy)
            .Plan()
            .Findings.Should()
            .ContainSingle(finding => finding.SanityId == "mug")
            .Which.Message.Should()
            .Be($"The product was deleted in Stripe, so the document was {word}");

    [Fact]
    public void The_editor_is_told_how_it_can_be_made_again_where_the_document_stays()
    {
        var world = Deleted(DeletedInStripe.Mark);
        var finding = world.Plan().Findings.Single(finding => finding.SanityId == "mug");
        (finding.Status, finding.Message)
            .Should()
            .Be(
                (
                    CompanionStatus.DeletedInStripe,
                    "The product was deleted in Stripe. It is made again only on request (sync --recreate)"
                )
            );
    }

    [Fact]
    public void A_draft_that_somebody_has_open_survives_the_unpublishing_as_it_is()
    {
        var world = Deleted(DeletedInStripe.Unpublish);
        var draft = (JsonObject)world.Documents["mug"].DeepClone();
        (draft["_id"], draft["name"]) = ("drafts.mug", "typing …");
        world.Put(draft);
        world.Settle();
        world.Documents["drafts.mug"]["name"]!.ToString().Should().Be("typing …");
    }

    [Theory]
    [InlineData(DeletedInStripe.Mark, false)]
    [InlineData(DeletedInStripe.Unpublish, true)]
    [InlineData(DeletedInStripe.Delete, true)]
    public void A_variant_has_no_document_of_its_own_so_it_is_taken_off_sale_once(
        DeletedInStripe policy,
        bool switchedOff
    )
    {
        var world = WithVariant();
        world.Settings = world.Settings with { DeletedInStripe = policy };
        world.Stripe.Prices.Clear();
        var plan = world.Settle();
        (world.Documents["mug"]["variants"]![0]!["active"]?.ToJsonString())
            .Should()
            .Be(switchedOff ? "false" : null);
        plan.Findings.Should().ContainSingle().Which.Status.Should().Be(CompanionStatus.DeletedInStripe);
        world.Applied.Clear();
        world.Documents["mug"]["variants"]![0]!["active"] = true;
        world.Settle();
        world.Applied.Should().BeEmpty("whoever puts it back knows of it");
    }

    [Fact]
    public void A_variant_that_was_off_sale_already_is_not_touched()
    {
        var world = WithVariant();
        world.Documents["mug"]["variants"]![0]!["active"] = false;
        world.Settle();
        world.Applied.Clear();
        world.Settings = world.Settings with { DeletedInStripe = DeletedInStripe.Delete };
        world.Stripe.Prices.Clear();
        world.Settle();
        world.Applied.Should().BeEmpty();
    }

    private static World Deleted(DeletedInStripe policy)
    {
        var world = ReplacementTests.Linked();
        world.Settings = world.Settings with { DeletedInStripe = policy };
        world.Stripe.Products.Clear();
        world.Stripe.Prices.Clear();
        return world;
    }

    private static World WithVariant()
    {
        var mug = A.Product();
        mug["variants"] = JsonNode.Parse(
            """[{"_key":"k1","title":"Small","currency":"eur","unitAmount":1500}]"""
        );
        var world = new World().Put(mug);
        world.Settle();
        world.Applied.Clear();
        return world;
    }
}
