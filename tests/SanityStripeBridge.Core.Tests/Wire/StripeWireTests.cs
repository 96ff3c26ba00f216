using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Wire;

public sealed class StripeWireTests
{
    public static TheoryData<string> Prices => Files("stripe/objects", "price-");

    public static TheoryData<string> Products =>
        Files("stripe/objects", "product-minimal", "product.json", "product-default");

    public static TheoryData<string> Events => [.. Fixture.Files("stripe/events")];

    [Theory]
    [MemberData(nameof(Prices))]
    public void A_price_is_read_and_written_without_loss(string file) =>
        Lost(file, StripeJson.Default.StripePrice).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Products))]
    public void A_product_is_read_and_written_without_loss(string file) =>
        Lost(file, StripeJson.Default.StripeProduct).Should().BeEmpty();

    [Fact]
    public void A_deletion_stub_is_read_as_deleted() =>
        Read("stripe/objects/product-deleted.json", StripeJson.Default.StripeProduct)
            .Deleted.Should()
            .BeTrue();

    [Fact]
    public void An_expanded_default_price_has_its_id_and_its_amount()
    {
        var product = Read(
            "stripe/objects/product-default-price-expanded.json",
            StripeJson.Default.StripeProduct
        );
        product.DefaultPrice!.Id.Should().StartWith("price_");
        product.DefaultPrice.Value!.UnitAmount.Should().Be(1850);
    }

    [Fact]
    public void A_default_price_that_is_not_expanded_has_its_id_only()
    {
        var product = Read("stripe/objects/product.json", StripeJson.Default.StripeProduct);
        product.DefaultPrice!.Id.Should().StartWith("price_");
        product.DefaultPrice.Value.Should().BeNull();
    }

    [Fact]
    public void A_product_without_default_price_has_null() =>
        Read("stripe/objects/product-minimal.json", StripeJson.Default.StripeProduct)
            .DefaultPrice.Should()
            .BeNull();

    [Fact]
    public void An_expanded_product_of_a_price_that_was_deleted_has_its_id_only()
    {
        var price = JsonSerializer.Deserialize(
            """{"id":"price_1","product":{"id":"prod_1","object":"product","deleted":true}}""",
            StripeJson.Default.StripePrice
        );
        price!.Product.Should().Be(new Expandable<StripeProduct>("prod_1"));
    }

    [Fact]
    public void What_a_body_leaves_out_has_its_default_and_is_never_null()
    {
        var product = JsonSerializer.Deserialize("""{"id":"prod_1"}""", StripeJson.Default.StripeProduct)!;
        product.Images.Should().BeEmpty();
        product.MarketingFeatures.Should().BeEmpty();
        product.Metadata.Should().BeEmpty();
        product.Name.Should().BeEmpty();
        var price = JsonSerializer.Deserialize(
            """{"id":"price_1","product":"prod_1","recurring":{"interval":"month"}}""",
            StripeJson.Default.StripePrice
        )!;
        price.BillingScheme.Should().Be("per_unit");
        price.Type.Should().Be("one_time");
        price.Metadata.Should().BeEmpty();
        price.Recurring!.IntervalCount.Should().Be(1);
    }

    [Theory]
    [InlineData("""{"id":"prod_1","default_price":{}}""")]
    [InlineData("""{"id":"prod_1","default_price":7}""")]
    [InlineData("""{"id":"prod_1","tax_code":[]}""")]
    public void A_reference_without_an_id_is_a_misfit_like_any_other(string json)
    {
        var read = () => JsonSerializer.Deserialize(json, StripeJson.Default.StripeProduct);
        read.Should().Throw<JsonException>();
    }

    [Fact]
    public void A_fractional_amount_keeps_its_decimal_string()
    {
        var price = Read("stripe/objects/price-decimal.json", StripeJson.Default.StripePrice);
        price.UnitAmount.Should().BeNull();
        price.UnitAmountDecimal.Should().Be("0.125");
    }

    [Fact]
    public void Tiers_and_currency_options_are_read_when_expanded()
    {
        Read("stripe/objects/price-tiered-expanded.json", StripeJson.Default.StripePrice)
            .Tiers.Should()
            .NotBeEmpty();
        Read("stripe/objects/price-tiered.json", StripeJson.Default.StripePrice).Tiers.Should().BeNull();
        Read("stripe/objects/price-multi-currency-expanded.json", StripeJson.Default.StripePrice)
            .CurrencyOptions!["jpy"]
            .UnitAmount.Should()
            .Be(2800);
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_read_with_its_type_and_its_object(string file)
    {
        var delivered = Read(file, StripeJson.Default.StripeEvent);
        delivered.Id.Should().StartWith("evt_");
        if (delivered.Object == "event")
        {
            delivered.Data!.Object.GetProperty("id").GetString().Should().NotBeNullOrEmpty();
            delivered.Created.GetInt64().Should().BePositive();
        }
        else
        {
            delivered.Object.Should().Be("v2.core.event");
            delivered.RelatedObject!.Id.Should().NotBeNullOrEmpty();
            delivered.Reason!.Request!.Id.Should().NotBeNullOrEmpty();
        }
    }

    [Theory]
    [InlineData("stripe/lists/products.json")]
    [InlineData("stripe/lists/empty.json")]
    public void A_list_of_products_is_read(string file) =>
        Read(file, StripeJson.Default.StripeListStripeProduct)
            .Data.Should()
            .HaveCount(JsonNode.Parse(Fixture.Text(file))!["data"]!.AsArray().Count);

    [Fact]
    public void Lists_of_prices_and_events_are_read()
    {
        Read("stripe/lists/prices.json", StripeJson.Default.StripeListStripePrice).Data.Should().NotBeEmpty();
        Read("stripe/lists/prices-expanded.json", StripeJson.Default.StripeListStripePrice)
            .Data.Should()
            .Contain(price => price.CurrencyOptions != null);
        Read("stripe/lists/events.json", StripeJson.Default.StripeListJsonElement).Data.Should().NotBeEmpty();
    }

    [Fact]
    public void A_stored_request_is_sent_again_exactly_as_it_was()
    {
        var request = new StripeRequest(
            "/v1/products",
            [new("name", "Tee & Kräuter 茶"), new("description", ""), new("metadata[sku]", "a=b")]
        );
        var read = StripeRequest.FromJson(request.ToJson());
        read.Path.Should().Be(request.Path);
        read.Form.Should().Equal(request.Form);
    }

    // Every path of the original must be in what we write back, with an equal value; defaults may be added.
    private static List<string> Lost<T>(
        string file,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type
    )
    {
        var original = JsonNode.Parse(Fixture.Text(file))!;
        var written = JsonSerializer.SerializeToNode(Read(file, type), type)!;
        var lost = new List<string>();
        Compare(original, written, "$", lost);
        return lost;
    }

    private static void Compare(JsonNode? original, JsonNode? written, string path, List<string> lost)
    {
        if (original is JsonObject fields && written is JsonObject kept)
        {
            foreach (var (name, value) in fields)
                Compare(value, kept[name], $"{path}.{name}", lost);
        }
        else if (original is JsonArray items && written is JsonArray others && items.Count == others.Count)
        {
            for (var i = 0; i < items.Count; i++)
                Compare(items[i], others[i], $"{path}[{i}]", lost);
        }
        else if (!JsonNode.DeepEquals(original, written))
        {
            lost.Add(path);
        }
    }

    private static T Read<T>(string file, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(Fixture.Bytes(file), type)!;

    private static TheoryData<string> Files(string folder, params string[] starts) =>
        [
            .. Fixture
                .Files(folder)
                .Where(file =>
                    starts.Any(start => Path.GetFileName(file).StartsWith(start, StringComparison.Ordinal))
                ),
        ];
}
