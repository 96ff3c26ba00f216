using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>A family whose documents are of types that a mapping names.</summary>
public sealed class MappedFamilyTests
{
    private const string Plans = """
        {"version":1,"products":[{"type":"plan","ready":"planType=pro","fields":{
            "name":"title",
            "description":{"from":"body","transform":"plainText"},
            "planType":"kind",
            "icon":{"from":"icon","direction":"to-sanity"}},
          "prices":[{"key":"monthly","id":"monthlyId","currency":{"const":"eur"},"unitAmount":{"from":"monthly","transform":"minorUnits"},
                     "type":{"const":"recurring"},"interval":{"const":"month"}}]}]}
        """;

    [Fact]
    public void A_document_that_is_not_ready_waits_and_makes_nothing()
    {
        var world = World("free");
        world
            .Settle()
            .Findings.Should()
            .Equal(
                new Finding(
                    "mug",
                    CompanionStatus.Waiting,
                    "The document waits until it is ready: planType=pro"
                )
            );
        world.Stripe.Writes.Should().Be(0);
        world.Documents["mug"]["kind"] = "pro";
        world.Settle();
        world.Stripe.Product("sanity_mug")!.Name.Should().Be("Tea");
    }

    [Fact]
    public void Its_ids_and_amounts_stand_where_the_mapping_says()
    {
        var world = Linked();
        world.Documents["mug"]["stripeProductId"]!.ToString().Should().Be("sanity_mug");
        world.Documents["mug"]["monthlyId"]!.ToString().Should().Be("price_0001");
        var price = world.Stripe.Price("price_0001")!;
        (price.UnitAmount, price.Currency, price.Recurring!.Interval).Should().Be((1999L, "eur", "month"));
        world.Settle().Changes.Should().BeEmpty();
    }

    [Fact]
    public void An_edit_in_Stripe_goes_where_the_value_came_from_and_one_without_a_way_back_is_put_back()
    {
        var world = Linked();
        world.Stripe.Products["sanity_mug"]["name"] = "Coffee";
        world.Stripe.Products["sanity_mug"]["description"] = "theirs";
        var plan = world.Plan();
        plan.Findings.Should()
            .Contain(
                new Finding(
                    "mug",
                    CompanionStatus.Synced,
                    "body follows Sanity only, so \"theirs\" was put back to \"One\""
                )
            );
        world.Settle();
        world.Documents["mug"]["title"]!.ToString().Should().Be("Coffee");
        world.Stripe.Product("sanity_mug")!.Description.Should().Be("One");
        world.Documents["mug"]["body"]![0]!["children"]![0]!["text"]!.ToString().Should().Be("One");
    }

    [Fact]
    public void A_field_that_only_Stripe_may_say_is_not_sent_with_a_new_product_and_is_written_to_the_document()
    {
        var world = World("pro");
        world.Documents["mug"]["icon"] = "ours";
        world.Settle();
        world.Stripe.Product("sanity_mug")!.Metadata.Should().NotContainKey("icon");
        world.Stripe.Products["sanity_mug"]["metadata"]!["icon"] = "theirs";
        world.Documents["mug"].Remove("icon");
        world.Settle();
        world.Documents["mug"]["icon"]!.ToString().Should().Be("theirs");
    }

    [Fact]
    public void A_conflict_names_the_documents_own_field()
    {
        var world = Linked();
        world.Settings = world.Settings with { Conflict = Core.Merging.ConflictPolicy.Hold };
        world.Documents["mug"]["title"] = "ours";
        world.Stripe.Products["sanity_mug"]["name"] = "theirs";
        const string sentence =
            "title differs: \"ours\" here, \"theirs\" in Stripe. Somebody must decide which one stays";
        world.Settle().Findings.Should().Equal(new Finding("mug", CompanionStatus.Conflict, sentence));
        world.Settle().Findings.Should().Equal(new Finding("mug", CompanionStatus.Conflict, sentence));
        world.Documents["mug"]["title"] = "theirs";
        world.Settle().Findings.Should().BeEmpty();
    }

    [Fact]
    public void A_price_that_Stripe_made_of_tiers_cannot_be_shown_and_says_so()
    {
        var world = Linked();
        var price = world.Stripe.Prices["price_0001"];
        (price["billing_scheme"], price["tiers_mode"], price["unit_amount"], price["unit_amount_decimal"]) = (
            "tiered",
            "graduated",
            null,
            null
        );
        price["tiers"] = JsonNode.Parse("""[{"up_to":null,"unit_amount":5,"unit_amount_decimal":"5"}]""");
        var plan = world.Settle();
        plan.Changes.Should().BeEmpty();
        plan.Findings.Should()
            .ContainSingle()
            .Which.Message.Should()
            .EndWith(
                "price_0001 has billingScheme in Stripe, for which the document has no field; make a price there that it can show"
            );
        world.Documents["mug"]["monthly"]!.ToJsonString().Should().Be("19.99");
    }

    [Fact]
    public void A_price_with_a_currency_that_no_document_can_show_is_an_error_and_left_alone()
    {
        var world = ReplacementTests.Linked();
        world.Stripe.Prices["price_0001"]["currency_options"] = JsonNode.Parse(
            """{"usd":{"custom_unit_amount":{}}}"""
        );
        world.Stripe.Prices["price_0001"]["nickname"] = "theirs";
        var plan = world.Settle();
        plan.Findings.Should()
            .Equal(
                new Finding(
                    "mug-eur",
                    CompanionStatus.Error,
                    "the price has tiers or a chosen amount in usd, which a document cannot show"
                )
            );
        world.Documents["mug-eur"]["nickname"].Should().BeNull();
    }

    [Fact]
    public void A_product_of_Stripe_that_no_type_can_show_is_not_brought_over()
    {
        var world = new World { Memory = new() { Family = "stripe-prod_1" } };
        world.Settings = world.Settings with
        {
            Mapping = Mapping(
                Plans.Replace(
                    "\"name\":\"title\"",
                    "\"name\":{\"template\":\"{title}\"}",
                    StringComparison.Ordinal
                )
            ),
        };
        world.PutInStripe(A.StripeProduct()).Settle(new() { StripeProduct = "prod_1" });
        world.Documents.Should().BeEmpty();
    }

    [Fact]
    public void A_product_born_in_Stripe_becomes_a_document_of_the_mapped_type_and_what_it_has_no_room_for_is_agreed_on_by_nobody()
    {
        var world = new World { Memory = new() { Family = "stripe-prod_1" } };
        world.Settings = world.Settings with { Mapping = Mapping(Plans) };
        var product = A.StripeProduct();
        product["url"] = "https://shop.example";
        product["description"] = "theirs";
        world.PutInStripe(product).Settle(new() { StripeProduct = "prod_1" });
        var body = world.Documents["stripe-prod_1"];
        (body["_type"]!.ToString(), body["title"]!.ToString()).Should().Be(("plan", "Mug"));
        world.Memory.Product!.BaselineOf("url").Should().BeNull();
        world.Memory.Product!.BaselineOf("name").Should().Be(FieldValue.Text("Mug"));
    }

    [Fact]
    public void Metadata_that_the_mapping_names_follows_on_both_sides_though_no_list_has_it()
    {
        var world = World("pro");
        world.Settings = world.Settings with
        {
            Mapping = Mapping(
                Plans.Replace(
                    "\"planType\":\"kind\",",
                    "\"planType\":\"kind\",\"metadata.color\":\"colour\",",
                    StringComparison.Ordinal
                )
            ),
        };
        world.Settle();
        world.Stripe.Products["sanity_mug"]["metadata"]!["color"] = "red";
        world.Settle();
        world.Documents["mug"]["colour"]!.ToString().Should().Be("red");
        world.Documents["mug"]["colour"] = "blue";
        world.Settle();
        world.Stripe.Product("sanity_mug")!.Metadata["color"].Should().Be("blue");
    }

    private static World Linked()
    {
        var world = World("pro");
        world.Settle();
        world.Applied.Clear();
        return world;
    }

    private static World World(string kind)
    {
        var world = new World();
        world.Settings = world.Settings with { Mapping = Mapping(Plans) };
        return world.Put(
            JsonNode
                .Parse(
                    $$"""
                    {"_id":"mug","_type":"plan","_rev":"r1","title":"Tea","kind":"{{kind}}","monthly":19.99,
                     "body":[{"_key":"b","_type":"block","children":[{"_key":"s","_type":"span","text":"One"}]}]}
                    """
                )!
                .AsObject()
        );
    }

    private static CatalogueMapping Mapping(string text)
    {
        var (mapping, faults) = MappingFile.Read(text, Readiness.Fault);
        faults.Should().BeEmpty();
        return mapping!;
    }
}
