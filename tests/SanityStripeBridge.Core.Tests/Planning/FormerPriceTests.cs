using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>A document that asks for what one of its former prices is takes that one up again, instead of a third.</summary>
public sealed class FormerPriceTests
{
    private static JsonObject Eur(World world) => world.Documents["mug-eur"];

    // Sold for 19.99 as price_0001 first, and for 24.99 as price_0002 now.
    private static World Replaced(Action<JsonObject>? price = null)
    {
        var world = ReplacementTests.Linked(price);
        Amount(world, 2499);
        world.Applied.Clear();
        return world;
    }

    private static void Amount(World world, long amount)
    {
        Eur(world)["unitAmount"] = amount;
        world.Settle();
    }

    [Fact]
    public void An_amount_that_goes_back_takes_up_the_price_that_had_it()
    {
        var world = Replaced();
        Amount(world, 1999);
        world.Stripe.Prices.Should().HaveCount(2);
        world.Stripe.Price("price_0001")!.Active.Should().BeTrue();
        world.Stripe.Price("price_0002")!.Active.Should().BeFalse();
        world.Stripe.Product("sanity_mug")!.DefaultPrice!.Id.Should().Be("price_0001");
        Eur(world)["stripePriceId"]!.ToString().Should().Be("price_0001");
        Eur(world)["previousStripePriceIds"]!.ToJsonString().Should().Be("""["price_0002"]""");
        var taking = world.Applied[0];
        (taking.Action, taking.Revival!.StripeId).Should().Be((ChangeAction.Replace, "price_0001"));
        taking
            .Because.Should()
            .Be(
                "Stripe never edits unitAmount of a price, so price_0001, which was its price before, takes its place"
            );
        taking.Revival.Fields.Select(field => field.Path).Should().Equal("active");
    }

    [Fact]
    public void It_gets_the_lookup_key_and_what_the_document_says_by_now()
    {
        var world = Replaced(price => price["lookupKey"] = "mug_eur");
        Eur(world)["nickname"] = "Standard";
        world.Settle();
        Amount(world, 1999);
        world.Stripe.Price("price_0001")!.LookupKey.Should().Be("mug_eur");
        world.Stripe.Price("price_0001")!.Nickname.Should().Be("Standard");
        world.Stripe.Price("price_0002")!.LookupKey.Should().BeNull();
    }

    [Fact]
    public void Keys_of_finance_move_along_and_one_that_the_document_has_no_more_goes()
    {
        var world = Replaced(price => price["metadata"] = A.Metadata(("color", "red")));
        world.Stripe.Prices["price_0001"]["metadata"]!["shelf"] = "7";
        world.Stripe.Prices["price_0002"]["metadata"]!["erp"] = "4711";
        Eur(world).Remove("metadata");
        world.Settle();
        Amount(world, 1999);
        var metadata = world.Stripe.Price("price_0001")!.Metadata;
        metadata.Should().NotContainKey("color");
        (metadata["shelf"], metadata["erp"]).Should().Be(("7", "4711"));
    }

    [Fact]
    public void For_a_document_that_is_off_sale_it_stays_archived()
    {
        var world = Replaced();
        Eur(world)["active"] = false;
        Amount(world, 1999);
        Eur(world)["stripePriceId"]!.ToString().Should().Be("price_0001");
        world.Stripe.Prices.Values.Should().OnlyContain(price => !(bool)price["active"]!);
    }

    [Fact]
    public void One_that_is_gone_in_Stripe_is_made_anew()
    {
        var world = Replaced();
        world.Stripe.Prices.Remove("price_0001");
        Amount(world, 1999);
        Eur(world)["stripePriceId"]!.ToString().Should().Be("price_0003");
    }

    [Fact]
    public void One_that_would_have_to_change_what_Stripe_never_changes_is_not_taken_up()
    {
        var world = ReplacementTests.Linked(price => price["taxBehavior"] = "inclusive");
        Eur(world)["taxBehavior"] = "exclusive";
        Amount(world, 2499);
        Amount(world, 1999);
        Eur(world)["stripePriceId"]!.ToString().Should().Be("price_0003");
        world.Stripe.Price("price_0003")!.TaxBehavior.Should().Be("exclusive");
    }

    [Fact]
    public void One_of_another_document_is_not_taken_up()
    {
        var world = Replaced();
        world.Put(A.Price("mug-big", amount: 5)).Settle();
        world.Documents["mug-big"]["unitAmount"] = 1999;
        world.Settle();
        world.Documents["mug-big"]["stripePriceId"]!.ToString().Should().Be("price_0004");
        world.Stripe.Price("price_0001")!.Active.Should().BeFalse();
    }

    [Fact]
    public void A_new_currency_of_the_document_comes_along()
    {
        var world = Replaced();
        Eur(world)["currencyOptions"] = new JsonArray(
            new JsonObject
            {
                ["_key"] = "usd",
                ["currency"] = "usd",
                ["unitAmount"] = 2100,
            }
        );
        world.Settle();
        Amount(world, 1999);
        Eur(world)["stripePriceId"]!.ToString().Should().Be("price_0001");
        world.Stripe.Price("price_0001")!.CurrencyOptions!["usd"].UnitAmount.Should().Be(2100);
    }

    [Fact]
    public void One_of_another_product_is_not_taken_up()
    {
        var world = Replaced();
        world.Stripe.Prices["price_0001"]["product"] = "prod_other";
        Amount(world, 1999);
        Eur(world)["stripePriceId"]!.ToString().Should().Be("price_0003");
    }

    [Fact]
    public void A_document_that_is_new_again_takes_up_its_former_price()
    {
        var world = Replaced();
        var kept = (JsonObject)Eur(world).DeepClone();
        world.Stripe.Prices.Remove("price_0002");
        world.Stripe.Products["sanity_mug"]["default_price"] = null;
        world.Settle();
        world.Settings = world.Settings with { Recreate = true };
        kept["unitAmount"] = 1999;
        world.Put(kept).Settle();
        Eur(world)["stripePriceId"]!.ToString().Should().Be("price_0001");
        world.Stripe.Price("price_0001")!.Active.Should().BeTrue();
    }
}
