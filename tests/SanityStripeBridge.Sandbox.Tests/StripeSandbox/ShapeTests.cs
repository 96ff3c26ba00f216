using System.Text.Json;
using System.Text.RegularExpressions;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Sandbox.Tests.StripeSandbox;

/// <summary>Recreates the recorded objects and compares key for key, in order; only ids and times may differ.</summary>
public sealed partial class ShapeTests : StripeTests
{
    private const string Rich =
        "name=Smoked Oolong Tin&description=Slow-smoked oolong, 80 g tin.&shippable=true&statement_descriptor=SMOKED OOLONG"
        + "&images[]=https://cdn.example.com/images/oolong-front.png&images[]=https://cdn.example.com/images/oolong-back.png"
        + "&marketing_features[0][name]=Hand rolled&marketing_features[1][name]=Resealable tin&tax_code=txcd_40060003"
        + "&metadata[sanity_rev]=7c1d&metadata[sanity_id]=9f2c1e7a-5a0e-4f0c-9a53-1a0f6f3f5f01&unit_label=tin"
        + "&package_dimensions[height]=4&package_dimensions[length]=3.5&package_dimensions[weight]=6.25&package_dimensions[width]=3.5"
        + "&url=https://shop.example.com/oolong&id=prod_TeaTin00000001";

    private const string Rich1 = "&lookup_key=oolong-tin-usd&nickname=Tin, standard&tax_behavior=exclusive";
    private const string SanityId = "&metadata[sanity_id]=9f2c1e7a-5a0e-4f0c-9a53-1a0f6f3f5f01";
    private const string Monthly = "currency=usd&recurring[interval]=month";

    private const string MultiCurrency =
        "currency=usd&unit_amount=1850&currency_options[jpy][unit_amount]=2800&currency_options[eur][unit_amount]=1700";

    private const string Tiered =
        Monthly
        + "&billing_scheme=tiered&tiers_mode=graduated&tiers[0][up_to]=10&tiers[0][unit_amount]=1000"
        + "&tiers[1][up_to]=inf&tiers[1][unit_amount]=800&tiers[1][flat_amount]=500";

    [Fact]
    public async Task Row_10_a_product_has_all_fields_with_defaults_in_recorded_order() =>
        Same(
            "product-minimal",
            await Account.Post("products", "name=Smoked Oolong Tin&id=prod_TeaTin00000001")
        );

    [Theory]
    [InlineData("price-one-time-minimal", "currency=usd&unit_amount=1850", "")]
    [InlineData("price-one-time", "currency=USD&unit_amount=1850" + Rich1 + SanityId, "")]
    [InlineData("price-decimal", "currency=usd&unit_amount_decimal=0.125", "")]
    [InlineData("price-three-decimal-kwd", "currency=kwd&unit_amount=5650", "")]
    [InlineData("price-zero-decimal-jpy", "currency=jpy&unit_amount=2800", "")]
    [InlineData("price-recurring", Monthly + "&unit_amount=1500&tax_behavior=inclusive", "")]
    [InlineData(
        "price-package-transform",
        Monthly + "&unit_amount=1850&transform_quantity[divide_by]=6&transform_quantity[round]=up",
        ""
    )]
    [InlineData(
        "price-custom-unit-amount",
        "currency=usd&custom_unit_amount[enabled]=true&custom_unit_amount[maximum]=50000&custom_unit_amount[minimum]=500&custom_unit_amount[preset]=1850",
        ""
    )]
    [InlineData("price-multi-currency", MultiCurrency, "")]
    [InlineData("price-multi-currency-expanded", MultiCurrency, "&expand[]=currency_options")]
    [InlineData("price-tiered", Tiered, "")]
    [InlineData("price-tiered-expanded", Tiered, "&expand[]=tiers")]
    public async Task Row_21_a_price_has_its_recorded_shape(string fixture, string form, string expand)
    {
        await Account.Post("products", Rich);

        Same(fixture, await Account.Post("prices", $"product=prod_TeaTin00000001&{form}{expand}"));
    }

    [Fact]
    public async Task Row_36_expansion_puts_whole_objects_in_place_of_ids()
    {
        await Account.Post("products", Rich);
        var price = await Account.Price(
            "prod_TeaTin00000001",
            "currency=usd&unit_amount=1850" + Rich1 + SanityId
        );
        var product = await Account.Post("products/prod_TeaTin00000001", $"default_price={price}");

        Same("product", product);
        Same(
            "product-default-price-expanded",
            await Account.Get("products/prod_TeaTin00000001?expand[]=default_price")
        );
        Same("price-product-expanded", await Account.Get($"prices/{price}?expand[]=product"));
        Same("plan-mirror-of-recurring-price", await PlanAsync());
    }

    [Fact]
    public async Task Row_46_an_endpoint_shows_its_secret_only_when_created()
    {
        const string form =
            "url=https://bridge.example.com/webhooks/stripe&description=CMS bridge&api_version=2026-08-26.dahlia"
            + "&enabled_events[]=product.created&enabled_events[]=product.updated&enabled_events[]=product.deleted"
            + "&enabled_events[]=price.created&enabled_events[]=price.updated&enabled_events[]=price.deleted";
        var made = await Account.Post("webhook_endpoints", form);

        Same("webhook-endpoint-created", made);
        Same("webhook-endpoint", await Account.Get($"webhook_endpoints/{made.Id}"));
        Same("webhook-endpoint-deleted", await Account.Delete($"webhook_endpoints/{made.Id}"));
    }

    [Fact]
    public async Task Row_60_ids_have_stripes_prefixes_and_lengths_and_follow_from_the_seed()
    {
        var product = await Account.Product();
        var price = await Account.Price(product);
        await using var twin = await Account.OpenAsync();

        product.Should().MatchRegex("^prod_[0-9A-Za-z]{14}$");
        price.Should().MatchRegex("^price_[0-9A-Za-z]{24}$");
        (await Account.Events())[0]
            .GetProperty("id")
            .GetString()
            .Should()
            .MatchRegex("^evt_[0-9A-Za-z]{24}$");
        (await twin.Product()).Should().Be(product);
    }

    private async Task<Answer> PlanAsync()
    {
        var price = await Account.Price("prod_TeaTin00000001", Monthly + "&unit_amount=1500");
        return await Account.Get($"plans/{price}");
    }

    private static void Same(string fixture, Answer answer) =>
        Masked(answer.Text).Should().Be(Masked(Fixture.Text($"stripe/objects/{fixture}.json")));

    /// <summary>Compact JSON with generated ids, secrets and times made equal.</summary>
    private static string Masked(string json) =>
        Generated().Replace(JsonSerializer.Serialize(JsonElement.Parse(json)), "$1\"masked\"");

    [GeneratedRegex(
        """("(?:id|default_price|secret)":|"(?:created|updated)":)(?:"(?:price|we|whsec)_[^"]*"|\d+)"""
    )]
    private static partial Regex Generated();
}
