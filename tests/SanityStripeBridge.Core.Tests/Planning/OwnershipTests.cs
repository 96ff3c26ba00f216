using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>What is not ours survives everything.</summary>
public sealed class OwnershipTests
{
    [Fact]
    public void Metadata_of_finance_and_fields_of_the_shop_survive_edits_on_both_sides()
    {
        var world = ReplacementTests.Linked();
        var (mug, product) = (world.Documents["mug"], world.Stripe.Products["sanity_mug"]);
        mug["seo"] = new JsonObject { ["title"] = "Buy a mug" };
        mug["packageDimensions"] = JsonNode.Parse(
            """{"_type":"box","note":"fragile","height":1,"length":1,"weight":1,"width":1}"""
        );
        product["metadata"]!["erp"] = "4711";
        product["tax_details"] = new JsonObject { ["tax_code"] = null };
        mug["name"] = "Cup";
        world.Settle();
        product["description"] = "from finance";
        product["package_dimensions"]!["height"] = "2";
        world.Settle();
        mug["seo"]!.ToJsonString().Should().Be("""{"title":"Buy a mug"}""");
        mug["packageDimensions"]!["note"]!.ToString().Should().Be("fragile");
        mug["packageDimensions"]!["height"]!.ToJsonString().Should().Be("2");
        mug["metadata"].Should().BeNull();
        world.Stripe.Product("sanity_mug")!.Metadata["erp"].Should().Be("4711");
    }

    [Fact]
    public void An_update_of_Stripe_sends_nothing_but_what_changed()
    {
        var world = ReplacementTests.Linked();
        world.Documents["mug"]["name"] = "Cup";
        var plan = world.Plan();
        var look = new Look().With(world.Stripe.Product("sanity_mug")!);
        var request = new StripeWrite(world.Memory, look, world.Settings).Of(plan.Changes[0], "op", null);
        request.Path.Should().Be("/v1/products/sanity_mug");
        request.Form.Should().Equal(new Core.Wire.FormPair("name", "Cup"));
    }

    [Fact]
    public void A_patch_of_a_document_sets_nothing_but_what_changed_and_what_is_ours()
    {
        var world = ReplacementTests.Linked();
        var mug = (JsonObject)world.Documents["mug"].DeepClone();
        world.Stripe.Products["sanity_mug"]["name"] = "Pot";
        world.Settle();
        world
            .Documents["mug"]
            .Where(pair => !JsonNode.DeepEquals(pair.Value, mug[pair.Key]))
            .Select(pair => pair.Key)
            .Should()
            .BeEquivalentTo("name", "_rev", "updatedFromStripe");
    }

    [Fact]
    public void A_draft_follows_where_it_still_says_the_old_value_and_keeps_what_its_editor_typed()
    {
        var world = ReplacementTests.Linked();
        var draft = (JsonObject)world.Documents["mug"].DeepClone();
        draft["_id"] = "drafts.mug";
        draft["description"] = "typing …";
        world.Put(draft);
        var product = world.Stripe.Products["sanity_mug"];
        product["name"] = "Pot";
        product["description"] = "from finance";
        world.Settle();
        draft["name"]!.ToString().Should().Be("Pot");
        draft["description"]!.ToString().Should().Be("typing …");
        world.Documents["mug"]["description"]!.ToString().Should().Be("from finance");
    }

    [Fact]
    public void A_foreign_key_with_the_name_of_a_documents_new_key_is_held()
    {
        var world = ReplacementTests.Linked();
        world.Stripe.Products["sanity_mug"]["metadata"]!["color"] = "red";
        world.Documents["mug"]["metadata"] = A.Metadata(("color", "blue"));
        world.Settle();
        world.Memory.Conflicts.Should().ContainSingle().Which.Policy.Should().Be("hold");
        world.Documents["mug"].Remove("metadata");
        world.Settle();
        world.Memory.Conflicts.Should().BeEmpty();
        world.Stripe.Product("sanity_mug")!.Metadata["color"].Should().Be("red");
    }

    [Theory]
    [InlineData(ConflictPolicy.Owner, "ours", "ours", true)]
    [InlineData(ConflictPolicy.Stripe, "theirs", "theirs", true)]
    [InlineData(ConflictPolicy.Hold, "ours", "theirs", false)]
    public void An_edit_that_our_write_ran_over_is_decided_like_any_other(
        ConflictPolicy policy,
        string inSanity,
        string inStripe,
        bool isClosed
    )
    {
        var world = ReplacementTests.Linked();
        world.Settings = world.Settings with { Conflict = policy };
        world.Documents["mug"]["name"] = "ours";
        world.Settle();
        world.Applied.Clear();
        world.Overwritten.Add(
            new(
                ObjectType.Product,
                "sanity_mug",
                "name",
                FieldValue.Text("Mug"),
                FieldValue.Text("theirs"),
                FieldValue.Text("ours")
            )
        );
        world.Settle();
        world.Settle();
        world.Documents["mug"]["name"]!.ToString().Should().Be(inSanity);
        world.Stripe.Product("sanity_mug")!.Name.Should().Be(inStripe);
        var record = world.Conflicts.Values.Should().ContainSingle().Subject;
        (record.ResolvedAt is not null).Should().Be(isClosed);
        (record.Baseline, record.Stripe).Should().Be((FieldValue.Text("Mug"), FieldValue.Text("theirs")));
        if (policy == ConflictPolicy.Owner)
            world.Applied.Should().BeEmpty();
    }
}
