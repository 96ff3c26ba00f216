using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

public sealed class ReplacementTests
{
    internal static World Linked(Action<JsonObject>? price = null)
    {
        var (mug, eur) = (A.Product(), A.Price());
        mug["defaultPrice"] = A.Reference("mug-eur");
        price?.Invoke(eur);
        var world = new World().Put(mug, eur);
        world.Settle();
        world.Applied.Clear();
        return world;
    }

    private static JsonObject Eur(World world) => world.Documents["mug-eur"];

    [Fact]
    public void A_changed_amount_is_a_new_price_then_the_default_then_the_document_then_the_archive()
    {
        var world = Linked();
        Eur(world)["unitAmount"] = 2499;
        world.Settle();
        world
            .Applied.Select(change => (change.Side, change.Type, change.Action))
            .Should()
            .Equal(
                (Side.Stripe, ObjectType.Price, ChangeAction.Replace),
                (Side.Stripe, ObjectType.Product, ChangeAction.Update),
                (Side.Sanity, ObjectType.Price, ChangeAction.Link),
                (Side.Stripe, ObjectType.Price, ChangeAction.Archive)
            );
        world.Applied[^1].IsDangerous.Should().BeFalse();
        Eur(world)["stripePriceId"]!.ToString().Should().Be("price_0002");
        Eur(world)["previousStripePriceIds"]!.ToJsonString().Should().Be("""["price_0001"]""");
    }

    [Fact]
    public void The_id_in_the_document_is_an_active_price_at_every_moment()
    {
        var world = Linked();
        world.Watch = _ =>
            world.Stripe.Price(Eur(world)["stripePriceId"]!.ToString())!.Active.Should().BeTrue();
        Eur(world)["unitAmount"] = 2499;
        world.Settle();
        Eur(world)["currency"] = "usd";
        world.Settle();
        world.Stripe.Prices.Values.Count(price => (bool)price["active"]!).Should().Be(1);
    }

    [Fact]
    public void A_replacement_that_was_interrupted_anywhere_is_finished_by_the_next_look()
    {
        var world = Linked(price => price["lookupKey"] = "mug_eur");
        Eur(world)["unitAmount"] = 2499;
        while (world.Step() is not null) { }
        world.Applied.Should().HaveCount(4);
        world.Stripe.Price("price_0002")!.LookupKey.Should().Be("mug_eur");
        world.Stripe.Price("price_0001")!.Active.Should().BeFalse();
    }

    [Fact]
    public void A_replaced_price_waits_for_its_grace_which_is_no_drift()
    {
        var world = Linked();
        world.Settings = world.Settings with { PriceGrace = TimeSpan.FromHours(1) };
        Eur(world)["unitAmount"] = 2499;
        world.Settle();
        world.Memory.NextAt(world.Now).Should().Be(A.Monday.AddHours(1));
        world.Stripe.Price("price_0001")!.Active.Should().BeTrue();
        world.Now = A.Monday.AddHours(1);
        world.Settle();
        world.Stripe.Price("price_0001")!.Active.Should().BeFalse();
        world.Memory.NextAt(DateTimeOffset.MinValue).Should().BeNull();
    }

    [Fact]
    public void Keys_of_finance_move_along_to_the_price_that_takes_over()
    {
        var world = Linked();
        world.Stripe.Prices["price_0001"]["metadata"]!["erp"] = "4711";
        Eur(world)["unitAmount"] = 2499;
        world.Settle();
        world.Stripe.Price("price_0002")!.Metadata["erp"].Should().Be("4711");
    }

    [Fact]
    public void A_replacement_settles_no_conflict_that_somebody_must_decide()
    {
        var world = Linked(price => price["nickname"] = "a");
        world.Settings = world.Settings with { Conflict = ConflictPolicy.Hold };
        Eur(world)["nickname"] = "b";
        world.Stripe.Prices["price_0001"]["nickname"] = "c";
        Eur(world)["unitAmount"] = 2499;
        world.Settle();
        world.Stripe.Price("price_0002")!.Nickname.Should().Be("c");
        Eur(world)["nickname"]!.ToString().Should().Be("b");
        world.Memory.Conflicts.Should().ContainSingle().Which.Path.Should().Be("nickname");
    }

    [Fact]
    public void A_replacement_towards_Stripe_alone_does_not_swallow_the_edit_of_finance()
    {
        var world = Linked(price => price["nickname"] = "a");
        world.Stripe.Prices["price_0001"]["nickname"] = "c";
        Eur(world)["unitAmount"] = 2499;
        var both = world.Settings;
        world.Settings = both with { OnlyTo = Side.Stripe };
        world.Settle();
        world.Stripe.Price("price_0002")!.Nickname.Should().Be("c");
        Eur(world)["nickname"]!.ToString().Should().Be("a");
        world.Settings = both;
        world.Settle();
        Eur(world)["nickname"]!.ToString().Should().Be("c");
    }

    [Fact]
    public void An_archived_default_price_is_cleared_as_default_first()
    {
        var world = Linked();
        Eur(world)["active"] = false;
        world.Settle();
        world
            .Applied.Select(change => (change.Type, change.Action))
            .Should()
            .Equal((ObjectType.Product, ChangeAction.Update), (ObjectType.Price, ChangeAction.Archive));
        Eur(world)["active"] = true;
        world.Settle();
        world.Stripe.Product("sanity_mug")!.DefaultPrice!.Id.Should().Be("price_0001");
    }

    [Fact]
    public void A_price_that_is_for_sale_again_becomes_active_before_it_becomes_the_default()
    {
        var world = Linked();
        Eur(world)["active"] = false;
        world.Settle();
        Eur(world)["active"] = true;
        world
            .Plan()
            .Changes.Select(change => (change.Type, change.Action))
            .Should()
            .Equal((ObjectType.Price, ChangeAction.Restore), (ObjectType.Product, ChangeAction.Update));
    }

    [Fact]
    public void A_product_that_goes_while_its_default_price_goes_off_sale_lets_go_of_it_first()
    {
        var world = Linked();
        Eur(world)["active"] = false;
        world.Documents.Remove("mug");
        var change = world.Plan().Changes[0];
        (change.Type, change.Action).Should().Be((ObjectType.Product, ChangeAction.Archive));
        change
            .Fields.Should()
            .Equal(
                new FieldChange("defaultPrice", FieldValue.Text("mug-eur"), FieldValue.Absent),
                new FieldChange("active", FieldValue.Flag(true), FieldValue.Flag(false))
            );
        world.Settle();
        world.Stripe.Price("price_0001")!.Active.Should().BeFalse();
    }

    [Fact]
    public void A_replacement_towards_Stripe_alone_agrees_on_nothing_that_only_finance_has_said()
    {
        var world = Linked();
        world.Stripe.Prices["price_0001"]["nickname"] = "c";
        Eur(world)["unitAmount"] = 2499;
        var both = world.Settings;
        world.Settings = both with { OnlyTo = Side.Stripe };
        world.Settle();
        world.Settings = both;
        world.Settle();
        Eur(world)["nickname"]!.ToString().Should().Be("c");
        world.Stripe.Price("price_0002")!.Nickname.Should().Be("c");
    }

    [Fact]
    public void A_product_whose_text_is_refused_does_not_keep_its_price_from_being_replaced()
    {
        var world = Linked();
        world.Documents["mug"]["unitLabel"] = "much too long a label";
        Eur(world)["unitAmount"] = 2499;
        world.Settle();
        world.Stripe.Product("sanity_mug")!.DefaultPrice!.Id.Should().Be("price_0002");
        world.Stripe.Price("price_0001")!.Active.Should().BeFalse();
    }

    [Fact]
    public void A_tax_behaviour_is_set_once_in_place_and_then_replaces()
    {
        var world = Linked();
        Eur(world)["taxBehavior"] = "exclusive";
        world.Settle();
        world.Stripe.Prices.Should().ContainSingle();
        Eur(world)["taxBehavior"] = "inclusive";
        world.Settle();
        world.Stripe.Price("price_0002")!.TaxBehavior.Should().Be("inclusive");
    }

    [Fact]
    public void A_recurring_price_changes_its_interval_by_a_new_price()
    {
        var world = Linked(price =>
        {
            price["type"] = "recurring";
            price["interval"] = "month";
        });
        Eur(world)["interval"] = "year";
        world.Settle();
        world.Stripe.Price("price_0002")!.Recurring!.Interval.Should().Be("year");
    }
}
