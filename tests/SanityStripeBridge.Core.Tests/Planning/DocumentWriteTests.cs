using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>What a change writes to a document, its draft and its versions.</summary>
public sealed class DocumentWriteTests
{
    private static readonly FieldChange Renamed = new("name", FieldValue.Text("Mug"), FieldValue.Text("Cup"));

    [Fact]
    public void A_copy_that_holds_the_old_value_is_written_along_under_its_own_revision()
    {
        var write = Patch(Look(Copy("drafts.mug"), Copy("versions.r1.mug")), Renamed);
        write
            .Mutations.Cast<SanityMutation.Patch>()
            .Select(patch => (patch.Id, patch.IfRevision, patch.Set["name"]!.ToString()))
            .Should()
            .Equal(
                ("mug", "r-mug", "Cup"),
                ("drafts.mug", "r-drafts.mug", "Cup"),
                ("versions.r1.mug", "r-versions.r1.mug", "Cup")
            );
        write.WritesCopies.Should().BeTrue();
        write.Own.Should().BeEmpty();
        write.Stale.Should().BeEmpty();
        write.After.Copies.Should().OnlyContain(copy => copy.Rev == "rev2" && copy.Text("name") == "Cup");
    }

    [Fact]
    public void A_copy_in_which_its_editor_has_another_value_keeps_it_and_is_told()
    {
        var write = Patch(Look(Copy("drafts.mug", "Own mug")), Renamed);
        write.After.Draft!.Text("name").Should().Be("Own mug");
        write.Own.Should().ContainSingle().Which.Field.Should().Be(Renamed);
        write.Stale.Should().BeEmpty();
    }

    [Fact]
    public void A_copy_that_holds_the_new_value_already_has_no_value_of_its_own() =>
        Patch(Look(Copy("drafts.mug", "Cup")), Renamed).Own.Should().BeEmpty();

    [Fact]
    public void A_copy_in_which_somebody_types_too_fast_is_left_alone_and_remembered_as_stale()
    {
        var look = Look(Copy("drafts.mug"));
        var write = Patch(look, Renamed, alone: true);
        write.Mutations.Should().ContainSingle().Which.DocumentId.Should().Be("mug");
        write.WritesCopies.Should().BeFalse();
        write.Stale.Should().ContainSingle().Which.Field.Should().Be(Renamed);
        write.After.Draft.Should().Be(look.Draft);
    }

    [Fact]
    public void A_stale_copy_is_mended_by_itself_under_its_own_revision()
    {
        var patch = DocumentWrite
            .Mend(new(Copy("drafts.mug")), Change(Renamed), [], "rev2", CatalogueMapping.Shipped)
            .Should()
            .ContainSingle()
            .Which.Should()
            .BeOfType<SanityMutation.Patch>()
            .Subject;
        (patch.Id, patch.IfRevision, patch.Set["name"]!.ToString())
            .Should()
            .Be(("drafts.mug", "r-drafts.mug", "Cup"));
    }

    [Fact]
    public void A_copy_without_the_variant_has_no_use_for_its_values()
    {
        var mug = A.Product();
        mug["variants"] = JsonNode.Parse("""[{"_key":"k1","currency":"eur","unitAmount":1500}]""");
        var change = Change(new FieldChange("nickname", FieldValue.Absent, FieldValue.Text("Small"))) with
        {
            Type = ObjectType.Price,
            SanityId = "mug#k1",
        };
        var write = Patch(new(new(mug), [new(Copy("drafts.mug"))], Complete: true), change);
        write.Mutations.Should().ContainSingle().Which.DocumentId.Should().Be("mug");
        write.Own.Should().BeEmpty();
        write.After.Copies.Should().ContainSingle();
    }

    [Fact]
    public void A_document_that_says_so_already_is_not_written()
    {
        var mug = A.Product();
        mug["stripeProductId"] = "prod_1";
        var write = Patch(new(new(mug), [], Complete: true), Change() with { Action = ChangeAction.Link });
        write.Mutations.Should().BeEmpty();
        write.After.Published!.Rev.Should().Be("r-mug");
    }

    [Fact]
    public void The_mark_says_whether_the_last_patch_brought_values_from_Stripe_and_costs_no_write_of_its_own()
    {
        Set(Patch(Look(), Renamed))["updatedFromStripe"]!.GetValue<bool>().Should().BeTrue();
        Set(Patch(Look(), Change() with { Action = ChangeAction.Link }))
            .ContainsKey("updatedFromStripe")
            .Should()
            .BeFalse();
        var marked = A.Product();
        marked["updatedFromStripe"] = true;
        Set(Patch(new(new(marked), [], true), Change() with { Action = ChangeAction.Link }))[
            "updatedFromStripe"
        ]!
            .GetValue<bool>()
            .Should()
            .BeFalse();
    }

    [Fact]
    public void A_price_names_the_ids_it_had_and_a_product_has_none()
    {
        var change = Change(new FieldChange("nickname", default, FieldValue.Text("n"))) with
        {
            Type = ObjectType.Price,
            SanityId = "mug-eur",
        };
        var look = new DocumentLook(new(A.Price()), [], Complete: true);
        Set(Patch(look, change, previous: ["price_a", "price_b"]))["previousStripePriceIds"]!
            .ToJsonString()
            .Should()
            .Be("""["price_a","price_b"]""");
        Set(Patch(look, change)).ContainsKey("previousStripePriceIds").Should().BeFalse();
    }

    [Fact]
    public void A_document_that_is_taken_away_gets_last_words_under_its_revision_first()
    {
        var look = Look(Copy("versions.r1.mug"));
        var write = DocumentWrite.Remove(Change() with { Action = ChangeAction.Delete }, look);
        write.Mutations.Should().HaveCount(2);
        var words = write.Mutations[0].Should().BeOfType<SanityMutation.Patch>().Subject;
        (words.Id, words.IfRevision, words.Set.ToJsonString())
            .Should()
            .Be(("mug", "r-mug", """{"updatedFromStripe":true}"""));
        write.Mutations[1].Should().Be(new SanityMutation.Delete("mug"));
        write.After.Published.Should().BeNull();
        write.After.Copies.Should().Equal(look.Copies);
    }

    [Fact]
    public void What_is_unpublished_stays_as_a_draft_without_what_the_Content_Lake_keeps_itself()
    {
        var mug = A.Product();
        (mug["_createdAt"], mug["_updatedAt"]) = ("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z");
        var write = DocumentWrite.Remove(
            Change() with
            {
                Action = ChangeAction.Delete,
                IsDraft = true,
            },
            new(new(mug), [], Complete: true)
        );
        write
            .Mutations[1]
            .Should()
            .BeOfType<SanityMutation.CreateIfNotExists>()
            .Which.Document.ToJsonString()
            .Should()
            .Be("""{"_id":"drafts.mug","_type":"product","name":"Mug"}""");
        write.Mutations.Should().HaveCount(3);
    }

    [Theory]
    [InlineData(true, "\"active\":false", false)]
    [InlineData(false, "\"active\":false", true)]
    public void A_new_document_says_active_only_when_it_is_not(bool active, string said, bool isSaid)
    {
        var change = Change() with
        {
            Action = ChangeAction.Create,
            Whole = A.Fields(("name", "\"Mug\""), ("active", active ? "true" : "false")),
        };
        var write = DocumentWrite.Create(change, "mug", null, A.Monday, "rev2", CatalogueMapping.Shipped);
        var body = ((SanityMutation.Create)write.Mutations.Single()).Document;
        body.ToJsonString().Contains(said, StringComparison.Ordinal).Should().Be(isSaid);
        body["slug"].Should().BeNull();
        body["stripeCreatedAt"]!.ToString().Should().Be("2026-11-16T09:00:00Z");
        (write.After.Published!.Rev, body["_rev"]).Should().Be(("rev2", null));
    }

    [Fact]
    public void A_proposed_document_is_a_draft_with_its_slug_and_nothing_is_published()
    {
        var change = Change() with
        {
            Action = ChangeAction.Create,
            IsDraft = true,
            Whole = A.Fields(("name", "\"Mug\"")),
        };
        var write = DocumentWrite.Create(change, "mug", "mug-2", A.Monday, "rev2", CatalogueMapping.Shipped);
        var body = ((SanityMutation.Create)write.Mutations.Single()).Document;
        body["_id"]!.ToString().Should().Be("drafts.mug");
        body["slug"]!.ToJsonString().Should().Be("""{"_type":"slug","current":"mug-2"}""");
        write.After.Published.Should().BeNull();
        write.After.Draft!.Text("name").Should().Be("Mug");
    }

    [Fact]
    public void Mutations_take_the_wire_form_of_the_Content_Lake()
    {
        SanityMutation[] mutations =
        [
            new SanityMutation.Create(new() { ["_id"] = "a" }),
            new SanityMutation.CreateIfNotExists(new() { ["_id"] = "b" }),
            new SanityMutation.Patch("c", "r1", new() { ["name"] = "n" }, ["url", "icon"]),
            new SanityMutation.Patch("d", null, [], []),
            new SanityMutation.Delete("e"),
        ];
        mutations.Select(mutation => mutation.DocumentId).Should().Equal("a", "b", "c", "d", "e");
        mutations
            .Select(mutation => mutation.ToJson().ToJsonString())
            .Should()
            .Equal(
                """{"create":{"_id":"a"}}""",
                """{"createIfNotExists":{"_id":"b"}}""",
                """{"patch":{"id":"c","ifRevisionID":"r1","set":{"name":"n"},"unset":["url","icon"]}}""",
                """{"patch":{"id":"d"}}""",
                """{"delete":{"id":"e"}}"""
            );
    }

    [Fact]
    public void Two_patches_of_a_document_are_one_in_which_the_later_word_counts()
    {
        var first = new SanityMutation.Patch("c", "r1", new() { ["a"] = 1, ["b"] = 1 }, ["x", "y"]);
        var later = new SanityMutation.Patch("c", "r2", new() { ["x"] = 2, ["c"] = 2 }, ["b", "z"]);
        first
            .With(later)
            .ToJson()
            .ToJsonString()
            .Should()
            .Be(
                """{"patch":{"id":"c","ifRevisionID":"r1","set":{"a":1,"x":2,"c":2},"unset":["y","b","z"]}}"""
            );
    }

    private static JsonObject Set(DocumentWrite write) =>
        write.Mutations.Should().ContainSingle().Which.Should().BeOfType<SanityMutation.Patch>().Subject.Set;

    private static DocumentLook Look(params JsonObject[] copies) =>
        new(new(A.Product()), [.. copies.Select(copy => new SanityDocument(copy))], Complete: true);

    private static JsonObject Copy(string id, string name = "Mug") => A.Product(id, name);

    private static DocumentWrite Patch(DocumentLook look, FieldChange field, bool alone = false) =>
        Patch(look, Change(field), alone);

    private static DocumentWrite Patch(
        DocumentLook look,
        Change change,
        bool alone = false,
        string[]? previous = null
    ) => DocumentWrite.Patch(change, look, previous ?? [], alone, "rev2", CatalogueMapping.Shipped);

    private static Change Change(params FieldChange[] fields) =>
        new()
        {
            Side = Side.Sanity,
            Type = ObjectType.Product,
            Action = ChangeAction.Update,
            SanityId = "mug",
            StripeId = "prod_1",
            Fields = fields,
            Because = "it changed in Stripe",
        };
}
