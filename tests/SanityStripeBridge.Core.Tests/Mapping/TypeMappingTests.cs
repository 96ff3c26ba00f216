using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Mapping;

/// <summary>Which types can show what is born in Stripe, what a new document of them says, and which attributes are theirs.</summary>
public sealed class TypeMappingTests
{
    private const string Prices = """
        {"version":1,"products":[{"type":"plan","id":"stripe.id","fields":{"name":"title","description":{"from":"body","transform":"plainText"},"planType":{"const":"pro"},"metadata.seats":"seats"},
           "prices":[{"key":"m","id":"monthlyId","currency":{"const":"eur"},"unitAmount":"monthly"}],
           "variants":{"from":"sizes","id":"priceId","currency":"currency","unitAmount":"amount"}}],
         "prices":[{"type":"fee","fields":{"product":"plan","currency":{"const":"eur"},"unitAmount":{"from":"amount","transform":"minorUnits"},"nickname":"name"}}]}
        """;

    [Theory]
    [InlineData("""{"name":"Tea"}""", true)]
    [InlineData("""{"name":"Tea","planType":"pro"}""", true)]
    [InlineData("""{"name":"Tea","planType":"free"}""", false)]
    public void A_product_can_be_shown_when_its_constants_are_what_Stripe_says(string fields, bool can) =>
        Type("plan").CanShow(Fields.FromJson(fields)).Should().Be(can);

    [Theory]
    [InlineData("""{"currency":"eur","unitAmount":1999}""", true)]
    [InlineData("""{"currency":"usd","unitAmount":1999}""", false)]
    [InlineData("""{"currency":"eur","billingScheme":"tiered","tiers":[{"unitAmount":1}]}""", false)]
    [InlineData("""{"currency":"eur","customUnitAmount":{}}""", false)]
    public void A_price_can_be_shown_when_the_document_has_room_for_what_it_is_made_of(
        string fields,
        bool can
    ) => Type("fee").CanShow(Fields.FromJson(fields)).Should().Be(can);

    [Fact]
    public void The_shipped_types_show_everything()
    {
        var shipped = CatalogueMapping.Shipped.New(ObjectType.Price)!;
        var price = Fields.FromJson("""{"customUnitAmount":{}}""");
        (shipped.CanShow(price), shipped.CanBeBorn, shipped.Shown(price).Equals(price))
            .Should()
            .Be((true, true, true));
    }

    [Fact]
    public void A_new_document_shows_only_what_can_be_written_to_it() =>
        Type("plan")
            .Shown(
                Fields.FromJson(
                    """{"name":"Tea","description":"d","planType":"pro","icon":"i","metadata.seats":"5","metadata.color":"red"}"""
                )
            )
            .Paths.Should()
            .Equal("metadata.seats", "name", "planType");

    [Theory]
    [InlineData("""{"from":"title","transform":"plainText"}""", false)]
    [InlineData("""{"template":"{title}"}""", false)]
    [InlineData("""{"const":"Tea"}""", false)]
    [InlineData("\"title\"", true)]
    public void A_type_whose_name_cannot_be_written_is_never_born(string name, bool can) =>
        Read($$"""{"version":1,"products":[{"type":"plan","fields":{"name":{{name}} } }]}""")
            .NewProduct.Should()
            .Match<TypeMapping?>(type => (type != null) == can);

    [Fact]
    public void Documents_born_in_Stripe_are_of_the_first_type_that_says_so()
    {
        var mapping = Read(
            """
            {"version":1,"products":[{"type":"a","fields":{"name":"t"}},{"type":"b","new":true,"fields":{"name":"t"}},{"type":"c","new":true,"fields":{"name":"t"}}]}
            """
        );
        mapping.New(ObjectType.Product)!.Name.Should().Be("b");
        mapping.New(ObjectType.Price).Should().BeNull();
    }

    [Fact]
    public void Ids_stand_in_the_attributes_that_the_mapping_names()
    {
        Read(Prices)
            .IdFields.Should()
            .BeEquivalentTo("plan.stripe.id", "plan.monthlyId", "plan.sizes[].priceId", "fee.stripePriceId");
        CatalogueMapping
            .Shipped.IdFields.Should()
            .BeEquivalentTo(
                "product.stripeProductId",
                "product.variants[].stripePriceId",
                "price.stripePriceId"
            );
    }

    [Fact]
    public void Attributes_whose_change_is_news_are_named_once_and_without_what_the_bridge_writes() =>
        Type("plan").Attributes.Should().Equal("title", "body", "seats", "monthly", "sizes");

    [Theory]
    [InlineData(ObjectType.Product, "description", true)]
    [InlineData(ObjectType.Product, "icon", false)]
    [InlineData(ObjectType.Product, "metadata.seats", true)]
    [InlineData(ObjectType.Product, "metadata.color", false)]
    [InlineData(ObjectType.Price, "nickname", true)]
    [InlineData(ObjectType.Price, "description", false)]
    public void What_no_type_maps_is_no_news(ObjectType type, string path, bool holds) =>
        Read(Prices).Holds(type, path).Should().Be(holds);

    [Theory]
    [InlineData("product", true)]
    [InlineData("price", true)]
    [InlineData("plan", false)]
    [InlineData("post", false)]
    public void A_document_with_the_name_of_a_shipped_type_that_is_not_mapped_is_a_stranger(
        string type,
        bool stranger
    )
    {
        var raw = new Core.Wire.SanityDocument(new JsonObject { ["_id"] = "a", ["_type"] = type });
        Read(Prices).IsStranger(raw).Should().Be(stranger);
        CatalogueMapping.Shipped.IsStranger(raw).Should().BeFalse();
    }

    [Fact]
    public void A_new_document_of_a_mapped_type_says_it_in_its_own_words()
    {
        var body = new JsonObject
        {
            ["_id"] = "stripe-price_1",
            ["_type"] = "price",
            ["unitAmount"] = 1999,
            ["currency"] = "eur",
            ["nickname"] = "Monthly",
            ["stripePriceId"] = "price_1",
            ["product"] = A.Reference("tea"),
        };
        LensWriting
            .Born(Type("fee"), body)
            .ToJsonString()
            .Should()
            .Be(
                """{"_id":"stripe-price_1","_type":"fee","stripePriceId":"price_1","plan":{"_type":"reference","_ref":"tea","_weak":true},"amount":19.99,"name":"Monthly"}"""
            );
        LensWriting.Born(CatalogueMapping.Shipped.New(ObjectType.Price)!, body).Should().BeSameAs(body);
    }

    [Fact]
    public void What_the_document_has_no_room_for_is_told_and_put_back()
    {
        var fee = Lens.See(
            Read(Prices.Replace(",\"transform\":\"minorUnits\"", "", StringComparison.Ordinal)),
            new(
                new JsonObject
                {
                    ["_id"] = "f",
                    ["_type"] = "fee",
                    ["amount"] = 1,
                }
            )
        );
        Fitting
            .FromStripe(fee, new(Fields.FromJson("""{"unitAmount":"12.5"}"""), []))
            .Problems.Should()
            .Equal(
                new Problem(
                    "unitAmount",
                    "the amount 12.5 has a fraction of a minor unit, for which amount has no room"
                )
            );
        Fitting
            .FromStripe(fee, new(Fields.FromJson("""{"unitAmount":12}"""), []))
            .Problems.Should()
            .BeEmpty();
    }

    [Fact]
    public void A_default_price_that_the_document_could_not_name_is_told()
    {
        var mapping = Read(
            """{"version":1,"products":[{"type":"plan","fields":{"name":"title","defaultPrice":"standard"}}]}"""
        );
        var plan = Lens.See(mapping, new(new JsonObject { ["_id"] = "p", ["_type"] = "plan" }));
        Fitting
            .FromStripe(plan, new(Fields.FromJson("""{"defaultPrice":"p#m"}"""), []))
            .Problems.Should()
            .Equal(
                new Problem("defaultPrice", "the document has no field that could name this default price")
            );
        Fitting
            .FromStripe(plan, new(Fields.FromJson("""{"defaultPrice":"fee"}"""), []))
            .Problems.Should()
            .BeEmpty();
    }

    private static TypeMapping Type(string name) => Read(Prices).Type(name)!;

    private static CatalogueMapping Read(string text)
    {
        var (mapping, faults) = MappingFile.Read(text, Readiness.Fault);
        faults.Should().BeEmpty();
        return mapping!;
    }
}
