using System.Text.Json;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

public sealed class LookTests
{
    [Fact]
    public void A_product_that_moves_to_another_family_takes_its_prices_along()
    {
        var (left, moved) = Seen().Without("prod_1");
        (left.Products.Keys.Single(), left.Prices.Keys.Single()).Should().Be(("prod_2", "price_2"));
        (moved.Products.Keys.Single(), moved.Prices.Keys.Single()).Should().Be(("prod_1", "price_1"));
        left.Documents.Should().ContainKey("mug");
        moved.Documents.Should().BeEmpty();
    }

    [Fact]
    public void A_product_that_is_to_be_read_again_is_forgotten_with_the_list_of_its_prices()
    {
        var look = Seen().WithoutProduct("prod_1");
        look.Products.Keys.Should().Equal("prod_2");
        (look.AllStripePrices, look.AllPriceDocuments).Should().Be((false, true));
    }

    [Fact]
    public void What_is_to_be_read_again_in_Sanity_is_forgotten_with_the_search_for_prices()
    {
        var look = Seen().WithoutDocuments();
        look.Documents.Should().BeEmpty();
        (look.AllStripePrices, look.AllPriceDocuments).Should().Be((true, false));
        look.Products.Should().HaveCount(2);
    }

    [Fact]
    public void A_price_brings_its_product_along_when_it_came_with_it()
    {
        var price = A.StripePrice();
        price["product"] = A.StripeProduct("prod_1", "Cup");
        new Look().With(Price(price)).Products["prod_1"]!.Name.Should().Be("Cup");
        new Look().With(Price(A.StripePrice())).Products.Should().BeEmpty();
    }

    [Fact]
    public void A_part_is_seen_in_its_document_and_in_the_copies_that_have_it()
    {
        var (mug, draft, other) = (A.Product(), A.Product("drafts.mug"), A.Product("versions.r1.mug"));
        foreach (var body in new[] { mug, draft })
            body["variants"] = System.Text.Json.Nodes.JsonNode.Parse(
                """[{"_key":"k1","currency":"eur","unitAmount":1500}]"""
            );
        var look = new Look().With("mug", new(new(mug), [new(draft), new(other)], Complete: false));
        var part = look.Document("mug#k1")!;
        (part.Published!.Id, part.Complete).Should().Be(("mug#k1", false));
        part.Copies.Select(copy => copy.Id).Should().Equal("drafts.mug#k1");
        look.Document("mug#k2")!.Published.Should().BeNull();
        look.Document("tee#k1").Should().BeNull("it was not looked at");
        look.Document("mug")!.Copies.Should().HaveCount(2);
        look.Document("mug")!.Draft!.Id.Should().Be("drafts.mug");
    }

    [Fact]
    public void A_plan_is_complete_when_it_wants_nothing_more()
    {
        new Wants().IsEmpty.Should().BeTrue();
        Wants[] wanting =
        [
            new() { Documents = ["mug"] },
            new() { Products = ["prod_1"] },
            new() { Prices = ["price_1"] },
            new() { Images = ["https://shop.example/a.png"] },
            new() { PricesOf = "prod_1" },
            new() { PriceDocuments = true },
        ];
        wanting.Should().OnlyContain(wants => !wants.IsEmpty);
    }

    private static Look Seen() =>
        new Look { AllStripePrices = true, AllPriceDocuments = true }
            .With("mug", new(new(A.Product()), [], Complete: true))
            .With(Product("prod_1"))
            .With(Product("prod_2"))
            .With(Price(A.StripePrice()))
            .With(Price(A.StripePrice("price_2", "prod_2")));

    private static StripeProduct Product(string id) =>
        A.StripeProduct(id).Deserialize(StripeJson.Default.StripeProduct)!;

    private static StripePrice Price(System.Text.Json.Nodes.JsonObject price) =>
        price.Deserialize(StripeJson.Default.StripePrice)!;
}
