using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>Which prices a piece of work is about, whatever rang: the others cost no call.</summary>
public sealed class ConcernTests
{
    private static readonly Concern Product = new();

    private static Concern Stripe(params string[] prices) => new() { StripePrices = [.. prices] };

    private static World TwoPrices()
    {
        var world = ReplacementTests.Linked().Put(A.Price("mug-usd", amount: 5));
        world.Settle();
        world.Applied.Clear();
        return world;
    }

    private static void RenameBoth(World world)
    {
        world.Stripe.Prices["price_0001"]["nickname"] = "a";
        world.Stripe.Prices["price_0002"]["nickname"] = "b";
    }

    private static IEnumerable<string> Changed(World world, Concern concern) =>
        world.Plan(concern).Changes.Select(change => change.SanityId);

    [Theory]
    [InlineData("price_0001", "mug-eur")]
    [InlineData("price_0002", "mug-usd")]
    public void A_price_of_Stripe_concerns_its_document_alone(string price, string document)
    {
        var world = TwoPrices();
        RenameBoth(world);
        Changed(world, Stripe(price)).Should().Equal(document);
        Changed(world, new() { PriceDocuments = [document] }).Should().Equal(document);
        Changed(world, Product).Should().BeEmpty();
    }

    [Fact]
    public void A_variant_that_was_edited_is_concerned_whenever_its_product_is()
    {
        var shirt = A.Product();
        shirt["variants"] = Variants(1500);
        var world = new World().Put(shirt);
        world.Settle(Product);
        world.Stripe.Prices.Should().ContainSingle("a new product brings its variants along");
        world.Documents["mug"]["variants"] = Variants(1600);
        Changed(world, Product).Should().Contain("mug#k1");
    }

    [Fact]
    public void A_new_product_brings_the_prices_along_that_were_published_before_it()
    {
        var world = new World().Put(A.Product(), A.Price());
        world.Memory = world.Memory with
        {
            Documents =
            [
                new("mug-eur", ObjectType.Price, "mug", "r1"),
                new("mug-gone", ObjectType.Price, "mug", null),
            ],
        };
        Changed(world, Product).Should().Equal("mug", "mug-eur");
    }

    [Fact]
    public void A_new_default_price_is_made_whoever_rang()
    {
        var world = TwoPrices();
        world.Put(A.Price("mug-gbp", amount: 7)).Documents["mug"]["defaultPrice"] = A.Reference("mug-gbp");
        Changed(world, Product).Should().Equal("mug-gbp", "mug");
    }

    [Fact]
    public void A_price_made_along_with_its_product_is_named_in_its_document_whoever_rings_next()
    {
        var mug = A.Product();
        mug["defaultPrice"] = A.Reference("mug-eur");
        var world = new World().Put(mug, A.Price());
        world.Step(Product)!.Action.Should().Be(ChangeAction.Create);
        Changed(world, Product).Should().Equal("mug-eur", "mug");
    }

    [Fact]
    public void A_late_edit_on_a_price_that_waits_for_its_archive_is_seen_whoever_rings()
    {
        var world = ReplacementTests.Linked(price => price["nickname"] = "Mug");
        world.Settings = world.Settings with { PriceGrace = TimeSpan.FromHours(1) };
        world.Documents["mug-eur"]["unitAmount"] = 2499;
        world.Settle();
        world.Stripe.Prices["price_0001"]["nickname"] = "Big mug";
        Changed(world, Product).Should().Contain("mug-eur");
    }

    [Fact]
    public void A_price_that_names_its_document_is_linked_with_it_when_Stripe_tells_of_it()
    {
        var world = TwoPrices().Put(A.Price("mug-gbp", amount: 7));
        var theirs = A.StripePrice("price_x", "sanity_mug", 7);
        theirs["metadata"] = A.Marks("mug-gbp");
        world.PutInStripe(theirs);
        var plan = world.Plan(Stripe("price_x"));
        plan.Links.Should().Contain(link => link.SanityId == "mug-gbp" && link.StripeId == "price_x");
        plan.Notes.Should().Equal(("mug-gbp", "linked with price_x, because one names the other"));
    }

    [Fact]
    public void A_price_document_that_a_delivery_told_of_is_read_whole_before_anything_is_made_of_it()
    {
        var world = TwoPrices().Put(A.Price("mug-gbp", amount: 7));
        world
            .Plan(look => look.With("mug-gbp", look.Documents["mug-gbp"] with { Complete = false }))
            .Wants.Documents.Should()
            .Equal("mug-gbp");
    }

    private static JsonArray Variants(long amount) =>
        [
            new JsonObject
            {
                ["_key"] = "k1",
                ["title"] = "Small",
                ["unitAmount"] = amount,
                ["currency"] = "eur",
            },
        ];
}
