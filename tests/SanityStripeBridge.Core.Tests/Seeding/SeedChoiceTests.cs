using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Adoption;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Seeding;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Seeding;

/// <summary>What becomes of a seed file, as both sides stand.</summary>
public sealed class SeedChoiceTests
{
    [Theory]
    [InlineData(false, false, SeedDecision.Create, SeedDecision.Create, SeedDecision.Create)]
    [InlineData(false, true, SeedDecision.Import, SeedDecision.Promote, SeedDecision.Promote)]
    [InlineData(true, false, SeedDecision.LeaveToSync, SeedDecision.LeaveToSync, SeedDecision.LeaveToSync)]
    [InlineData(true, true, SeedDecision.Nothing, SeedDecision.Promote, SeedDecision.Nothing)]
    public void A_file_of_a_person_one_from_elsewhere_and_one_from_here_are_good_for_different_things(
        bool sanity,
        bool stripe,
        SeedDecision ofAPerson,
        SeedDecision fromElsewhere,
        SeedDecision fromHere
    )
    {
        SeedChoice
            .Of(sanity, stripe, adopted: true, isExport: false, isElsewhere: false)
            .Should()
            .Be(ofAPerson);
        SeedChoice
            .Of(sanity, stripe, adopted: true, isExport: true, isElsewhere: true)
            .Should()
            .Be(fromElsewhere);
        SeedChoice
            .Of(sanity, stripe, adopted: true, isExport: true, isElsewhere: false)
            .Should()
            .Be(fromHere);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Two_sides_that_nobody_adopted_are_for_adopt_whatever_the_file(bool sanity, bool stripe)
    {
        SeedChoice.Of(sanity, stripe, false, isExport: false, false).Should().Be(SeedDecision.LeaveToAdopt);
        SeedChoice.Of(sanity, stripe, false, isExport: true, true).Should().Be(SeedDecision.LeaveToAdopt);
    }

    [Fact]
    public void A_family_is_missing_when_neither_its_id_nor_one_of_its_lookup_keys_is_here()
    {
        SeedFamily[] families = [Family("mug"), Family("tee"), Family("cap"), Family("pen"), Family("bag")];
        var stripe = A.StripePrice();
        stripe["lookup_key"] = "cap-eur";
        var without = A.StripePrice("price_2");
        var pen = A.Product("other-pen");
        pen["variants"] = Variants("pen-eur");
        SeedChoice
            .Missing(
                families,
                [new(A.Product()), new(pen)],
                [
                    stripe.Deserialize(StripeJson.Default.StripePrice)!,
                    without.Deserialize(StripeJson.Default.StripePrice)!,
                ],
                ["tee"]
            )
            .Select(family => family.Id)
            .Should()
            .Equal("bag");
    }

    [Fact]
    public void Families_without_lookup_keys_are_told_apart_by_their_ids_alone()
    {
        var (tee, mug) = (A.Price("tee-eur", "tee"), A.Price());
        tee["lookupKey"] = "";
        mug["lookupKey"] = "";
        SeedChoice
            .Missing([new(new(A.Product("tee")), [new(tee)], [])], [new(A.Product()), new(mug)], [], [])
            .Should()
            .ContainSingle();
    }

    [Fact]
    public void A_family_comes_back_under_its_former_ids_and_names_what_Stripe_still_has()
    {
        var (mug, eur, usd) = (A.Product(), A.Price(), A.Price("mug-usd"));
        mug["defaultPrice"] = A.Reference("mug-eur");
        mug["variants"] = Variants("small");
        var links = new Dictionary<string, (string, string)>
        {
            ["mug"] = ("mug", "prod_1"),
            ["mug-eur"] = ("stripe-price_1", "price_1"),
            ["mug-usd"] = ("mug-usd", "price_gone"),
            ["mug#k1"] = ("mug", "price_k1"),
        };
        var family = SeedChoice.Restored(
            new(new(mug), [new(eur), new(usd)], ["https://shop.example/a.png"]),
            links,
            new HashSet<string> { "prod_1", "price_1", "price_k1" }
        );
        family.Product.Text("stripeProductId").Should().Be("prod_1");
        family.Product.Body["defaultPrice"]!["_ref"]!.ToString().Should().Be("stripe-price_1");
        family.Product.Body["variants"]![0]!["stripePriceId"]!.ToString().Should().Be("price_k1");
        family
            .Prices.Select(price => (price.Id, price.Text("stripePriceId")))
            .Should()
            .Equal(("stripe-price_1", "price_1"), ("mug-usd", null));
        family.Images.Should().Equal("https://shop.example/a.png");
        mug["stripeProductId"].Should().BeNull("the file's own documents stay as they were read");
    }

    [Fact]
    public void A_family_that_was_never_linked_comes_as_the_file_has_it()
    {
        var mug = A.Product();
        mug["defaultPrice"] = A.Reference("mug-eur");
        var family = SeedChoice.Restored(
            new(new(mug), [new(A.Price())], []),
            new Dictionary<string, (string, string)>(),
            new HashSet<string>()
        );
        family.Product.Body["defaultPrice"]!["_ref"]!.ToString().Should().Be("mug-eur");
        family.Product.Body["stripeProductId"].Should().BeNull();
        family.Prices.Should().ContainSingle().Which.Id.Should().Be("mug-eur");
    }

    [Fact]
    public void A_matching_looks_at_the_files_products_prices_and_variants()
    {
        var mug = A.Product();
        mug["variants"] = Variants("small");
        var beside = SeedChoice.Beside(
            new Unlinked
            {
                Products = [],
                Prices = [],
                StripeProducts = [],
                StripePrices = [],
            },
            [new(new(mug), [new(A.Price())], [])]
        );
        beside.Products.Select(product => product.Id).Should().Equal("mug");
        beside.Prices.Select(price => price.Id).Should().Equal("mug-eur", "mug#k1");
    }

    private static SeedFamily Family(string id)
    {
        var price = A.Price(id + "-eur", id);
        price["lookupKey"] = id + "-eur";
        return new(new(A.Product(id)), [new(price)], []);
    }

    private static JsonArray Variants(string lookupKey) =>
        [
            new JsonObject
            {
                ["_key"] = "k1",
                ["currency"] = "eur",
                ["unitAmount"] = 1900,
                ["lookupKey"] = lookupKey,
            },
        ];
}
