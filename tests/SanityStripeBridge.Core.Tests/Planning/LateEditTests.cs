using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>What finance edits on a price that was just replaced is an edit of the price that took its place.</summary>
public sealed class LateEditTests
{
    // price_0001 was replaced by price_0002 and still waits for its archive; price_0003 is another document's.
    private static World Replaced()
    {
        var world = ReplacementTests.Linked(price => price["nickname"] = "Mug");
        world.Settings = world.Settings with { PriceGrace = TimeSpan.FromHours(1) };
        world.Documents["mug-eur"]["unitAmount"] = 2499;
        world.Settle();
        world.Put(A.Price("mug-usd", amount: 5)).Settle();
        world.Applied.Clear();
        return world;
    }

    private static void Rename(World world, string price, string name) =>
        world.Stripe.Prices[price]["nickname"] = name;

    private static string Nickname(World world) => world.Documents["mug-eur"]["nickname"]!.ToString();

    [Fact]
    public void It_reaches_the_document_and_its_price_now_and_no_other()
    {
        var world = Replaced();
        Rename(world, "price_0001", "Big mug");
        world.Settle();
        Nickname(world).Should().Be("Big mug");
        world.Stripe.Price("price_0002")!.Nickname.Should().Be("Big mug");
        world.Documents["mug-usd"]["nickname"].Should().BeNull();
        world.Stripe.Price("price_0003")!.Nickname.Should().BeNull();
        world.Conflicts.Should().BeEmpty();
    }

    [Fact]
    public void Once_it_has_arrived_a_later_edit_is_not_taken_back()
    {
        var world = Replaced();
        Rename(world, "price_0001", "Big mug");
        world.Settle();
        world.Documents["mug-eur"]["nickname"] = "Huge mug";
        world.Settle();
        Nickname(world).Should().Be("Huge mug");
        world.Stripe.Price("price_0002")!.Nickname.Should().Be("Huge mug");
        world.Conflicts.Should().BeEmpty();
    }

    [Fact]
    public void Against_an_edit_of_the_documents_it_is_one_conflict_once()
    {
        var world = Replaced();
        Rename(world, "price_0001", "Big mug");
        world.Documents["mug-eur"]["nickname"] = "Huge mug";
        world.Settle();
        world.Settle();
        Nickname(world).Should().Be("Huge mug");
        var record = world.Conflicts.Values.Should().ContainSingle().Subject;
        (record.Path, record.Winner, record.Stripe)
            .Should()
            .Be(("nickname", Side.Sanity, FieldValue.Text("Big mug")));
        record.Baseline.Should().Be(FieldValue.Text("Mug"));
    }

    [Fact]
    public void Seen_only_after_the_document_was_edited_and_mirrored_it_is_a_conflict_too_and_overwrites_nothing()
    {
        var world = Replaced();
        world.Settings = world.Settings with { PriceGrace = TimeSpan.Zero };
        world.Now += TimeSpan.FromHours(2);
        world.Settle();
        Rename(world, "price_0001", "Big mug");
        world.Documents["mug-eur"]["nickname"] = "Huge mug";
        world.Settle(new() { PriceDocuments = ["mug-eur"] });
        world.Stripe.Price("price_0002")!.Nickname.Should().Be("Huge mug");
        world.Conflicts.Should().BeEmpty("nobody looked at the former price");
        world.Settle(new() { StripePrices = ["price_0001"] });
        Nickname(world).Should().Be("Huge mug");
        world.Stripe.Price("price_0002")!.Nickname.Should().Be("Huge mug");
        var record = world.Conflicts.Values.Should().ContainSingle().Subject;
        (record.Winner, record.Baseline, record.Sanity, record.Stripe)
            .Should()
            .Be(
                (
                    Side.Sanity,
                    FieldValue.Text("Huge mug"),
                    FieldValue.Text("Huge mug"),
                    FieldValue.Text("Big mug")
                )
            );
    }

    [Fact]
    public void The_record_of_it_survives_a_write_that_does_not_happen()
    {
        var world = Replaced();
        Rename(world, "price_0001", "Big mug");
        world.Settle();
        Rename(world, "price_0001", "Bigger mug");
        world.Documents["mug-eur"]["nickname"] = "Huge mug";
        world.Consider().Changes.Should().NotBeEmpty();
        world.Settle();
        Nickname(world).Should().Be("Huge mug");
        world
            .Conflicts.Values.Should()
            .ContainSingle()
            .Which.Stripe.Should()
            .Be(FieldValue.Text("Bigger mug"));
    }

    [Fact]
    public void A_currency_that_was_added_to_it_and_then_set_anew_on_its_successor_replaces_no_price()
    {
        var world = Replaced();
        Option(world, "price_0002", 2100);
        world.Settle(new() { StripePrices = ["price_0002"] });
        Option(world, "price_0001", 2000);
        world.Settle(new() { StripePrices = ["price_0001"] });
        world.Documents["mug-eur"]["stripePriceId"]!.ToString().Should().Be("price_0002");
        world.Stripe.Price("price_0002")!.CurrencyOptions!["usd"].UnitAmount.Should().Be(2100);
        var record = world.Conflicts.Values.Should().ContainSingle().Subject;
        (record.Path, record.Winner, record.Sanity, record.Stripe)
            .Should()
            .Be(
                (
                    "currencyOptions.usd.unitAmount",
                    Side.Sanity,
                    FieldValue.Integer(2100),
                    FieldValue.Integer(2000)
                )
            );
    }

    private static void Option(World world, string price, long amount) =>
        world.Stripe.Prices[price]["currency_options"] = new JsonObject
        {
            ["usd"] = new JsonObject { ["unit_amount"] = amount, ["unit_amount_decimal"] = $"{amount}" },
        };

    [Fact]
    public void Edited_on_both_prices_the_one_that_is_sold_counts_and_the_other_is_told_once()
    {
        var world = Replaced();
        Rename(world, "price_0001", "Big mug");
        Rename(world, "price_0002", "Huge mug");
        const string sentence =
            "nickname became \"Big mug\" on a price that price_0002 replaced, and \"Huge mug\" on price_0002, which counts";
        world.Plan().Notes.Should().Equal(("mug-eur", sentence));
        world.Settle();
        Nickname(world).Should().Be("Huge mug");
        world.Plan().Notes.Should().BeEmpty();
        world.Conflicts.Should().BeEmpty();
    }

    [Fact]
    public void A_key_of_finances_own_on_it_is_nobody_elses()
    {
        var world = Replaced();
        world.Stripe.Prices["price_0001"]["metadata"]!["erp"] = "4711";
        world.Plan().Changes.Should().BeEmpty();
    }

    [Fact]
    public void At_rest_nothing_of_it_is_remembered_anew() =>
        Replaced().Plan().Retirements.Should().BeEmpty();

    [Fact]
    public void An_edit_that_our_write_ran_over_on_another_price_is_not_this_ones()
    {
        var world = Replaced();
        world.Overwritten.Add(
            new(
                ObjectType.Price,
                "price_0003",
                "nickname",
                FieldValue.Absent,
                FieldValue.Text("theirs"),
                null
            )
        );
        var plan = world.Plan();
        plan.Changes.Select(change => change.SanityId).Distinct().Should().Equal("mug-usd");
        plan.Conflicts.Should().BeEmpty();
    }
}
