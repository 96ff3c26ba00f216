using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>The request that a change becomes.</summary>
public sealed class StripeWriteTests
{
    [Fact]
    public void A_new_product_brings_its_default_price_along_each_with_its_own_marks()
    {
        var mug = A.Product();
        mug["defaultPrice"] = A.Reference("mug-eur");
        var world = new World().Put(mug, A.Price());
        var request = Of(world, world.Plan().Changes.Single(), "op1", "op2");
        request.Path.Should().Be("/v1/products");
        request
            .Form.Select(pair => $"{pair.Name}={pair.Value}")
            .Should()
            .Equal(
                "id=sanity_mug",
                "name=Mug",
                "metadata[sanity_id]=mug",
                "metadata[sanity_project]=zp7mbokg",
                "metadata[sanity_dataset]=production",
                "metadata[bridge]=bridge",
                "metadata[bridge_op]=op1",
                "default_price_data[currency]=eur",
                "default_price_data[unit_amount]=1999",
                "default_price_data[metadata][sanity_id]=mug-eur",
                "default_price_data[metadata][sanity_project]=zp7mbokg",
                "default_price_data[metadata][sanity_dataset]=production",
                "default_price_data[metadata][bridge]=bridge",
                "default_price_data[metadata][bridge_op]=op2"
            );
    }

    [Fact]
    public void A_lookup_key_is_taken_over_from_the_price_that_is_replaced_and_not_asked_for_otherwise()
    {
        var world = ReplacementTests.Linked(price => price["lookupKey"] = "mug_eur");
        world.Documents["mug-eur"]["unitAmount"] = 2499;
        Names(world).Should().Contain("transfer_lookup_key");
        world.Documents["mug-eur"]["lookupKey"] = "mug_other";
        Names(world).Should().NotContain("transfer_lookup_key");
    }

    [Fact]
    public void A_key_that_another_price_of_the_document_holds_is_taken_over_too()
    {
        var world = ReplacementTests.Linked();
        world.Documents["mug-eur"]["lookupKey"] = "mug_eur";
        var change = world.Plan().Changes.Single();
        Of(world, change, "op").Form.Select(pair => pair.Name).Should().Equal("lookup_key");
        Of(world, change, "op", adding: look => Held(look, "mug-eur"))
            .Form.Should()
            .Contain(new FormPair("transfer_lookup_key", "true"));
        Of(world, change, "op", adding: look => Held(look, "tee-eur"))
            .Form.Select(pair => pair.Name)
            .Should()
            .NotContain("transfer_lookup_key", "it is somebody else's");
    }

    [Theory]
    [InlineData("another", true)]
    [InlineData("mug-eur", false)]
    public void The_mark_of_the_operation_that_made_another_object_goes_with_the_copied_marks(
        string copied,
        bool goes
    )
    {
        var world = ReplacementTests.Linked();
        var metadata = (JsonObject)world.Stripe.Prices["price_0001"]["metadata"]!;
        metadata["sanity_id"] = copied;
        metadata["sanity_project"] = "elsewhere";
        var change = new Change
        {
            Side = Side.Stripe,
            Type = ObjectType.Price,
            Action = ChangeAction.Link,
            SanityId = "mug-eur",
            StripeId = "price_0001",
            Because = "",
        };
        var form = Of(world, change, "op").Form;
        form.Should().Contain(new FormPair("metadata[sanity_id]", "mug-eur"));
        form.Contains(new("metadata[bridge_op]", "")).Should().Be(goes);
    }

    [Fact]
    public void A_list_of_images_that_is_written_keeps_those_that_could_not_be_fetched()
    {
        var world = ReplacementTests.Linked();
        world.Stripe.Products["sanity_mug"]["images"] = new JsonArray("https://gone.example/x.png");
        world.Memory = world.Memory with
        {
            Images = [new("mug", "https://gone.example/x.png", null, "404", A.Monday.AddDays(1))],
        };
        var change = new Change
        {
            Side = Side.Stripe,
            Type = ObjectType.Product,
            Action = ChangeAction.Update,
            SanityId = "mug",
            StripeId = "sanity_mug",
            Fields = [Images([], ["https://shop.example/a.png"])],
            Because = "",
        };
        Values(change).Should().Equal("https://shop.example/a.png", "https://gone.example/x.png");
        Values(change with { Fields = [Images(["https://shop.example/a.png"], [])] })
            .Should()
            .Equal("https://gone.example/x.png");
        string[] eight = [.. Enumerable.Range(0, 8).Select(i => $"https://shop.example/{i}.png")];
        Values(change with { Fields = [Images([], eight)] }).Should().Equal(eight, "Stripe takes eight");

        IEnumerable<string> Values(Change images) =>
            Of(world, images, "op")
                .Form.Where(pair => pair.Name.StartsWith("images", StringComparison.Ordinal))
                .Select(pair => pair.Value);
    }

    private static FieldChange Images(string[] from, string[] to) => new("images", List(from), List(to));

    private static FieldValue List(string[] urls) =>
        urls.Length == 0
            ? FieldValue.Absent
            : FieldValue.From(new JsonArray([.. urls.Select(url => (JsonNode)url)]));

    private static Look Held(Look look, string document) =>
        look with
        {
            KeyHolders = look.KeyHolders.Add("mug_eur", new(null, document)),
        };

    private static IEnumerable<string> Names(World world) =>
        Of(world, world.Plan().Changes[0], "op").Form.Select(pair => pair.Name);

    private static StripeRequest Of(
        World world,
        Change change,
        string operation,
        string? priceOperation = null,
        Func<Look, Look>? adding = null
    )
    {
        var look = world.Seen();
        return new StripeWrite(world.Memory, adding?.Invoke(look) ?? look, world.Settings).Of(
            change,
            operation,
            priceOperation
        );
    }
}
