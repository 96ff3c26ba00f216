using System.Collections.Immutable;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>Which objects that nobody has linked are believed to belong together.</summary>
public sealed class PairingUpTests
{
    [Fact]
    public void A_price_that_the_document_names_is_linked_when_it_stands_on_the_same_product()
    {
        var world = Named(A.StripePrice("price_9", "prod_1"));
        world.Memory.PriceOf("mug-eur")!.StripeId.Should().Be("price_9");
        world.Stripe.Prices.Should().ContainSingle();
    }

    [Fact]
    public void A_price_that_the_document_names_on_another_product_is_not_believed()
    {
        var world = Named(A.StripePrice("price_9", "prod_2"));
        world.Memory.PriceOf("mug-eur")!.StripeId.Should().NotBe("price_9");
    }

    [Fact]
    public void A_price_of_another_project_is_not_believed()
    {
        var price = A.StripePrice("price_9", "prod_1");
        price["metadata"] = A.Marks("mug-eur", project: "other");
        var world = Named(price);
        world.Memory.PriceOf("mug-eur")!.StripeId.Should().NotBe("price_9");
        world.Stripe.Prices["price_9"]["metadata"]!["sanity_project"]!.ToString().Should().Be("other");
    }

    [Fact]
    public void A_price_that_another_document_has_is_not_believed()
    {
        var world = Named(A.StripePrice("price_9", "prod_1"), taken: "price_9");
        world.Memory.PriceOf("mug-eur")!.StripeId.Should().NotBe("price_9");
    }

    [Fact]
    public void Of_several_prices_that_name_the_document_the_named_then_the_active_then_the_newest_counts()
    {
        Linked(null).Should().Be("price_new");
        Linked("price_old").Should().Be("price_old");

        static string Linked(string? named)
        {
            var world = World();
            world.Documents["mug-eur"]["stripePriceId"] = named;
            foreach (
                var (id, active, created) in new[]
                {
                    ("price_old", true, 1),
                    ("price_new", true, 2),
                    ("price_off", false, 3),
                }
            )
            {
                var price = A.StripePrice(id, "prod_1");
                price["metadata"] = A.Marks("mug-eur");
                (price["active"], price["created"]) = (active, created);
                world.PutInStripe(price);
            }
            return world.Plan().Links.Single(link => link.Type == ObjectType.Price).StripeId;
        }
    }

    [Fact]
    public void What_somebody_matched_is_linked_whatever_the_two_say_of_each_other()
    {
        var world = World();
        world.Documents["mug"].Remove("stripeProductId");
        var foreign = A.StripePrice("price_9", "prod_1", 1);
        foreign["metadata"] = A.Marks("other");
        world.Stripe.Products["prod_1"]["metadata"] = A.Marks("other-mug");
        world.PutInStripe(foreign);
        world.Settings = world.Settings with
        {
            MayCreate = false,
            Pairs = new Dictionary<string, string> { ["mug"] = "prod_1", ["mug-eur"] = "price_9" },
        };
        var plan = world.Plan();
        plan.Links.Select(link => (link.SanityId, link.StripeId))
            .Should()
            .BeEquivalentTo([("mug", "prod_1"), ("mug-eur", "price_9")]);
        plan.Notes.Should().Contain(("mug", "linked with prod_1, because the two were matched"));
    }

    [Theory]
    [InlineData("price_9", true)]
    [InlineData(null, false)]
    public void A_new_link_knows_whether_the_document_bears_the_id(string? named, bool written)
    {
        var world = World();
        world.Documents["mug-eur"]["stripePriceId"] = named;
        var price = A.StripePrice("price_9", "prod_1");
        price["metadata"] = A.Marks("mug-eur");
        var link = world.PutInStripe(price).Plan().Links.Single(link => link.Type == ObjectType.Price);
        (link.IdWritten, link.PublishedSeen).Should().Be((written, true));
    }

    [Fact]
    public void A_product_that_one_of_the_two_names_is_linked_with_a_word_about_why()
    {
        var plan = World().Plan();
        plan.Notes.Should().Contain(("mug", "linked with prod_1, because one names the other"));
        var link = plan.Links.Single(link => link.Type == ObjectType.Product);
        (link.IdWritten, link.PublishedSeen, link.State).Should().Be((true, true, LinkState.Linked));
    }

    [Fact]
    public void A_product_that_was_made_before_its_answer_was_lost_is_found_again_by_its_id()
    {
        var product = A.StripeProduct("sanity_mug");
        product["metadata"] = A.Marks("mug");
        var world = new World().Put(A.Product()).PutInStripe(product);
        var plan = world.Plan(look => look.With(world.Stripe.Product("sanity_mug")!));
        plan.Links.Should().ContainSingle().Which.StripeId.Should().Be("sanity_mug");
        plan.Changes.Should().OnlyContain(change => change.Action == ChangeAction.Link);
    }

    [Fact]
    public void What_somebody_matched_comes_before_what_the_document_names()
    {
        var world = World();
        world.Documents["mug-eur"]["stripePriceId"] = "price_8";
        world.PutInStripe(A.StripePrice("price_8", "prod_1"), A.StripePrice("price_9", "prod_1"));
        world.Stripe.Prices["price_8"]["metadata"] = A.Marks("mug-eur");
        world.Settings = world.Settings with
        {
            Pairs = new Dictionary<string, string> { ["mug-eur"] = "price_9" },
        };
        var plan = world.Plan();
        plan.Links.Single(link => link.Type == ObjectType.Price).StripeId.Should().Be("price_9");
        plan.Notes.Should().Contain(("mug-eur", "linked with price_9, because the two were matched"));
    }

    [Fact]
    public void An_unadopted_bridge_links_no_price_that_only_one_of_the_two_names()
    {
        var world = World();
        world.Stripe.Products["prod_1"]["metadata"] = A.Marks("mug");
        world.Settings = world.Settings with { MayCreate = false };
        var price = A.StripePrice("price_9", "prod_1");
        world.PutInStripe(price);
        world.Documents["mug-eur"]["stripePriceId"] = "price_9";
        world.Plan().Links.Should().ContainSingle().Which.Type.Should().Be(ObjectType.Product);
        price["metadata"] = A.Marks("mug-eur");
        world.Plan().Links.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("mug")]
    [InlineData("prod_1")]
    public void What_a_person_must_match_first_is_not_linked(string undecided)
    {
        var world = World();
        world.Settings = world.Settings with { Undecided = new HashSet<string> { undecided } };
        world.Plan().Links.Should().NotContain(link => link.StripeId == "prod_1");
    }

    [Fact]
    public void A_family_that_a_person_must_match_first_says_that_it_is_held()
    {
        var world = World();
        world.Settings = world.Settings with { Undecided = new HashSet<string> { "mug" } };
        var plan = world.Plan();
        plan.Findings.Should().Equal(new Finding("mug", CompanionStatus.Held, Waits.Undecided));
        plan.Changes.Should().BeEmpty();
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void A_product_that_only_one_of_the_two_names_is_held_until_it_is_adopted(bool linksOnly, int told)
    {
        var world = World();
        world.Settings = world.Settings with { MayCreate = false, LinksOnly = linksOnly };
        var plan = world.Plan();
        plan.Links.Should().BeEmpty();
        plan.Findings.Should()
            .Equal(Enumerable.Repeat(new Finding("mug", CompanionStatus.Held, Waits.Unadopted), told));
    }

    [Theory]
    [InlineData(NewFromStripe.Off, true, false)]
    [InlineData(NewFromStripe.Published, false, false)]
    [InlineData(NewFromStripe.Published, true, true)]
    public void A_product_of_Stripe_is_brought_over_where_that_is_wanted_and_allowed(
        NewFromStripe wanted,
        bool mayCreate,
        bool made
    )
    {
        var world = new World { Memory = new() { Family = "stripe-prod_1" } };
        world.Settings = world.Settings with { NewFromStripe = wanted, MayCreate = mayCreate };
        world.PutInStripe(A.StripeProduct()).Settle(new() { StripeProduct = "prod_1" });
        world.Documents.ContainsKey("stripe-prod_1").Should().Be(made);
    }

    [Fact]
    public void A_product_that_was_copied_in_Stripe_is_a_thing_of_its_own_and_says_so()
    {
        var world = new World { Memory = new() { Family = "stripe-prod_1" } };
        var product = A.StripeProduct();
        product["metadata"] = A.Marks("mug");
        world.PutInStripe(product);
        world
            .Plan(new Concern { StripeProduct = "prod_1" })
            .Notes.Should()
            .Contain(
                (
                    "stripe-prod_1",
                    "prod_1 was copied in Stripe with metadata that names mug; it is a thing of its own, and its metadata is corrected"
                )
            );
    }

    [Theory]
    [InlineData(1, "sanity_mug_2")]
    [InlineData(2, "sanity_mug_3")]
    public void A_derived_id_that_somebody_else_has_is_counted_on(int taken, string made)
    {
        var world = new World().Put(A.Product());
        foreach (var id in new[] { "sanity_mug", "sanity_mug_2" }.Take(taken))
            world.Taken.Add(id);
        var look = world.Seen() with { Taken = world.Taken.ToImmutableDictionary(id => id, _ => "another") };
        FamilyPlanner
            .Plan(world.Memory, look, Planning.World.All, [], world.Settings, world.Now)
            .Changes.Single()
            .StripeId.Should()
            .Be(made);
    }

    private static World Named(JsonObject price, string? taken = null)
    {
        var world = World();
        world.Documents["mug-eur"]["stripePriceId"] = "price_9";
        if (taken is not null)
            world.Taken.Add(taken);
        world.PutInStripe(A.StripeProduct("prod_2"), price);
        world.Settle();
        return world;
    }

    // The document names its product, and nothing is linked.
    private static World World()
    {
        var mug = A.Product();
        mug["stripeProductId"] = "prod_1";
        return new World().Put(mug, A.Price()).PutInStripe(A.StripeProduct());
    }
}
