using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>Prices that left, came back, or were made by finance beside what the documents say.</summary>
public sealed class MovedPriceTests
{
    [Fact]
    public void A_price_whose_document_went_to_another_product_is_sold_here_until_it_has_one_there_and_says_so()
    {
        var world = ReplacementTests.Linked();
        world.Documents["mug-eur"]["product"] = A.Reference("tee");
        var plan = world.Settle();
        plan.Findings.Should()
            .Equal(
                new Finding(
                    "mug-eur",
                    CompanionStatus.Waiting,
                    "The price waits for its product tee; until it has one there, it is sold as price_0001 of mug"
                )
            );
    }

    [Fact]
    public void What_finance_changes_meanwhile_still_reaches_the_document_and_what_its_editor_changes_waits()
    {
        var world = ReplacementTests.Linked();
        world.Documents["mug-eur"]["product"] = A.Reference("tee");
        world.Documents["mug-eur"]["unitAmount"] = 2499;
        world.Stripe.Prices["price_0001"]["nickname"] = "theirs";
        world.Settle();
        world.Documents["mug-eur"]["nickname"]!.ToString().Should().Be("theirs");
        world.Stripe.Prices.Should().ContainSingle();
        world.Stripe.Price("price_0001")!.UnitAmount.Should().Be(1999);
    }

    [Fact]
    public void What_only_the_left_price_holds_is_told_when_it_is_archived()
    {
        var world = ReplacementTests.Linked();
        world.Stripe.Prices["price_0001"]["nickname"] = "theirs";
        world.Documents["mug-eur"]["product"] = A.Reference("tee");
        world.Documents["mug-eur"]["stripePriceId"] = "price_of_tee";
        world.Documents["mug-eur"]["previousStripePriceIds"] = new JsonArray("price_0001");
        world.Memory = world.Memory with
        {
            Links = [.. world.Memory.Links.Where(link => link.Type == ObjectType.Product)],
        };
        var plan = world.Plan();
        var archive = plan.Changes.Single(change => change.Type == ObjectType.Price);
        (archive.Action, archive.StripeId, archive.Because, archive.IsDangerous)
            .Should()
            .Be((ChangeAction.Archive, "price_0001", "its document belongs to another product now", true));
        plan.Notes.Should()
            .Contain(
                (
                    "mug-eur",
                    "price_0001 is archived with nickname \"theirs\", because its document went to another product with nothing"
                )
            );
    }

    [Fact]
    public void A_replaced_price_that_somebody_unarchives_stays_finances_own_and_is_told_once()
    {
        var world = Replaced();
        world.Stripe.Prices["price_0001"]["active"] = true;
        var plan = world.Plan(look => look, World.All);
        plan.Changes.Should().BeEmpty();
        plan.Findings.Should()
            .Equal(
                new Finding(
                    "mug-eur",
                    CompanionStatus.Synced,
                    "price_0001, which price_0002 replaced, was un-archived in Stripe; the document keeps price_0002. Archive it there if both should not be sold"
                )
            );
        plan.Notes.Should().ContainSingle();
        world.Settle();
        world.Settle().Findings.Should().BeEmpty("it was told");
        world.Stripe.Price("price_0001")!.Active.Should().BeTrue();
    }

    [Fact]
    public void A_replaced_price_that_is_archived_again_is_no_news_but_the_next_time_is()
    {
        var world = Replaced();
        world.Stripe.Prices["price_0001"]["active"] = true;
        world.Settle();
        world.Stripe.Prices["price_0001"]["active"] = false;
        world.Settle().Findings.Should().BeEmpty();
        world.Stripe.Prices["price_0001"]["active"] = true;
        world.Settle().Findings.Should().ContainSingle();
    }

    [Fact]
    public void A_price_that_finance_made_for_a_product_whose_document_is_gone_waits_for_it()
    {
        var world = ReplacementTests.Linked();
        world.Documents.Remove("mug");
        world.Settle();
        world.PutInStripe(A.StripePrice("price_new", "sanity_mug", 500));
        var told = new Concern { StripePrices = ["price_new"] };
        var plan = world.Settle(told);
        var sentence =
            "price_new was made in Stripe for a product whose document is gone; it gets a document when the product has one again";
        plan.Findings.Should().Contain(new Finding("mug", CompanionStatus.Waiting, sentence));
        plan.Notes.Should().Contain(("mug", sentence));
        world
            .Settle()
            .Findings.Should()
            .NotContain(finding => finding.Message == sentence, "it is told when Stripe tells of it");
        world.Documents.Keys.Should().Equal("mug-eur");
        world.Put(A.Product()).Settle();
        world.Documents.Keys.Should().Contain("stripe-price_new");
    }

    [Fact]
    public void A_price_that_finance_copied_from_a_variants_is_told_with_two_ways_out()
    {
        var world = WithVariant();
        var copy = A.StripePrice("price_copy", "sanity_mug", 1200);
        copy["metadata"] = A.Marks("mug");
        copy["metadata"]!["variant_key"] = "k1";
        world.PutInStripe(copy);
        var plan = world.Settle(new() { StripePrices = ["price_copy"] });
        plan.Changes.Should().BeEmpty();
        var finding = plan.Findings.Should().ContainSingle().Subject;
        finding.SanityId.Should().Be("mug#k1");
        finding
            .Message.Should()
            .Be(
                "variants[_key==\"k1\"]: price_copy (1200 eur) was made in Stripe from the price of variants[_key==\"k1\"], and nothing here shows it. Give it metadata replaces = price_0001 to put it in that one's place, or take its variant_key away to have a document for it"
            );
        world.Documents.Keys.Should().Equal("mug");
        copy["active"] = false;
        world.Settle(new() { StripePrices = ["price_copy"] }).Findings.Should().BeEmpty("it is not sold");
        copy["active"] = true;
        world
            .Settle(new() { PriceDocuments = ["mug#k1"] })
            .Findings.Should()
            .BeEmpty("nobody told of it now");
    }

    [Fact]
    public void A_variants_former_price_is_archived_when_its_document_goes_before_it_names_the_new_one()
    {
        var world = WithVariant();
        world.Documents["mug"]["variants"]![0]!["unitAmount"] = 1300;
        world.Step()!.Action.Should().Be(ChangeAction.Replace);
        world.Plan().Changes.Should().NotContain(change => change.Retires, "it stands in the document still");
        world.Documents.Remove("mug");
        world.Settle();
        world.Stripe.Price("price_0001")!.Active.Should().BeFalse();
        world.Stripe.Price("price_0002")!.Active.Should().BeTrue("the prices of an archived product stay");
        world.Stripe.Product("sanity_mug")!.Active.Should().BeFalse();
    }

    [Fact]
    public void Variants_without_a_key_are_told_and_the_others_are_made()
    {
        var world = WithVariant();
        world.Documents["mug"]["variants"]!.AsArray().Add(new JsonObject { ["unitAmount"] = 1 });
        world.Documents["mug"]["variants"]!.AsArray().Add(new JsonObject { ["unitAmount"] = 2 });
        var plan = world.Settle();
        plan.Findings.Should()
            .Equal(
                new Finding(
                    "mug",
                    CompanionStatus.Error,
                    "variants has 2 entries without a _key, by which a variant is told from another; remove them and add them anew"
                )
            );
        world.Stripe.Prices.Should().ContainSingle();
    }

    [Fact]
    public void A_duplicate_that_waits_for_its_product_does_not_sell_its_originals_price()
    {
        var world = ReplacementTests.Linked();
        world.Settle();
        var copy = A.Price("tee-eur", "tee");
        copy["stripePriceId"] = "price_0001";
        var family = world.Memory;
        world.Memory = new()
        {
            Family = "tee",
            Links = [.. family.Links.Where(link => link.Type == ObjectType.Price)],
        };
        world.Put(copy);
        var change = world
            .Plan(new Concern { PriceDocuments = ["tee-eur"] })
            .Changes.Should()
            .ContainSingle()
            .Subject;
        (change.Side, change.Action, change.SanityId, change.StripeId, change.Because)
            .Should()
            .Be(
                (
                    Side.Sanity,
                    ChangeAction.Link,
                    "tee-eur",
                    null,
                    "price_0001 is the price of mug-eur, of which it is a duplicate"
                )
            );
    }

    [Fact]
    public void What_a_person_must_match_first_is_held_and_nothing_is_made_of_it()
    {
        var world = ReplacementTests.Linked();
        world.Put(A.Price("mug-usd"));
        world.Settings = world.Settings with { Undecided = new HashSet<string> { "mug-usd" } };
        var plan = world.Settle();
        plan.Findings.Should().Equal(new Finding("mug-usd", CompanionStatus.Held, Waits.Undecided));
        world.Stripe.Prices.Should().ContainSingle();
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void An_unadopted_price_is_held_and_a_run_that_only_links_says_nothing(bool linksOnly, int told)
    {
        var world = ReplacementTests.Linked();
        world.Put(A.Price("mug-usd"));
        world.Settings = world.Settings with { MayCreate = false, LinksOnly = linksOnly };
        var plan = world.Settle();
        plan.Findings.Should()
            .Equal(Enumerable.Repeat(new Finding("mug-usd", CompanionStatus.Held, Waits.Unadopted), told));
        world.Stripe.Prices.Should().ContainSingle();
    }

    [Fact]
    public void A_price_waits_for_a_product_that_is_not_in_Stripe_yet()
    {
        var world = new World().Put(A.Product(name: " "), A.Price());
        world
            .Settle()
            .Findings.Should()
            .Contain(
                new Finding(
                    "mug-eur",
                    CompanionStatus.Waiting,
                    "The price waits for its product, which is not in Stripe yet"
                )
            );
    }

    private static World Replaced()
    {
        var world = ReplacementTests.Linked();
        world.Documents["mug-eur"]["unitAmount"] = 2499;
        world.Settle();
        world.Applied.Clear();
        return world;
    }

    private static World WithVariant()
    {
        var mug = A.Product();
        mug["variants"] = JsonNode.Parse(
            """[{"_key":"k1","title":"Small","currency":"eur","unitAmount":1500}]"""
        );
        var world = new World().Put(mug);
        world.Settle();
        world.Applied.Clear();
        return world;
    }
}
