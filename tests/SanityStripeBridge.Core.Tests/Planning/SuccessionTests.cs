using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>Finance changes an amount in the Dashboard: by a new price.</summary>
public sealed class SuccessionTests
{
    private static readonly Concern Arrived = new() { StripePrices = ["price_new"] };

    private static World WithSuccessor(string? lookupKey = null, Action<JsonObject>? successor = null)
    {
        var world = ReplacementTests.Linked(price =>
        {
            if (lookupKey is not null)
                price["lookupKey"] = lookupKey;
        });
        var fresh = A.StripePrice("price_new", "sanity_mug", 2200);
        fresh["created"] = 1_764_000_000;
        successor?.Invoke(fresh);
        return world.PutInStripe(fresh);
    }

    private static void BecomesDefault(World world)
    {
        world.Stripe.Products["sanity_mug"]["default_price"] = "price_new";
        world.Stripe.Prices["price_0001"]["active"] = false;
    }

    private static void IsSucceeded(World world)
    {
        world.Documents.Should().HaveCount(2);
        var eur = world.Documents["mug-eur"];
        eur["unitAmount"]!.GetValue<long>().Should().Be(2200);
        eur["stripePriceId"]!.ToString().Should().Be("price_new");
        eur["previousStripePriceIds"]!.ToJsonString().Should().Be("""["price_0001"]""");
        world.Stripe.Price("price_0001")!.Active.Should().BeFalse();
        world.Stripe.Product("sanity_mug")!.DefaultPrice!.Id.Should().Be("price_new");
    }

    [Fact]
    public void A_price_that_took_over_the_lookup_key_succeeds()
    {
        var world = WithSuccessor("mug_eur", fresh => fresh["lookup_key"] = "mug_eur");
        world.Stripe.Prices["price_0001"]["lookup_key"] = null;
        world.Settle(Arrived);
        world.Settle();
        IsSucceeded(world);
    }

    [Fact]
    public void A_price_that_became_default_in_the_place_of_the_archived_one_succeeds()
    {
        var world = WithSuccessor();
        BecomesDefault(world);
        world.Settle(Arrived);
        world.Settle();
        IsSucceeded(world);
    }

    [Fact]
    public void A_price_whose_metadata_names_the_old_one_succeeds_and_the_old_one_is_archived()
    {
        var world = WithSuccessor(successor: fresh => fresh["metadata"]!["replaces"] = "price_0001");
        world.Settle(Arrived);
        world.Settle();
        IsSucceeded(world);
    }

    [Fact]
    public void A_price_of_another_interval_in_its_place_is_a_new_document()
    {
        var world = WithSuccessor(successor: fresh => fresh["currency"] = "usd");
        BecomesDefault(world);
        world.Settle();
        world.Documents.Keys.Should().Contain("stripe-price_new");
        world.Documents["mug"]["defaultPrice"]!["_ref"]!.ToString().Should().Be("stripe-price_new");
        world.Documents["mug-eur"]["active"]!.GetValue<bool>().Should().BeFalse();
    }

    [Fact]
    public void A_further_price_is_a_new_document()
    {
        var world = WithSuccessor();
        world.Settle(Arrived);
        world.Documents["stripe-price_new"]["unitAmount"]!.GetValue<long>().Should().Be(2200);
        world.Documents["mug-eur"]["unitAmount"]!.GetValue<long>().Should().Be(1999);
    }

    [Theory]
    [InlineData(ConflictPolicy.Owner, 2500)]
    [InlineData(ConflictPolicy.Stripe, 2200)]
    public void An_amount_changed_on_both_sides_is_one_conflict_and_one_active_price(
        ConflictPolicy policy,
        long amount
    )
    {
        var world = WithSuccessor();
        world.Settings = world.Settings with { Conflict = policy };
        BecomesDefault(world);
        world.Documents["mug-eur"]["unitAmount"] = 2500L;
        world.Settle(Arrived);
        world.Settle();
        var record = world.Conflicts.Values.Should().ContainSingle().Subject;
        (record.Path, record.ResolvedAt).Should().Be(("unitAmount", A.Monday));
        var active = world.Stripe.Prices.Values.Where(price => (bool)price["active"]!).ToList();
        active.Should().ContainSingle();
        ((long)active[0]["unit_amount"]!).Should().Be(amount);
        world.Documents["mug-eur"]["unitAmount"]!.GetValue<long>().Should().Be(amount);
    }

    [Fact]
    public void A_price_that_finance_had_made_before_our_replacement_is_a_conflict_with_it()
    {
        var world = ReplacementTests.Linked(_ => { });
        world.Documents["mug-eur"]["unitAmount"] = 2500L;
        world.Settle();
        var ours = world.Documents["mug-eur"]["stripePriceId"]!.ToString();
        var earlier = A.StripePrice("price_new", "sanity_mug", 2200);
        earlier["created"] = 1_762_000_000;
        world.PutInStripe(earlier);
        world.Stripe.Products["sanity_mug"]["default_price"] = "price_new";
        world.Stripe.Prices[ours]["active"] = false;
        world.Settle();
        world.Settle();
        var record = world.Conflicts.Values.Should().ContainSingle().Subject;
        record.Path.Should().Be("unitAmount");
        world.Documents["mug-eur"]["unitAmount"]!.GetValue<long>().Should().Be(2500);
        world
            .Stripe.Prices.Values.Where(price => (bool)price["active"]!)
            .Select(price => (long)price["unit_amount"]!)
            .Should()
            .Equal(2500);
    }

    [Fact]
    public void What_finance_changed_on_the_former_price_moves_along_to_the_one_that_leaves_it_unsaid()
    {
        var world = WithSuccessor(successor: fresh => fresh["metadata"]!["replaces"] = "price_0001");
        world.Stripe.Prices["price_0001"]["nickname"] = "Big mug";
        world.Settle(Arrived);
        world.Settle();
        IsSucceeded(world);
        world.Documents["mug-eur"]["nickname"]!.ToString().Should().Be("Big mug");
        world.Stripe.Price("price_new")!.Nickname.Should().Be("Big mug");
        world.Conflicts.Should().BeEmpty();
    }

    [Fact]
    public void A_currency_that_finance_added_to_the_former_price_moves_along_too()
    {
        var world = WithSuccessor(successor: fresh => fresh["metadata"]!["replaces"] = "price_0001");
        world.Stripe.Prices["price_0001"]["currency_options"] = Pounds(1700);
        world.Settle(Arrived);
        world.Settle();
        IsSucceeded(world);
        ((long)world.Documents["mug-eur"]["currencyOptions"]![0]!["unitAmount"]!).Should().Be(1700);
        ((long)world.Stripe.Prices["price_new"]["currency_options"]!["gbp"]!["unit_amount"]!)
            .Should()
            .Be(1700);
        world.Conflicts.Should().BeEmpty();
    }

    [Fact]
    public void A_currency_that_each_price_of_a_chain_says_anew_is_that_of_the_last_and_the_others_are_told()
    {
        var world = WithSuccessor(successor: fresh =>
        {
            fresh["metadata"]!["replaces"] = "price_between";
            fresh["currency_options"] = Pounds(1750);
        });
        var between = A.StripePrice("price_between", "sanity_mug", 2100);
        between["metadata"]!["replaces"] = "price_0001";
        between["active"] = false;
        between["currency_options"] = Pounds(1725);
        world.PutInStripe(between);
        world.Stripe.Prices["price_0001"]["currency_options"] = Pounds(1700);
        world
            .Plan()
            .Notes.Select(note => note.Sentence)
            .Where(sentence => sentence.EndsWith("which counts", StringComparison.Ordinal))
            .Should()
            .SatisfyRespectively(
                sentence => sentence.Should().Contain("1700").And.Contain("1750"),
                sentence => sentence.Should().Contain("1725").And.Contain("1750")
            );
        world.Settle();
        world.Settle();
        world.Documents["mug-eur"]["stripePriceId"]!.ToString().Should().Be("price_new");
        ((long)world.Documents["mug-eur"]["currencyOptions"]![0]!["unitAmount"]!).Should().Be(1750);
        world.Stripe.Prices.Should().HaveCount(3, "nothing is replaced");
    }

    private static JsonNode Pounds(long amount) =>
        JsonNode.Parse(
            $$$"""{"gbp":{"unit_amount":{{{amount}}},"unit_amount_decimal":"{{{amount}}}","tax_behavior":"unspecified"}}"""
        )!;

    [Fact]
    public void A_copy_of_a_price_that_finance_itself_replaced_later_is_a_document_of_its_own()
    {
        var world = WithSuccessor(successor: fresh => fresh["metadata"]!["replaces"] = "price_0001");
        world.Settle(Arrived);
        world.Settle();
        IsSucceeded(world);
        var copy = A.StripePrice("price_copy", "sanity_mug", 2300);
        copy["created"] = 1_764_000_010;
        copy["metadata"]!["replaces"] = "price_0001";
        var last = A.StripePrice("price_last", "sanity_mug", 2400);
        last["created"] = 1_764_000_020;
        world.PutInStripe(copy);
        world.PutInStripe(last);
        world.Stripe.Products["sanity_mug"]["default_price"] = "price_last";
        world.Stripe.Prices["price_new"]["active"] = false;
        world.Settle();
        world.Settle();
        world.Documents["mug-eur"]["stripePriceId"]!.ToString().Should().Be("price_last");
        ((long)world.Documents["mug-eur"]["unitAmount"]!).Should().Be(2400);
        ((long)world.Documents["stripe-price_copy"]["unitAmount"]!).Should().Be(2300);
        world.Conflicts.Should().BeEmpty();
    }

    [Fact]
    public void An_older_price_that_finance_sets_in_the_place_of_its_own_new_one_counts_as_it_is()
    {
        var world = WithSuccessor(successor: fresh => fresh["metadata"]!["replaces"] = "price_0001");
        world.Settle(Arrived);
        world.Settle();
        var older = A.StripePrice("price_older", "sanity_mug", 1999);
        older["created"] = 1_763_999_990;
        world.PutInStripe(older);
        world.Stripe.Products["sanity_mug"]["default_price"] = "price_older";
        world.Stripe.Prices["price_new"]["active"] = false;
        world.Settle();
        world.Settle();
        world.Documents["mug-eur"]["stripePriceId"]!.ToString().Should().Be("price_older");
        ((long)world.Documents["mug-eur"]["unitAmount"]!).Should().Be(1999);
        world.Conflicts.Should().BeEmpty();
    }

    [Fact]
    public void A_price_that_names_another_one_takes_no_default_price_s_place()
    {
        var world = WithSuccessor(successor: fresh => fresh["metadata"]!["replaces"] = "price_beside");
        world.PutInStripe(A.StripePrice("price_beside", "sanity_mug", 2100));
        BecomesDefault(world);
        world.Settle();
        world.Settle();
        world.Documents["mug-eur"]["stripePriceId"]!.ToString().Should().Be("price_0001");
        world.Documents.Keys.Should().Contain("stripe-price_beside");
    }

    [Fact]
    public void Two_prices_one_after_the_other_succeed_as_the_last_one_with_what_was_said_on_the_way()
    {
        var world = WithSuccessor(successor: fresh => fresh["metadata"]!["replaces"] = "price_between");
        var between = A.StripePrice("price_between", "sanity_mug", 2100);
        between["metadata"]!["replaces"] = "price_0001";
        between["nickname"] = "Big mug";
        between["active"] = false;
        world.PutInStripe(between);
        world.Settle();
        world.Settle();
        world.Documents.Should().HaveCount(2);
        var eur = world.Documents["mug-eur"];
        ((long)eur["unitAmount"]!, eur["stripePriceId"]!.ToString(), eur["nickname"]!.ToString())
            .Should()
            .Be((2200, "price_new", "Big mug"));
        eur["previousStripePriceIds"]!.ToJsonString().Should().Be("""["price_0001","price_between"]""");
        world
            .Stripe.Prices.Values.Where(price => (bool)price["active"]!)
            .Select(price => price["id"]!.ToString())
            .Should()
            .Equal("price_new");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void A_price_that_names_the_one_we_replaced_meanwhile_is_a_conflict_with_ours(int seconds)
    {
        var world = ReplacementTests.Linked(_ => { });
        world.Documents["mug-eur"]["unitAmount"] = 2500L;
        world.Settle();
        var theirs = A.StripePrice("price_new", "sanity_mug", 2200);
        var ours = world.Documents["mug-eur"]["stripePriceId"]!.ToString();
        theirs["created"] = world.Stripe.Price(ours)!.Created + seconds;
        theirs["metadata"]!["replaces"] = "price_0001";
        world.PutInStripe(theirs);
        world.Settle(Arrived);
        world.Settle();
        world.Conflicts.Values.Should().ContainSingle().Which.Path.Should().Be("unitAmount");
        world
            .Stripe.Prices.Values.Where(price => (bool)price["active"]!)
            .Select(price => (long)price["unit_amount"]!)
            .Should()
            .Equal(2500);
    }

    [Fact]
    public void What_finance_only_took_over_from_the_price_that_both_replaced_undoes_no_later_edit()
    {
        var world = ReplacementTests.Linked(price => price["nickname"] = "Mug");
        world.Documents["mug-eur"]["unitAmount"] = 2500L;
        world.Documents["mug-eur"]["nickname"] = "Big mug";
        world.Settle();
        var theirs = A.StripePrice("price_new", "sanity_mug", 2200);
        theirs["created"] = 1_762_000_000;
        theirs["nickname"] = "Mug";
        theirs["metadata"]!["replaces"] = "price_0001";
        world.PutInStripe(theirs);
        world.Settle(Arrived);
        world.Settle();
        world.Documents["mug-eur"]["nickname"]!.ToString().Should().Be("Big mug");
        world.Conflicts.Values.Should().ContainSingle().Which.Path.Should().Be("unitAmount");
    }

    [Fact]
    public void What_finance_had_set_on_the_price_that_both_replaced_and_no_document_shows_yet_is_not_lost()
    {
        var world = ReplacementTests.Linked(_ => { });
        world.Stripe.Prices["price_0001"]["nickname"] = "Big mug";
        world.Documents["mug-eur"]["unitAmount"] = 2500L;
        world.Step()!.Action.Should().Be(ChangeAction.Replace);
        world.Documents["mug-eur"]["nickname"].Should().BeNull();
        var theirs = A.StripePrice("price_new", "sanity_mug", 2200);
        theirs["created"] = 1_762_000_000;
        theirs["nickname"] = "Big mug";
        theirs["metadata"]!["replaces"] = "price_0001";
        world.PutInStripe(theirs);
        world.Settle();
        world.Settle();
        world.Documents["mug-eur"]["nickname"]!.ToString().Should().Be("Big mug");
        world
            .Stripe.Price(world.Documents["mug-eur"]["stripePriceId"]!.ToString())!
            .Nickname.Should()
            .Be("Big mug");
        world.Conflicts.Values.Should().ContainSingle().Which.Path.Should().Be("unitAmount");
    }

    [Fact]
    public void What_the_new_price_says_otherwise_than_agreed_is_told_with_both_values()
    {
        var world = ReplacementTests.Linked(price => price["nickname"] = "Big mug");
        var theirs = A.StripePrice("price_new", "sanity_mug", 2200);
        theirs["created"] = 1_764_000_000;
        theirs["nickname"] = "Mug";
        theirs["metadata"]!["replaces"] = "price_0001";
        world.PutInStripe(theirs);
        world
            .Plan(Arrived)
            .Notes.Select(note => note.Sentence)
            .Should()
            .ContainSingle()
            .Which.Should()
            .EndWith("with nickname \"Mug\" where \"Big mug\" was agreed");
        world.Settle(Arrived);
        world.Documents["mug-eur"]["nickname"]!.ToString().Should().Be("Mug");
    }
}
