using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>The document that an object born in Stripe, or a line of a seed file, becomes.</summary>
public sealed class NewDocumentTests
{
    [Fact]
    public void A_product_becomes_a_document_of_its_type_that_bears_its_id()
    {
        var write = Create(ObjectType.Product, slug: "mug");
        Body(write)
            .Should()
            .Be(
                """{"_id":"mug","_type":"product","stripeProductId":"x_1","stripeCreatedAt":"2026-11-16T09:00:00Z","updatedFromStripe":true,"slug":{"_type":"slug","current":"mug"},"name":"Mug"}"""
            );
        write.After.Published!.Body.Remove("_rev").Should().BeTrue();
        write.After.Published.Body.ToJsonString().Should().Be(Body(write));
    }

    [Fact]
    public void A_price_refers_weakly_to_its_product_and_names_it_nowhere_else()
    {
        var price = Create(ObjectType.Price, "mug-eur", ("nickname", "\"Standard\""), ("product", "\"x_0\""));
        Body(price)
            .Should()
            .Be(
                """{"_id":"mug-eur","_type":"price","stripePriceId":"x_1","stripeCreatedAt":"2026-11-16T09:00:00Z","updatedFromStripe":true,"product":{"_type":"reference","_ref":"mug","_weak":true},"nickname":"Standard"}"""
            );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_it_was_made_it_needs_no_second_look(bool isDraft)
    {
        var made = DocumentWrite.Create(
            Change(ObjectType.Product, "mug", ("name", "\"Mug\"")) with
            {
                IsDraft = isDraft,
            },
            "mug",
            null,
            A.Monday,
            "rev2",
            CatalogueMapping.Shipped
        );
        made.After.Complete.Should().BeTrue();
        (made.After.Published is null).Should().Be(isDraft);
        made.After.Copies.Should().HaveCount(isDraft ? 1 : 0);
        made.WritesCopies.Should().Be(isDraft);
    }

    [Fact]
    public void A_seeded_document_is_what_the_file_says_and_needs_no_second_look()
    {
        var seeded = DocumentWrite.Seed(ObjectType.Product, A.Product(), "rev2", CatalogueMapping.Shipped);
        JsonNode
            .DeepEquals(((SanityMutation.Create)seeded.Mutations.Single()).Document, A.Product())
            .Should()
            .BeTrue();
        (seeded.After.Complete, seeded.After.Published!.Rev).Should().Be((true, "rev2"));
    }

    [Fact]
    public void A_document_that_was_taken_away_or_patched_needs_no_second_look_either()
    {
        var look = new DocumentLook(new(A.Product()), [], Complete: true);
        var change = Change(ObjectType.Product, "mug") with { Action = ChangeAction.Update };
        DocumentWrite.Remove(change, look).After.Complete.Should().BeTrue();
        DocumentWrite
            .Patch(change, look, [], alone: false, "rev2", CatalogueMapping.Shipped)
            .After.Complete.Should()
            .BeTrue();
    }

    [Fact]
    public void A_draft_that_follows_finance_is_written_alone_and_needs_no_second_look()
    {
        var look = new DocumentLook(
            null,
            [new(A.Product("versions.r1.mug")), new(A.Product("drafts.mug"))],
            Complete: true
        );
        var write = DocumentWrite.Patch(
            Change(ObjectType.Product, "mug") with
            {
                Action = ChangeAction.Update,
                IsDraft = true,
                Fields = [new("name", FieldValue.Text("Mug"), FieldValue.Text("Cup"))],
            },
            look,
            [],
            alone: false,
            "rev2",
            CatalogueMapping.Shipped
        );
        write.Mutations.Should().ContainSingle().Which.DocumentId.Should().Be("drafts.mug");
        write.After.Complete.Should().BeTrue();
        write.After.Copies.Select(copy => copy.Id).Should().Equal("drafts.mug", "versions.r1.mug");
        write.After.Draft!.Text("name").Should().Be("Cup");
    }

    private static string Body(DocumentWrite write) =>
        ((SanityMutation.Create)write.Mutations.Single()).Document.ToJsonString();

    private static DocumentWrite Create(ObjectType type, string slug) =>
        DocumentWrite.Create(
            Change(type, "mug", ("name", "\"Mug\"")),
            "mug",
            slug,
            A.Monday,
            "rev2",
            CatalogueMapping.Shipped
        );

    private static DocumentWrite Create(ObjectType type, string id, params (string, string)[] whole) =>
        DocumentWrite.Create(
            Change(type, id, whole),
            "mug",
            null,
            A.Monday,
            "rev2",
            CatalogueMapping.Shipped
        );

    private static Change Change(ObjectType type, string id, params (string, string)[] whole) =>
        new()
        {
            Side = Side.Sanity,
            Type = type,
            Action = ChangeAction.Create,
            SanityId = id,
            StripeId = "x_1",
            Whole = A.Fields(whole),
            Because = "it was made in Stripe",
        };
}
