using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>A product born in Stripe, and the default price that one of either side begins with.</summary>
public sealed class ImportTests
{
    private static readonly Concern Told = new() { StripeProduct = "prod_1" };

    private static World Born(Action<JsonObject, JsonObject>? change = null)
    {
        var (product, price) = (A.StripeProduct(), A.StripePrice());
        product["default_price"] = "price_1";
        change?.Invoke(product, price);
        return new World { Memory = new() { Family = "stripe-prod_1" } }.PutInStripe(product, price);
    }

    [Fact]
    public void Both_sides_agree_on_its_default_price_at_once()
    {
        var world = Born();
        world.Settle(Told);
        world.Memory.Product!.BaselineOf("defaultPrice").Should().Be(FieldValue.Text("stripe-price_1"));
        world.Settle().Changes.Should().BeEmpty();
    }

    [Fact]
    public void A_default_price_that_no_document_can_show_is_agreed_on_by_nobody_and_the_rest_is_shown()
    {
        var world = Born(
            (_, price) => price["currency_options"] = new JsonObject { ["usd"] = new JsonObject() }
        );
        var made = world.Plan(Told).Changes.Should().ContainSingle().Subject;
        made.Whole["name"].Should().Be(FieldValue.Text("Mug"));
        made.Whole["defaultPrice"].IsAbsent.Should().BeTrue();
        made.Halves.Should().Contain("defaultPrice");
        world.Settle(Told);
        world.Documents["stripe-prod_1"]["name"]!.ToString().Should().Be("Mug");
        world.Memory.Product!.BaselineOf("defaultPrice").Should().BeNull();
    }

    [Fact]
    public void Its_images_that_cannot_be_fetched_are_told()
    {
        var world = Born(
            (product, _) =>
                product["images"] = new JsonArray("https://gone.example/x.png", "https://shop.example/a.png")
        );
        world.Memory = world.Memory with
        {
            Images =
            [
                new(
                    "stripe-prod_1",
                    "https://gone.example/x.png",
                    null,
                    "the server said 404",
                    A.Monday.AddDays(1)
                ),
            ],
        };
        var plan = world.Plan(Told);
        plan.Findings.Should().ContainSingle().Which.Message.Should().Contain("is left out here");
        world.Settle(Told);
        world.Documents["stripe-prod_1"]["images"]!
            .AsArray()
            .Select(image => image!["asset"]!["_ref"]!.ToString())
            .Should()
            .Equal("image-a-1x1-png");
    }

    [Fact]
    public void A_default_price_without_a_document_keeps_no_product_from_being_made()
    {
        var mug = A.Product();
        mug["defaultPrice"] = A.Reference("mug-none");
        var change = new World().Put(mug).Plan().Changes.Should().ContainSingle().Subject;
        (change.StripeId, change.WithPrice).Should().Be(("sanity_mug", null));
    }

    [Fact]
    public void A_default_price_that_bears_an_id_already_is_not_made_along()
    {
        var (mug, eur) = (A.Product(), A.Price());
        mug["defaultPrice"] = A.Reference("mug-eur");
        eur["stripePriceId"] = "price_elsewhere";
        new World().Put(mug, eur).Plan().Changes[0].WithPrice.Should().BeNull();
    }

    [Theory]
    [InlineData("type=price", "price", true)]
    [InlineData("type=product", "price", false)]
    [InlineData("type=product", "product", true)]
    public void A_filter_knows_what_a_document_is(string filter, string type, bool isReady) =>
        CatalogueFilter
            .Parse(filter)
            .Passes(
                Readiness.Facts(
                    new(
                        new() { ["_id"] = "x", ["_type"] = type },
                        new([]),
                        DefaultMapping.ProductType.Shape,
                        "",
                        []
                    )
                )
            )
            .Should()
            .Be(isReady);
}
