using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>Which of several prices of finance's took the place of the document's one, and which took nobody's.</summary>
public sealed class LineageTests
{
    // price_0001 is the document's price, made in the second after this.
    private const long Begin = 1_763_000_000;

    private static JsonObject Theirs(
        string id,
        long created,
        string? replaces = null,
        bool active = true,
        string? lookupKey = null,
        long amount = 2200
    )
    {
        var price = A.StripePrice(id, "sanity_mug", amount);
        (price["created"], price["active"], price["lookup_key"]) = (Begin + created, active, lookupKey);
        if (replaces is not null)
            price["metadata"]!["replaces"] = replaces;
        return price;
    }

    private static World With(World world, params JsonObject[] prices)
    {
        world.PutInStripe(prices).Settle();
        world.Settle();
        return world;
    }

    private static World Keyed(bool isActive)
    {
        var world = ReplacementTests.Linked(price => price["lookupKey"] = "mug_eur");
        world.Stripe.Products["sanity_mug"]["default_price"] = null;
        world.Stripe.Prices["price_0001"]["active"] = isActive;
        world.Stripe.Prices["price_0001"]["lookup_key"] = null;
        return world;
    }

    private static World Replaced(params long[] amounts)
    {
        var world = ReplacementTests.Linked(_ => { });
        foreach (var amount in amounts)
        {
            world.Documents["mug-eur"]["unitAmount"] = amount;
            world.Settle();
        }
        return world;
    }

    private static string Current(World world) => world.Documents["mug-eur"]["stripePriceId"]!.ToString();

    [Theory]
    [InlineData(20, 10, "price_a")]
    [InlineData(10, 20, "price_b")]
    [InlineData(10, 10, "price_b")]
    public void Of_two_that_name_it_the_newest_is_the_documents_and_of_one_second_the_greater_id(
        long a,
        long b,
        string current
    ) =>
        Current(
                With(
                    ReplacementTests.Linked(),
                    Theirs("price_a", a, "price_0001"),
                    Theirs("price_b", b, "price_0001")
                )
            )
            .Should()
            .Be(current);

    [Fact]
    public void One_that_is_sold_comes_before_a_newer_one_that_has_the_key_and_is_not() =>
        Current(
                With(
                    Keyed(isActive: false),
                    Theirs("price_a", 10, "price_0001"),
                    Theirs("price_b", 20, active: false, lookupKey: "mug_eur")
                )
            )
            .Should()
            .Be("price_a");

    [Fact]
    public void One_that_was_made_with_the_key_and_taken_off_sale_is_the_documents_all_the_same()
    {
        var world = With(Keyed(isActive: false), Theirs("price_a", 10, active: false, lookupKey: "mug_eur"));
        Current(world).Should().Be("price_a");
        world.Documents["mug-eur"]["active"]!.GetValue<bool>().Should().BeFalse();
    }

    [Theory]
    [InlineData(true, "mug_eur")]
    [InlineData(false, null)]
    public void One_that_is_not_sold_takes_nobodys_place_while_the_former_is_or_without_its_key(
        bool isFormerActive,
        string? lookupKey
    ) =>
        Current(
                With(
                    Keyed(isFormerActive),
                    Theirs("price_a", 10, "price_0001", active: false, lookupKey: lookupKey)
                )
            )
            .Should()
            .Be("price_0001");

    [Fact]
    public void Three_one_after_the_other_succeed_as_the_last_and_the_others_were_its_price_in_between()
    {
        var world = With(
            ReplacementTests.Linked(),
            Theirs("price_c", 30, "price_b"),
            Theirs("price_a", 10, "price_0001"),
            Theirs("price_b", 20, "price_a")
        );
        world.Documents["mug-eur"]["previousStripePriceIds"]!
            .ToJsonString()
            .Should()
            .Be("""["price_0001","price_a","price_b"]""");
        Current(world).Should().Be("price_c");
        world
            .Stripe.Prices.Values.Where(price => (bool)price["active"]!)
            .Select(price => price["id"]!.ToString())
            .Should()
            .Equal("price_c");
    }

    [Fact]
    public void A_copy_made_later_of_a_price_that_named_the_one_we_replaced_replaces_nothing()
    {
        var world = With(Replaced(2500), Theirs("price_a", 10, "price_0001"));
        Current(world).Should().Be("price_0002");
        world.Documents.Keys.Should().Contain("stripe-price_a");
        world.Conflicts.Should().BeEmpty();
    }

    [Fact]
    public void An_older_price_that_names_one_that_was_never_the_documents_replaces_nothing()
    {
        var world = With(Replaced(2500), Theirs("price_a", 1, "price_elsewhere"));
        Current(world).Should().Be("price_0002");
        world.Documents.Keys.Should().Contain("stripe-price_a");
    }

    [Fact]
    public void One_that_names_the_first_of_two_that_we_replaced_is_a_conflict_about_what_that_one_said()
    {
        var world = With(Replaced(2500, 2600), Theirs("price_a", 1, "price_0001"));
        var record = world.Conflicts.Values.Should().ContainSingle().Subject;
        (record.Baseline, record.Sanity, record.Stripe)
            .Should()
            .Be((FieldValue.Integer(1999), FieldValue.Integer(2600), FieldValue.Integer(2200)));
    }

    [Fact]
    public void One_that_names_ours_replaces_ours_whenever_it_was_made()
    {
        var world = With(Replaced(2500), Theirs("price_a", 0, "price_0002"));
        Current(world).Should().Be("price_a");
        world.Documents["mug-eur"]["unitAmount"]!.GetValue<long>().Should().Be(2200);
        world.Conflicts.Should().BeEmpty();
    }

    [Theory]
    [InlineData(1, 1999)]
    [InlineData(2, 2500)]
    public void One_that_names_none_was_taken_from_the_one_that_was_there_when_it_was_made(
        long created,
        long baseline
    )
    {
        var world = Replaced(2500, 2600);
        world.Stripe.Products["sanity_mug"]["default_price"] = "price_a";
        world.Stripe.Prices["price_0003"]["active"] = false;
        With(world, Theirs("price_a", created));
        var record = world.Conflicts.Values.Should().ContainSingle().Subject;
        (record.Path, record.Baseline).Should().Be(("unitAmount", FieldValue.Integer(baseline)));
    }
}
