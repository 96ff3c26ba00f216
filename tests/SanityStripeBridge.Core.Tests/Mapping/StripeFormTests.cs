using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Core.Tests.Mapping;

public sealed class StripeFormTests
{
    [Theory]
    [InlineData("name", "\"Mug\"", "name=Mug")]
    [InlineData("description", null, "description=")]
    [InlineData("features", """["a","b"]""", "marketing_features[0][name]=a&marketing_features[1][name]=b")]
    [InlineData("features", null, "marketing_features=")]
    [InlineData("images", """["https://a.example/a.png"]""", "images[0]=https://a.example/a.png")]
    [InlineData("images", null, "images=")]
    [InlineData("displayOrder", "3", "metadata[display_order]=3")]
    [InlineData("displayOrder", null, "metadata[display_order]=")]
    [InlineData("isRecommended", "true", "metadata[is_recommended]=true")]
    [InlineData("metadata.color", "\"red\"", "metadata[color]=red")]
    [InlineData("active", "false", "active=false")]
    [InlineData(
        "packageDimensions",
        """{"height":1,"length":2,"weight":0.5,"width":3}""",
        "package_dimensions[height]=1&package_dimensions[length]=2&package_dimensions[weight]=0.5&package_dimensions[width]=3"
    )]
    [InlineData("packageDimensions", null, "package_dimensions=")]
    [InlineData("defaultPrice", "\"mug-eur\"", "default_price=price_1")]
    [InlineData("defaultPrice", null, "default_price=")]
    public void A_field_of_a_product_takes_Stripes_form(string path, string? json, string form) =>
        Form(ObjectType.Product, path, json).Should().Be(form);

    [Theory]
    [InlineData("unitAmount", "1999", "unit_amount=1999")]
    [InlineData("unitAmount", "\"12.5\"", "unit_amount_decimal=12.5")]
    [InlineData("currencyOptions.usd.unitAmount", "5", "currency_options[usd][unit_amount]=5")]
    [InlineData(
        "currencyOptions.usd.unitAmount",
        "\"5.5\"",
        "currency_options[usd][unit_amount_decimal]=5.5"
    )]
    [InlineData(
        "currencyOptions.usd.taxBehavior",
        "\"exclusive\"",
        "currency_options[usd][tax_behavior]=exclusive"
    )]
    [InlineData("interval", "\"month\"", "recurring[interval]=month")]
    [InlineData(
        "transformQuantity",
        """{"divideBy":5,"round":"up"}""",
        "transform_quantity[divide_by]=5&transform_quantity[round]=up"
    )]
    [InlineData(
        "tiers",
        """[{"upTo":10,"unitAmount":5},{"unitAmount":"4.5","flatAmount":2}]""",
        "tiers[0][unit_amount]=5&tiers[0][up_to]=10&tiers[1][flat_amount]=2&tiers[1][unit_amount_decimal]=4.5&tiers[1][up_to]=inf"
    )]
    [InlineData(
        "customUnitAmount",
        """{"minimum":50}""",
        "custom_unit_amount[enabled]=true&custom_unit_amount[minimum]=50"
    )]
    public void A_field_of_a_price_takes_Stripes_form(string path, string? json, string form) =>
        Form(ObjectType.Price, path, json).Should().Be(form);

    [Fact]
    public void Every_permission_is_tried_once_by_a_request_that_can_change_nothing()
    {
        var scopes = StripeScope.All("nobody");
        scopes.Select(scope => scope.Name).Should().OnlyHaveUniqueItems().And.HaveCount(7);
        scopes
            .Where(scope => scope.Method == "POST")
            .Should()
            .HaveCount(2)
            .And.OnlyContain(scope => scope.Path.EndsWith("_nobody", StringComparison.Ordinal));
        scopes
            .Single(scope => scope.Grade != Grade.Failure)
            .Name.Should()
            .Be("webhook_read", "the bridge works without it");
    }

    private static string Form(ObjectType type, string path, string? json) =>
        string.Join(
            '&',
            StripeForm
                .Pairs(
                    DefaultMapping.Spec(type, path),
                    json is null ? FieldValue.Absent : FieldValue.From(JsonNode.Parse(json)),
                    _ => "price_1"
                )
                .Select(pair => $"{pair.Name}={pair.Value}")
        );
}
