using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Mapping;

/// <summary>What stands in Stripe, in normal form: values that no document can hold are told, not guessed.</summary>
public sealed class StripeReaderTests
{
    private static readonly HashSet<string> NoKeys = [];

    [Theory]
    [InlineData("display_order", "3", "displayOrder", "3")]
    [InlineData("display_order", "-3", "displayOrder", "-3")]
    [InlineData("is_recommended", "true", "isRecommended", "true")]
    [InlineData("is_recommended", "false", "isRecommended", "false")]
    [InlineData("sell_status", "sold_out", "sellStatus", "\"sold_out\"")]
    [InlineData("plan_type", " pro ", "planType", "\"pro\"")]
    [InlineData("icon", "", "icon", null)]
    public void Metadata_of_a_field_is_read_in_the_fields_own_kind(
        string key,
        string text,
        string path,
        string? value
    )
    {
        var mapped = Product((key, text));
        mapped.Problems.Should().BeEmpty();
        mapped.Fields[path].Json.Should().Be(value);
    }

    [Theory]
    [InlineData("display_order", "first", "displayOrder", "no whole number")]
    [InlineData("display_order", "1.5", "displayOrder", "no whole number")]
    [InlineData("is_recommended", "yes", "isRecommended", "no true or false")]
    [InlineData("sell_status", "gone", "sellStatus", "none of available, pre_sale, sold_out, internal")]
    public void Metadata_that_cannot_be_is_told_and_read_as_nothing(
        string key,
        string text,
        string path,
        string expected
    )
    {
        var mapped = Product((key, text));
        mapped
            .Problems.Should()
            .Equal(new Problem(path, $"metadata {key} is \"{text}\", which is {expected}"));
        mapped.IsRefused(path).Should().BeTrue();
        mapped.Fields[path].IsAbsent.Should().BeTrue();
    }

    [Fact]
    public void Only_keys_that_a_document_owns_are_read_and_never_the_bridges_own()
    {
        var product = A.StripeProduct();
        product["metadata"] = new JsonObject
        {
            ["color"] = "red",
            ["erp"] = "4711",
            ["bridge"] = "b",
        };
        var fields = StripeReader
            .Product(Read(product), _ => null, new HashSet<string> { "color", "bridge" })
            .Fields;
        fields.Paths.Where(DefaultMapping.IsFreeMetadata).Should().Equal("metadata.color");
    }

    [Fact]
    public void A_default_price_is_the_document_it_belongs_to()
    {
        var product = A.StripeProduct();
        product["default_price"] = "price_1";
        StripeReader
            .Product(Read(product), id => "doc-" + id, NoKeys)
            .Fields["defaultPrice"]
            .AsText()
            .Should()
            .Be("doc-price_1");
        StripeReader
            .Product(Read(product), _ => null, NoKeys)
            .Fields["defaultPrice"]
            .IsAbsent.Should()
            .BeTrue();
    }

    [Theory]
    [InlineData("1999", "\"1999\"", "1999")]
    [InlineData("null", "\"12.50\"", "\"12.5\"")]
    [InlineData("null", "null", null)]
    [InlineData("0", "\"0\"", "0")]
    public void An_amount_is_whole_minor_units_or_exact_decimal_text(
        string whole,
        string exact,
        string? value
    )
    {
        var price = A.StripePrice();
        (price["unit_amount"], price["unit_amount_decimal"]) = (JsonNode.Parse(whole), JsonNode.Parse(exact));
        Price(price).Fields["unitAmount"].Json.Should().Be(value);
    }

    [Fact]
    public void A_further_currency_has_an_amount_and_perhaps_a_tax_behaviour_and_the_own_currency_is_none()
    {
        var price = A.StripePrice();
        price["currency_options"] = JsonNode.Parse(
            """{"eur":{"unit_amount":1999},"usd":{"unit_amount":2199,"tax_behavior":"exclusive"},"gbp":{"unit_amount":null,"unit_amount_decimal":"1.5"}}"""
        );
        var mapped = Price(price);
        mapped.Problems.Should().BeEmpty();
        mapped
            .Fields.Where(field => CurrencyOption.IsPath(field.Key))
            .Select(field => (field.Key, field.Value.Json))
            .Should()
            .Equal(
                ("currencyOptions.gbp.unitAmount", "\"1.5\""),
                ("currencyOptions.usd.taxBehavior", "\"exclusive\""),
                ("currencyOptions.usd.unitAmount", "2199")
            );
    }

    [Fact]
    public void A_further_currency_without_a_plain_amount_is_told()
    {
        var price = A.StripePrice();
        price["currency_options"] = JsonNode.Parse("""{"usd":{"custom_unit_amount":{}}}""");
        Price(price)
            .Problems.Should()
            .Equal(
                new Problem(
                    "currencyOptions.usd.unitAmount",
                    "the price has tiers or a chosen amount in usd, which a document cannot show"
                )
            );
    }

    [Fact]
    public void Tiers_bounds_and_packages_are_read_in_the_documents_words()
    {
        var (price, chosen) = (A.StripePrice(), A.StripePrice());
        (price["billing_scheme"], price["unit_amount"], price["unit_amount_decimal"]) = (
            "tiered",
            null,
            null
        );
        price["tiers"] = JsonNode.Parse(
            """[{"up_to":10,"unit_amount":5,"unit_amount_decimal":"5","flat_amount":null,"flat_amount_decimal":null},{"up_to":null,"unit_amount":null,"unit_amount_decimal":"4.5","flat_amount":2,"flat_amount_decimal":"2"}]"""
        );
        chosen["custom_unit_amount"] = JsonNode.Parse("""{"minimum":50,"maximum":900,"preset":null}""");
        chosen["transform_quantity"] = JsonNode.Parse("""{"divide_by":5,"round":"up"}""");
        Price(price)
            .Fields["tiers"]
            .Json.Should()
            .Be("""[{"unitAmount":5,"upTo":10},{"flatAmount":2,"unitAmount":"4.5"}]""");
        Price(chosen).Fields["customUnitAmount"].Json.Should().Be("""{"maximum":900,"minimum":50}""");
        Price(chosen).Fields["transformQuantity"].Json.Should().Be("""{"divideBy":5,"round":"up"}""");
    }

    [Fact]
    public void Empty_lists_are_nothing_and_blank_features_are_left_out()
    {
        var product = A.StripeProduct();
        product["marketing_features"] = JsonNode.Parse("""[{"name":" "},{"name":" warm "}]""");
        product["package_dimensions"] = JsonNode.Parse(
            """{"height":1.0,"length":2,"weight":0.5,"width":3}"""
        );
        var fields = StripeReader.Product(Read(product), _ => null, NoKeys).Fields;
        fields["features"].Json.Should().Be("""["warm"]""");
        fields["images"].IsAbsent.Should().BeTrue();
        fields["packageDimensions"].Json.Should().Be("""{"height":1,"length":2,"weight":0.5,"width":3}""");
    }

    private static Mapped Product(params (string Key, string Text)[] metadata)
    {
        var product = A.StripeProduct();
        foreach (var (key, text) in metadata)
            product["metadata"]![key] = text;
        return StripeReader.Product(Read(product), _ => null, NoKeys);
    }

    private static Mapped Price(JsonObject price) =>
        StripeReader.Price(price.Deserialize(StripeJson.Default.StripePrice)!, NoKeys);

    private static StripeProduct Read(JsonObject product) =>
        product.Deserialize(StripeJson.Default.StripeProduct)!;
}
