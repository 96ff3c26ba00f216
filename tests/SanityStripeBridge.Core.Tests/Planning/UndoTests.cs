using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>Taking changes back: former values are set in the documents, and the ordinary planner carries them over.</summary>
public sealed class UndoTests
{
    [Fact]
    public void A_value_that_is_still_the_changes_result_is_set_back_in_the_document()
    {
        var world = Named("Cup");
        var change = Of(world, Entry(new FieldChange("name", Text("Mug"), Text("Cup"))))
            .Changes.Should()
            .ContainSingle()
            .Subject;
        (change.Side, change.Action, change.SanityId, change.StripeId, change.Because)
            .Should()
            .Be((Side.Sanity, ChangeAction.Update, "mug", "sanity_mug", "of a person's word"));
        var field = change.Fields.Should().ContainSingle().Subject;
        (field.Path, field.From, field.To, field.IsHalf)
            .Should()
            .Be(("name", Text("Cup"), Text("Mug"), true));
        change.Halves.Should().Equal("name");
    }

    [Fact]
    public void Of_several_changes_of_a_field_the_first_former_and_the_last_value_count()
    {
        var world = Named("Jar");
        var undo = Of(
            world,
            Entry(new FieldChange("name", Text("Mug"), Text("Cup"))),
            Entry(new FieldChange("name", Text("Cup"), Text("Jar")))
        );
        undo.Changes.Single().Fields.Single().To.Should().Be(Text("Mug"));
    }

    [Fact]
    public void What_went_to_and_fro_is_nothing_to_take_back()
    {
        var undo = Of(
            Named("Mug"),
            Entry(new FieldChange("name", Text("Mug"), Text("Cup"))),
            Entry(new FieldChange("name", Text("Cup"), Text("Mug")))
        );
        undo.Changes.Should().BeEmpty();
        undo.Left.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Mug", "Mug", "it is \"Mug\" already")]
    [InlineData(
        "Jar",
        "Jar",
        "it is \"Jar\" in Sanity and \"Jar\" in Stripe by now, and the change made it \"Cup\""
    )]
    [InlineData(
        "Cup",
        "Jar",
        "it is \"Cup\" in Sanity and \"Jar\" in Stripe by now, and the change made it \"Cup\""
    )]
    [InlineData(
        "Jar",
        "Cup",
        "it is \"Jar\" in Sanity and \"Cup\" in Stripe by now, and the change made it \"Cup\""
    )]
    public void What_has_moved_on_is_left_with_the_values_of_both_sides(
        string sanity,
        string stripe,
        string reason
    )
    {
        var world = Named(sanity);
        world.Stripe.Products["sanity_mug"]["name"] = stripe;
        var undo = Of(world, Entry(new FieldChange("name", Text("Mug"), Text("Cup"))));
        undo.Changes.Should().BeEmpty();
        undo.Left.Should().Equal(new LeftAlone("mug", "name", reason));
    }

    [Fact]
    public void One_field_that_moved_on_keeps_no_other_from_being_taken_back()
    {
        var world = Named("Cup");
        world.Stripe.Products["sanity_mug"]["description"] = "theirs";
        var undo = Of(
            world,
            Entry(new("name", Text("Mug"), Text("Cup")), new("description", FieldValue.Absent, Text("ours")))
        );
        undo.Changes.Single().Fields.Select(field => field.Path).Should().Equal("name");
        undo.Left.Single().Path.Should().Be("description");
    }

    [Fact]
    public void A_creation_is_taken_back_by_taking_the_object_off_sale()
    {
        var world = ReplacementTests.Linked();
        var undo = Of(world, Entry() with { Action = "create" });
        var field = undo.Changes.Single().Fields.Single();
        (field.Path, field.From, field.To)
            .Should()
            .Be(("active", FieldValue.Flag(true), FieldValue.Flag(false)));
    }

    [Fact]
    public void Freely_named_metadata_is_read_on_both_sides_though_the_document_has_lost_it()
    {
        var world = ReplacementTests.Linked();
        world.Stripe.Products["sanity_mug"]["metadata"]!["color"] = "red";
        var undo = Of(world, Entry(new FieldChange("metadata.color", Text("blue"), FieldValue.Absent)));
        undo.Left.Single().Reason.Should().Contain("nothing in Sanity and \"red\" in Stripe");
    }

    [Fact]
    public void A_price_is_taken_back_like_a_product()
    {
        var world = ReplacementTests.Linked(price => price["nickname"] = "new");
        var change = new FieldChange("nickname", Text("old"), Text("new"));
        var undo = Of(world, Entry(change) with { Type = ObjectType.Price, SanityId = "mug-eur" });
        (undo.Changes.Single().Type, undo.Changes.Single().StripeId)
            .Should()
            .Be((ObjectType.Price, "price_0001"));
    }

    [Fact]
    public void A_price_moves_to_another_product_only_with_its_reference()
    {
        var world = ReplacementTests.Linked();
        var change = new FieldChange("product", Text("cup"), FieldValue.Absent);
        var undo = Of(world, Entry(change) with { Type = ObjectType.Price, SanityId = "mug-eur" });
        undo.Left.Single().Reason.Should().Contain("only with the reference");
    }

    [Fact]
    public void A_list_of_which_Stripe_holds_only_the_beginning_is_left()
    {
        var world = ReplacementTests.Linked();
        var features = Enumerable.Range(1, 16).Select(i => $"f{i}").ToArray();
        world.Documents["mug"]["features"] = new JsonArray([.. features.Select(text => (JsonNode)text)]);
        world.Settle();
        var now = FieldValue.From(new JsonArray([.. features.Take(15).Select(text => (JsonNode)text)]));
        var undo = Of(world, Entry(new FieldChange("features", FieldValue.Absent, now)));
        undo.Left.Single().Reason.Should().Be("the document holds more than Stripe can");
    }

    [Theory]
    [InlineData(LinkState.Tombstone, "restore it in the Studio")]
    [InlineData(LinkState.DeletedInStripe, "sync --recreate")]
    [InlineData(LinkState.Proposed, "discard the draft")]
    public void What_is_no_pair_of_two_living_objects_is_left_with_a_way_out(LinkState state, string wayOut)
    {
        var world = Named("Cup");
        world.Memory = world.Memory.With(world.Memory.Product! with { State = state });
        var left = Of(world, Entry(new FieldChange("name", Text("Mug"), Text("Cup")))).Left.Single();
        (left.SanityId, left.Path).Should().Be(("mug", null));
        left.Reason.Should().Contain(wayOut);
    }

    [Fact]
    public void A_deletion_is_taken_back_by_nobody_but_its_editor() =>
        Of(Named("Cup"), Entry() with { Action = "delete" })
            .Left.Single()
            .Reason.Should()
            .Contain("restore it in the Studio");

    [Fact]
    public void What_was_never_linked_is_left() =>
        Of(Named("Cup"), Entry() with { SanityId = "tee" })
            .Left.Single()
            .Reason.Should()
            .Contain("no pair any more");

    [Fact]
    public void What_is_missing_on_one_side_is_left()
    {
        var world = Named("Cup");
        var look = world.Seen();
        var undo = Undo.Of(
            [Entry(new FieldChange("name", Text("Mug"), Text("Cup")))],
            world.Memory,
            look with
            {
                Products = look.Products.Clear(),
            },
            world.Settings,
            "of a test"
        );
        undo.Left.Single().Reason.Should().Contain("not there any more on one of the sides");
    }

    [Theory]
    [InlineData("note", Side.Stripe)]
    [InlineData("link", Side.Stripe)]
    [InlineData("retire", Side.Stripe)]
    [InlineData("update", null)]
    public void Decisions_and_ids_are_no_writes(string action, Side? side)
    {
        var world = Named("Cup");
        var entry = Entry(new FieldChange("name", Text("Mug"), Text("Cup"))) with
        {
            Action = action,
            Side = side,
        };
        Of(world, entry).Changes.Should().BeEmpty();
        Of(world, entry).Left.Should().BeEmpty();
        Undo.PairsOf([entry], world.Memory).Should().BeEmpty();
    }

    [Fact]
    public void Each_linked_pair_is_looked_at_once()
    {
        var world = Named("Cup");
        var price = Entry() with { Type = ObjectType.Price, SanityId = "mug-eur" };
        Undo.PairsOf([Entry(), Entry(), price, Entry() with { SanityId = "tee" }], world.Memory)
            .Select(link => (link.Type, link.StripeId))
            .Should()
            .BeEquivalentTo([(ObjectType.Product, "sanity_mug"), (ObjectType.Price, "price_0001")]);
        world.Memory = world.Memory.With(world.Memory.Product! with { State = LinkState.Tombstone });
        Undo.PairsOf([Entry()], world.Memory).Should().BeEmpty();
    }

    [Fact]
    public void A_default_price_is_taken_back_to_the_former_one()
    {
        var world = Named("Mug");
        world.Put(A.Price("mug-usd", amount: 5));
        world.Documents["mug"]["defaultPrice"] = A.Reference("mug-usd");
        world.Settle();
        var undo = Of(world, Entry(new FieldChange("defaultPrice", Text("mug-eur"), Text("mug-usd"))));
        undo.Left.Should().BeEmpty();
        undo.Changes.Single().Fields.Single().To.Should().Be(Text("mug-eur"));
    }

    [Fact]
    public void What_was_set_in_Stripe_is_followed_by_the_document()
    {
        var set = new Change
        {
            Side = Side.Stripe,
            Type = ObjectType.Product,
            Action = ChangeAction.Update,
            SanityId = "mug",
            StripeId = "sanity_mug",
            Fields = [new("name", Text("Cup"), Text("Mug")) { IsHalf = true }],
            Halves = ["name"],
            Because = "of a person's word",
        };
        var following = Undo.Following(set);
        (following.Side, following.Because).Should().Be((Side.Sanity, "it follows Stripe: name"));
        following.Halves.Should().BeEmpty();
        following.Fields.Should().Equal(new FieldChange("name", Text("Cup"), Text("Mug")));
    }

    [Fact]
    public void What_must_be_seen_of_a_pair_is_its_document_and_its_object_in_Stripe()
    {
        var world = Named("Cup");
        var product = Present.WantsOf(world.Memory.Product!);
        (product.Documents.Single(), product.Products.Single(), product.Prices.Count)
            .Should()
            .Be(("mug", "sanity_mug", 0));
        var price = Present.WantsOf(world.Memory.PriceOf("mug-eur")!);
        (price.Documents.Single(), price.Prices.Single(), price.Products.Count)
            .Should()
            .Be(("mug-eur", "price_0001", 0));
    }

    private static World Named(string name)
    {
        var world = ReplacementTests.Linked();
        world.Documents["mug"]["name"] = name;
        world.Settle();
        return world;
    }

    private static Undo Of(World world, params HistoryEntry[] entries) =>
        Undo.Of(entries, world.Memory, world.Seen(), world.Settings, "of a person's word");

    private static HistoryEntry Entry(params FieldChange[] fields) =>
        new()
        {
            Id = "01",
            At = A.Monday,
            Family = "mug",
            Type = ObjectType.Product,
            SanityId = "mug",
            StripeId = "sanity_mug",
            Action = "update",
            Side = Side.Stripe,
            Fields = fields,
            Because = "it changed in Sanity",
        };

    private static FieldValue Text(string text) => FieldValue.Text(text);
}
