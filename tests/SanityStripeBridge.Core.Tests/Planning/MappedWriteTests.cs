using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>What a change writes to a document of a type that a mapping names: its own words, never the engine's.</summary>
public sealed class MappedWriteTests
{
    private static readonly CatalogueMapping Plans = MappingFile
        .Read(
            """{"version":1,"products":[{"type":"plan","fields":{"name":"title","updatedFromStripe":"fromStripe"}}]}""",
            Readiness.Fault
        )
        .Mapping!;

    private static readonly Change Renamed = new()
    {
        Side = Side.Sanity,
        Type = ObjectType.Product,
        Action = ChangeAction.Update,
        SanityId = "mug",
        StripeId = "prod_1",
        Fields = [new("name", FieldValue.Text("Tea"), FieldValue.Text("Chai"))],
        Because = "it changed in Stripe",
    };

    [Fact]
    public void A_patch_names_the_documents_own_attributes_and_the_mark_goes_where_the_mapping_says()
    {
        var write = DocumentWrite.Patch(Renamed, Look(), [], alone: false, "rev2", Plans);
        var patch = write.Mutations.Should().ContainSingle().Which.Should().BeOfType<SanityMutation.Patch>();
        patch.Subject.IfRevision.Should().Be("r1");
        JsonNode
            .DeepEquals(
                patch.Subject.Set,
                JsonNode.Parse("""{"title":"Chai","stripeProductId":"prod_1","fromStripe":true}""")
            )
            .Should()
            .BeTrue(patch.Subject.Set.ToJsonString());
    }

    [Fact]
    public void After_it_the_document_is_seen_as_it_stands_then()
    {
        var after = DocumentWrite
            .Patch(Renamed, Look(), [], alone: false, "rev2", Plans)
            .After.Published.Should()
            .BeOfType<SeenDocument>()
            .Subject;
        (after.Type, after.Text("name"), after.Rev).Should().Be(("product", "Chai", "rev2"));
        (after.Source.Type, after.Source.Text("title"), after.Source.Text("colour"))
            .Should()
            .Be(("plan", "Chai", "red"));
    }

    [Fact]
    public void Taken_away_it_stays_as_a_draft_of_its_own_type_and_its_last_words_name_what_it_was()
    {
        var write = DocumentWrite.Remove(
            Renamed with
            {
                Action = ChangeAction.Delete,
                IsDraft = true,
            },
            Look()
        );
        var words = write.Mutations[0].Should().BeOfType<SanityMutation.Patch>().Subject;
        JsonNode
            .DeepEquals(words.Set, JsonNode.Parse("""{"stripeProductId":"prod_1","fromStripe":true}"""))
            .Should()
            .BeTrue(words.Set.ToJsonString());
        write
            .Mutations[1]
            .Should()
            .BeOfType<SanityMutation.CreateIfNotExists>()
            .Which.Document.ToJsonString()
            .Should()
            .Be("""{"_id":"drafts.mug","_type":"plan","title":"Tea","colour":"red"}""");
    }

    private static DocumentLook Look() =>
        new(
            Lens.See(
                Plans,
                new(
                    JsonNode
                        .Parse("""{"_id":"mug","_type":"plan","_rev":"r1","title":"Tea","colour":"red"}""")!
                        .AsObject()
                )
            ),
            [],
            Complete: true
        );
}
