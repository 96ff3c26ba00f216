using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

public sealed class NewFamilyTests
{
    private static JsonObject MugWithDefault()
    {
        var mug = A.Product();
        mug["defaultPrice"] = A.Reference("mug-eur");
        return mug;
    }

    private static (Side, ObjectType, ChangeAction)[] Kinds(World world) =>
        [.. world.Applied.Select(change => (change.Side, change.Type, change.Action))];

    [Fact]
    public void A_new_product_with_its_default_price_is_one_call_to_Stripe_and_one_transaction()
    {
        var world = new World().Put(MugWithDefault(), A.Price());
        world.Settle();
        world.Stripe.Writes.Should().Be(1);
        world.Stripe.Product("sanity_mug")!.DefaultPrice!.Id.Should().Be("price_0001");
        world.Documents["mug"]["stripeProductId"]!.ToString().Should().Be("sanity_mug");
        world.Documents["mug-eur"]["stripePriceId"]!.ToString().Should().Be("price_0001");
    }

    [Theory]
    [InlineData("lookupKey", "mug_eur")]
    [InlineData("nickname", "Standard")]
    public void A_default_price_with_what_the_short_form_cannot_say_is_made_by_itself(
        string field,
        string value
    )
    {
        var price = A.Price();
        price[field] = value;
        var world = new World().Put(MugWithDefault(), price);
        world.Settle();
        Kinds(world)
            .Should()
            .StartWith([
                (Side.Stripe, ObjectType.Product, ChangeAction.Create),
                (Side.Stripe, ObjectType.Price, ChangeAction.Create),
                (Side.Stripe, ObjectType.Product, ChangeAction.Update),
            ]);
        world.Stripe.Writes.Should().Be(3);
        world.Stripe.Product("sanity_mug")!.DefaultPrice!.Id.Should().Be("price_0001");
    }

    [Fact]
    public void A_product_and_a_default_price_that_name_each_other_are_made_together()
    {
        var world = new World().Put(MugWithDefault(), A.Price());
        world.Plan().Changes.Should().ContainSingle().Which.WithPrice!.SanityId.Should().Be("mug-eur");
    }

    [Fact]
    public void A_price_whose_product_is_not_published_waits_and_says_so()
    {
        var world = new World().Put(A.Price());
        var plan = world.Settle();
        plan.Changes.Should().BeEmpty();
        plan.Findings.Should().ContainSingle().Which.Status.Should().Be(CompanionStatus.Waiting);
        world.Put(A.Product()).Settle();
        world.Stripe.Prices.Should().ContainSingle();
    }

    [Fact]
    public void A_price_whose_product_cannot_be_mirrored_waits_for_it()
    {
        var plan = new World().Put(A.Product(name: " "), A.Price()).Settle();
        plan.Findings.Select(finding => (finding.SanityId, finding.Status))
            .Should()
            .BeEquivalentTo([("mug", CompanionStatus.Error), ("mug-eur", CompanionStatus.Waiting)]);
    }

    [Fact]
    public void An_unadopted_bridge_creates_nothing_and_says_that_it_holds()
    {
        var world = new World { Settings = A.Settings with { MayCreate = false } }.Put(A.Product());
        var plan = world.Settle();
        world.Stripe.Writes.Should().Be(0);
        plan.Findings.Should().ContainSingle().Which.Status.Should().Be(CompanionStatus.Held);
    }

    [Fact]
    public void An_unadopted_bridge_links_the_pairs_that_name_each_other()
    {
        var world = new World { Settings = A.Settings with { MayCreate = false } };
        var (mug, product) = (A.Product(), A.StripeProduct());
        mug["stripeProductId"] = "prod_1";
        product["metadata"] = A.Marks("mug");
        world.Put(mug).PutInStripe(product).Settle();
        world.Memory.Product!.StripeId.Should().Be("prod_1");
        world.Stripe.Writes.Should().Be(0);
    }

    [Fact]
    public void A_copied_id_of_a_product_that_another_document_has_is_not_believed()
    {
        var world = new World();
        world.Taken.Add("prod_1");
        var mug = A.Product();
        mug["stripeProductId"] = "prod_1";
        world.Put(mug).PutInStripe(A.StripeProduct()).Settle();
        world.Memory.Product!.StripeId.Should().Be("sanity_mug");
        world.Documents["mug"]["stripeProductId"]!.ToString().Should().Be("sanity_mug");
    }

    [Fact]
    public void An_object_of_a_foreign_project_is_left_alone()
    {
        var world = new World();
        var product = A.StripeProduct();
        product["metadata"] = A.Marks("mug", project: "other");
        var before = product.ToJsonString();
        world.PutInStripe(product).Settle(new() { Everything = true, StripeProduct = "prod_1" });
        world.Applied.Should().BeEmpty();
        world.Stripe.Products["prod_1"].ToJsonString().Should().Be(before);
    }

    [Fact]
    public void A_product_born_in_Stripe_becomes_a_document_with_its_prices_in_one_transaction()
    {
        var world = new World { Memory = new() { Family = "stripe-prod_1" } };
        var product = A.StripeProduct();
        product["default_price"] = "price_1";
        world.PutInStripe(product, A.StripePrice());
        world.Settle(new() { StripeProduct = "prod_1" });
        world.Documents.Keys.Should().BeEquivalentTo("stripe-price_1", "stripe-prod_1");
        world.Documents["stripe-prod_1"]["defaultPrice"]!["_ref"]!.ToString().Should().Be("stripe-price_1");
        world.Documents["stripe-price_1"]["unitAmount"]!.GetValue<long>().Should().Be(1999);
    }

    [Fact]
    public void A_default_price_that_no_document_can_show_stays_the_default()
    {
        var world = new World { Memory = new() { Family = "stripe-prod_1" } };
        var (product, price) = (A.StripeProduct(), A.StripePrice());
        product["default_price"] = "price_1";
        price["currency_options"] = new JsonObject { ["usd"] = new JsonObject() };
        world.PutInStripe(product, price).Settle(new() { StripeProduct = "prod_1" });
        world.Settle();
        world.Stripe.Product("prod_1")!.DefaultPrice!.Id.Should().Be("price_1");
        world.Documents.Keys.Should().BeEquivalentTo("stripe-prod_1");
    }

    [Fact]
    public void A_default_price_that_a_plan_makes_is_named_by_the_same_plan()
    {
        var world = new World().Put(MugWithDefault(), A.Price());
        world.Settle();
        world.Put(A.Price("mug-usd", amount: 5)).Documents["mug"]["defaultPrice"] = A.Reference("mug-usd");
        world
            .Plan()
            .Changes.Select(change => (change.Type, change.Action, change.SanityId))
            .Should()
            .Equal(
                (ObjectType.Price, ChangeAction.Create, "mug-usd"),
                (ObjectType.Product, ChangeAction.Update, "mug")
            );
    }

    [Fact]
    public void A_default_price_that_cannot_be_made_is_not_named_though_another_price_is_made()
    {
        var world = new World().Put(MugWithDefault(), A.Price());
        world.Settle();
        world.Put(A.Price("mug-gbp", amount: 4), A.Price("mug-usd", amount: 5));
        world.Documents["mug"]["defaultPrice"] = A.Reference("mug-usd");
        world
            .Plan(look => look with { Refusals = look.Refusals.Add("mug-usd", "Stripe said no") })
            .Changes.Select(change => (change.Type, change.Action, change.SanityId))
            .Should()
            .Equal((ObjectType.Price, ChangeAction.Create, "mug-gbp"));
    }

    [Fact]
    public void A_family_at_rest_has_nothing_to_remember()
    {
        var world = new World().Put(MugWithDefault(), A.Price());
        world.Settle();
        var plan = world.Plan();
        plan.Links.Should().BeEmpty();
        plan.Retirements.Should().BeEmpty();
        plan.Conflicts.Should().BeEmpty();
        plan.Notes.Should().BeEmpty();
        plan.Findings.Should().BeEmpty();
    }

    [Fact]
    public void A_new_default_price_that_cannot_be_mirrored_does_not_clear_the_old_one()
    {
        var world = new World().Put(MugWithDefault(), A.Price());
        world.Settle();
        var broken = A.Price("mug-usd");
        broken.Remove("unitAmount");
        world.Put(broken).Documents["mug"]["defaultPrice"] = A.Reference("mug-usd");
        world.Settle();
        world.Stripe.Product("sanity_mug")!.DefaultPrice!.Id.Should().Be("price_0001");
        world.Documents["mug"]["defaultPrice"]!["_ref"]!.ToString().Should().Be("mug-usd");
    }

    [Fact]
    public void A_lost_store_finds_the_price_that_the_document_names_and_not_the_one_it_replaced()
    {
        var world = new World().Put(MugWithDefault(), A.Price());
        world.Settle();
        world.Documents["mug-eur"]["unitAmount"] = 2499;
        world.Settle();
        world.Memory = new() { Family = "mug" };
        var writes = world.Stripe.Writes;
        world.Settle();
        world.Memory.PriceOf("mug-eur")!.StripeId.Should().Be("price_0002");
        world.Documents.Should().HaveCount(2);
        world.Stripe.Writes.Should().Be(writes);
    }
}
