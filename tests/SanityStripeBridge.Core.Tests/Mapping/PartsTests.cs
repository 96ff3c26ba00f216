using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Mapping;

public sealed class PartsTests
{
    [Fact]
    public void A_part_is_read_as_a_price_document_of_its_host()
    {
        var part = Parts.Of(Shirt(Variant("k1"))).Should().ContainSingle().Subject;
        (part.Id, part.Type, part.Rev).Should().Be(("mug#k1", "price", "r-mug"));
        SanityReader.Reference(part.Body["product"]).Should().Be("mug");
        var mapped = SanityReader.Price(part);
        mapped.Problems.Should().BeEmpty();
        mapped.Fields["unitAmount"].AsInteger().Should().Be(1500);
        mapped.Fields["metadata.inventory_count"].AsText().Should().Be("12");
        mapped.Fields["type"].AsText().Should().Be("one_time");
    }

    [Fact]
    public void A_key_that_stands_twice_names_no_variant()
    {
        var mug = A.Product();
        mug["variants"] = JsonNode.Parse(
            """[{"_key":"k1","currency":"eur","unitAmount":1},{"_key":"k1","currency":"eur","unitAmount":2}]"""
        );
        var part = Parts.Of(new(mug)).Should().ContainSingle().Subject;
        SanityReader
            .Price(part)
            .Problems.Should()
            .ContainSingle()
            .Which.Sentence.Should()
            .Be(
                "the document has more than one entry with the _key \"k1\"; remove one of them and add it anew"
            );
    }

    [Fact]
    public void A_part_of_a_draft_is_a_draft_of_the_part() =>
        Parts.Of(new(Named("drafts.mug"))).Should().ContainSingle().Which.PublishedId.Should().Be("mug#k1");

    [Theory]
    [InlineData("k1")]
    [InlineData("a \"quoted\" key")]
    [InlineData("back\\slash")]
    public void A_patch_finds_its_entry_whatever_the_key(string key)
    {
        var host = Shirt(Variant("other"), Variant(key));
        var look = new DocumentLook(host, [], Complete: true);
        var write = DocumentWrite.Patch(
            Change(key, new("nickname", default, FieldValue.Text("Tiny"))),
            look,
            [],
            false,
            "rev2",
            CatalogueMapping.Shipped
        );
        var patch = write
            .Mutations.Should()
            .ContainSingle()
            .Subject.Should()
            .BeOfType<SanityMutation.Patch>()
            .Subject;
        (patch.Id, patch.IfRevision).Should().Be(("mug", "r-mug"));
        patch.Set.Select(entry => entry.Key).Should().Contain(DocumentPath.Entry("variants", key) + ".title");
        var after = write.After.Published!.Body["variants"]!.AsArray();
        after[1]!["title"]!.ToString().Should().Be("Tiny");
        after[0]!["title"]!.ToString().Should().Be("Small");
    }

    [Fact]
    public void Several_parts_and_their_host_are_one_patch_on_the_revision_of_the_look()
    {
        var look = new DocumentLook(Shirt(Variant("k1"), Variant("k2")), [], Complete: true);
        var first = DocumentWrite.Patch(
            Change("k1", new("metadata.inventory_count", default, FieldValue.Text("7"))),
            look,
            [],
            false,
            "rev2",
            CatalogueMapping.Shipped
        );
        var second = DocumentWrite.Patch(
            Change("k2", new("lookupKey", FieldValue.Text("x"), default)),
            first.After,
            [],
            false,
            "rev2",
            CatalogueMapping.Shipped
        );
        var patch = DocumentWrite
            .Together([.. first.Mutations, .. second.Mutations])
            .Should()
            .ContainSingle()
            .Which.Should()
            .BeOfType<SanityMutation.Patch>()
            .Subject;
        patch.IfRevision.Should().Be("r-mug");
        patch.Set["variants[_key==\"k1\"].inventoryCount"]!.ToJsonString().Should().Be("7");
        patch.Unset.Should().Equal("variants[_key==\"k2\"].lookupKey");
        second.After.Published!.Rev.Should().Be("rev2");
    }

    [Fact]
    public void A_stock_that_is_no_number_is_a_problem_on_either_side()
    {
        var variant = Variant("k1");
        variant["inventoryCount"] = "many";
        SanityReader
            .Price(Parts.Of(Shirt(variant)).Single())
            .IsRefused("metadata.inventory_count")
            .Should()
            .BeTrue();
        var stripe = new Mapped(A.Fields(("metadata.inventory_count", "\"1.5\"")), []);
        Fitting
            .FromStripe(Parts.Of(Shirt(Variant("k1"))).Single(), stripe)
            .IsRefused("metadata.inventory_count")
            .Should()
            .BeTrue();
        Fitting
            .FromStripe(new(new JsonObject { ["_id"] = "mug-eur", ["_type"] = "price" }), stripe)
            .Problems.Should()
            .BeEmpty("a price document may have such a key");
    }

    private static Change Change(string key, FieldChange field) =>
        new()
        {
            Side = Side.Sanity,
            Type = ObjectType.Price,
            Action = ChangeAction.Update,
            SanityId = PartId.Of("mug", key),
            StripeId = "price_1",
            Fields = [field],
            Because = "it changed in Stripe",
        };

    private static SanityDocument Shirt(params JsonObject[] variants)
    {
        var body = A.Product();
        body["variants"] = new JsonArray([.. variants]);
        return new(body);
    }

    private static JsonObject Named(string id)
    {
        var body = Shirt(Variant("k1")).Body;
        body["_id"] = id;
        return body;
    }

    private static JsonObject Variant(string key) =>
        new()
        {
            ["_key"] = key,
            ["title"] = "Small",
            ["unitAmount"] = 1500,
            ["currency"] = "eur",
            ["inventoryCount"] = 12,
            ["lookupKey"] = key == "k2" ? "x" : null,
            ["stripePriceId"] = "price_1",
        };
}
