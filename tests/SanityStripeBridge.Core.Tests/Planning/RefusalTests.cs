using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>What a platform refused for good, or a price elsewhere holds, stops one object and none of the others.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void A_price_that_Stripe_refused_waits_for_its_editor_and_the_product_goes_on()
    {
        var world = Edited();
        var plan = world.Plan(look =>
            look with
            {
                Refusals = look.Refusals.Add("mug-eur", "Stripe said no"),
            }
        );
        plan.Changes.Select(change => change.SanityId).Should().Equal("mug");
        plan.Findings.Should().Equal(new Finding("mug-eur", CompanionStatus.Error, "Stripe said no"));
    }

    [Fact]
    public void A_product_that_Stripe_refused_keeps_its_text_and_its_default_price_goes_on()
    {
        var world = Edited();
        world.Put(A.Price("mug-usd"));
        world.Settle();
        world.Documents["mug"]["name"] = "Jar";
        world.Documents["mug"]["defaultPrice"] = A.Reference("mug-usd");
        var plan = world.Plan(look => look with { Refusals = look.Refusals.Add("mug", "Stripe said no") });
        plan.Changes.Single().Fields.Select(field => field.Path).Should().Equal("defaultPrice");
        plan.Findings.Should().Equal(new Finding("mug", CompanionStatus.Error, "Stripe said no"));
    }

    [Fact]
    public void A_default_price_that_Stripe_refused_keeps_no_text_from_being_written()
    {
        var world = Edited();
        world.Put(A.Price("mug-usd"));
        world.Settle();
        world.Documents["mug"]["name"] = "Jar";
        world.Documents["mug"]["defaultPrice"] = A.Reference("mug-usd");
        var plan = world.Plan(look =>
            look with
            {
                Refusals = look.Refusals.Add(Look.DefaultPrice, "Stripe will not have it"),
            }
        );
        plan.Changes.Single().Fields.Select(field => field.Path).Should().Equal("name");
        plan.Findings.Should().Equal(new Finding("mug", CompanionStatus.Error, "Stripe will not have it"));
    }

    [Fact]
    public void A_document_that_Sanity_refused_waits_and_the_others_are_written()
    {
        var world = ReplacementTests.Linked();
        world.Stripe.Products["sanity_mug"]["name"] = "Pot";
        world.Stripe.Prices["price_0001"]["nickname"] = "Standard";
        var plan = world.Plan(look =>
            look with
            {
                RefusedDocuments = look.RefusedDocuments.Add("mug", "Sanity said no"),
            }
        );
        plan.Changes.Select(change => (change.Side, change.SanityId))
            .Should()
            .Equal((Side.Sanity, "mug-eur"));
        plan.Findings.Should().Equal(new Finding("mug", CompanionStatus.Error, "Sanity said no"));
    }

    [Theory]
    [InlineData(null, "which has no document here")]
    [InlineData("tee-eur", "the price of tee-eur")]
    public void A_lookup_key_that_a_price_elsewhere_holds_is_told_with_its_holder(
        string? document,
        string who
    )
    {
        var world = ReplacementTests.Linked();
        world.Documents["mug-eur"]["lookupKey"] = "best";
        var plan = world.Plan(look => Held(look, A.StripePrice("price_9", "prod_9"), document));
        plan.Changes.Should().BeEmpty();
        plan.Findings.Should()
            .Equal(
                new Finding(
                    "mug-eur",
                    CompanionStatus.Error,
                    $"The lookup key \"best\" is used by price_9 of prod_9, {who}; choose another one, or free it there first"
                )
            );
    }

    [Fact]
    public void A_lookup_key_that_nobody_holds_any_more_or_that_is_the_documents_own_is_asked_for()
    {
        var world = ReplacementTests.Linked();
        world.Documents["mug-eur"]["lookupKey"] = "best";
        world.Plan(look => Held(look, null, null)).Changes.Should().ContainSingle();
        world
            .Plan(look => Held(look, A.StripePrice("price_9", "prod_9"), "mug-eur"))
            .Changes.Should()
            .ContainSingle();
    }

    [Theory]
    [InlineData(-23, true)]
    [InlineData(-24, false)]
    public void A_held_lookup_key_is_remembered_for_a_day(int hours, bool waits)
    {
        var world = ReplacementTests.Linked();
        world.Documents["mug-eur"]["lookupKey"] = "best";
        world.Memory = world.Memory with
        {
            HeldKeys = [new("mug", "best", "price_9", "prod_9", null, world.Now.AddHours(hours))],
        };
        world.Plan().Findings.Any(finding => finding.Message.Contains("price_9")).Should().Be(waits);
        world.Plan().Changes.Should().HaveCount(waits ? 0 : 1);
        world.Documents["mug-eur"]["lookupKey"] = "other";
        world.Plan().Changes.Should().ContainSingle("another key is not held");
    }

    [Fact]
    public void A_key_that_was_found_free_is_free_whatever_was_remembered()
    {
        var world = ReplacementTests.Linked();
        world.Documents["mug-eur"]["lookupKey"] = "best";
        world.Memory = world.Memory with
        {
            HeldKeys = [new("mug", "best", "price_9", "prod_9", null, world.Now)],
        };
        world.Plan(look => Held(look, null, null)).Changes.Should().ContainSingle();
    }

    [Theory]
    [InlineData(ChangeAction.Update, "new")]
    [InlineData(ChangeAction.Create, "whole")]
    [InlineData(ChangeAction.Replace, "whole")]
    public void The_key_that_a_price_gets_is_the_new_objects_or_the_changed_fields(
        ChangeAction action,
        string key
    )
    {
        var change = new Change
        {
            Side = Side.Stripe,
            Type = ObjectType.Price,
            Action = action,
            SanityId = "mug-eur",
            Fields = [new("lookupKey", FieldValue.Absent, FieldValue.Text("new"))],
            Whole = Fields.None.With("lookupKey", FieldValue.Text("whole")),
            Because = "of a test",
        };
        change.LookupKey.Should().Be(key);
        (change with { Type = ObjectType.Product }).LookupKey.Should().BeNull();
        (change with { Fields = [], Whole = Fields.None }).LookupKey.Should().BeNull();
    }

    [Theory]
    [InlineData(Side.Stripe, ObjectType.Product, ChangeAction.Archive, "payment links stop working")]
    [InlineData(Side.Stripe, ObjectType.Product, ChangeAction.Restore, "made anew")]
    [InlineData(Side.Stripe, ObjectType.Price, ChangeAction.Archive, null)]
    [InlineData(Side.Sanity, ObjectType.Product, ChangeAction.Archive, null)]
    [InlineData(Side.Stripe, ObjectType.Product, ChangeAction.Update, null)]
    public void Whoever_decides_reads_what_an_archive_brings_about(
        Side side,
        ObjectType type,
        ChangeAction action,
        string? consequence
    )
    {
        var change = new Change
        {
            Side = side,
            Type = type,
            Action = action,
            SanityId = "mug",
            Because = "of a test",
        };
        if (consequence is null)
            change.Consequence.Should().BeNull();
        else
            change.Consequence.Should().Contain(consequence);
    }

    private static World Edited()
    {
        var world = ReplacementTests.Linked();
        world.Documents["mug"]["name"] = "Cup";
        world.Documents["mug-eur"]["nickname"] = "Standard";
        return world;
    }

    private static Look Held(Look look, System.Text.Json.Nodes.JsonObject? price, string? document)
    {
        var holder = price is null
            ? null
            : System.Text.Json.JsonSerializer.Deserialize(price, StripeJson.Default.StripePrice);
        return look with { KeyHolders = look.KeyHolders.Add("best", new(holder, document)) };
    }
}
