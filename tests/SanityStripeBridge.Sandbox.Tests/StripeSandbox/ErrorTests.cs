using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.StripeSandbox;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Sandbox.Tests.StripeSandbox;

/// <summary>Each recorded error is provoked and compared with its file: status, every key and its order.</summary>
public sealed class ErrorTests : StripeTests
{
    internal override StripeSimulatorOptions Options =>
        new()
        {
            Account = "acct_1TeaTinMain",
            Keys = new Dictionary<string, IReadOnlyList<string>>
            {
                ["sk_test_sandbox"] = [],
                ["rk_test_0000abcd"] = ["product_write"],
            },
        };

    [Theory]
    [InlineData("400-unknown-param", "POST", "products", "name=Mug&wat=1")]
    [InlineData("400-missing-name", "POST", "products", "description=x")]
    [InlineData("400-empty-on-create", "POST", "products", "name=Mug&description=")]
    [InlineData(
        "400-metadata-key-too-long",
        "POST",
        "products",
        "name=Mug&metadata[kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk]=1"
    )]
    [InlineData("400-product-id-taken", "POST", "products", "name=Mug&id=prod_TeaTin00000001")]
    [InlineData(
        "400-default-price-missing",
        "POST",
        "products/prod_TeaTin00000001",
        "default_price=price_nope"
    )]
    [InlineData("400-product-has-prices", "DELETE", "products/prod_TeaTin00000001", null)]
    [InlineData("404-product-missing", "GET", "products/prod_nope", null)]
    [InlineData("404-price-missing", "GET", "prices/price_nope", null)]
    [InlineData("400-no-product", "POST", "prices", "currency=usd&unit_amount=1")]
    [InlineData(
        "400-both-product-and-data",
        "POST",
        "prices",
        "currency=usd&unit_amount=1&product=x&product_data[name]=y"
    )]
    [InlineData(
        "400-product-missing-in-body",
        "POST",
        "prices",
        "currency=usd&unit_amount=1&product=prod_nope"
    )]
    [InlineData("400-no-amount", "POST", "prices", "currency=usd&product=prod_TeaTin00000001")]
    [InlineData(
        "400-both-amounts",
        "POST",
        "prices",
        "currency=usd&product=prod_TeaTin00000001&unit_amount=1&unit_amount_decimal=2"
    )]
    [InlineData(
        "400-negative-amount",
        "POST",
        "prices",
        "currency=usd&product=prod_TeaTin00000001&unit_amount=-1"
    )]
    [InlineData(
        "400-lookup-key-taken",
        "POST",
        "prices",
        "currency=usd&product=prod_TeaTin00000001&unit_amount=1&lookup_key=oolong"
    )]
    [InlineData("400-immutable-unit-amount", "POST", "prices/{price}", "unit_amount=1")]
    [InlineData("400-tax-behavior-locked", "POST", "prices/{price}", "tax_behavior=inclusive")]
    [InlineData("400-archive-default-price", "POST", "prices/{price}", "active=false")]
    [InlineData("400-invalid-integer", "GET", "products?limit=abc", null)]
    [InlineData("400-cursor-missing", "GET", "products?starting_after=prod_nope", null)]
    [InlineData(
        "400-both-cursors",
        "GET",
        "products?starting_after=prod_TeaTin00000001&ending_before=prod_TeaTin00000001",
        null
    )]
    [InlineData(
        "400-expand-too-deep",
        "GET",
        "products?expand[]=data.default_price.product.default_price.product",
        null
    )]
    [InlineData("400-expand-not-allowed", "GET", "products/prod_TeaTin00000001?expand[]=metadata", null)]
    public async Task Rows_39_and_40_a_refusal_has_the_recorded_body(
        string fixture,
        string method,
        string path,
        string? form
    )
    {
        var price = await SeedAsync();

        var answer = await Account.SendAsync(
            new HttpMethod(method),
            path.Replace("{price}", price, StringComparison.Ordinal),
            form
        );

        await SameAsync(fixture, answer, price);
    }

    [Theory]
    [InlineData("401-missing-key", "", "2026-08-26.dahlia")]
    [InlineData("401-invalid-key", "sk_test_00000000abcd", "2026-08-26.dahlia")]
    [InlineData("403-restricted-key", "rk_test_0000abcd", "2026-08-26.dahlia")]
    [InlineData("400-invalid-version", "sk_test_sandbox", "not-a-real-version")]
    public async Task Rows_1_2_and_4_a_request_is_refused_at_the_door(
        string fixture,
        string key,
        string version
    )
    {
        Account.Key = key;

        var answer = await Account.SendAsync(HttpMethod.Get, "prices", null, ("Stripe-Version", version));

        await SameAsync(fixture, answer, "");
        answer.Headers.GetValues("Stripe-Version").Should().Equal(version);
    }

    [Fact]
    public async Task Row_32_a_price_cannot_be_deleted_through_the_api()
    {
        var answer = await Account.Delete("prices/price_1TeaTinOneTime0000000000");

        await SameAsync("404-unknown-url", answer, "");
    }

    [Fact]
    public async Task Row_17_a_fifty_first_metadata_key_is_refused()
    {
        var form = string.Join('&', Enumerable.Range(0, 51).Select(n => $"metadata[k{n}]=v"));

        await SameAsync("400-metadata-too-many", await Account.Post("products", $"name=Mug&{form}"), "");
    }

    private async Task<string> SeedAsync()
    {
        await Account.Product("name=Tin&id=prod_TeaTin00000001");
        var price = await Account.Price(
            "prod_TeaTin00000001",
            "currency=usd&unit_amount=1850&lookup_key=oolong&tax_behavior=exclusive"
        );
        await Account.Post("products/prod_TeaTin00000001", $"default_price={price}");
        return price;
    }

    private static Task SameAsync(string fixture, Answer answer, string price)
    {
        var recorded = JsonNode.Parse(Fixture.Text($"stripe/errors/{fixture}.json"))!;
        var expected = recorded["body"]!.ToJsonString();
        var request = answer.Headers.GetValues("Request-Id").Single();
        var actual = JsonSerializer
            .Serialize(answer.Body)
            .Replace(request, "req_TeaTinErr00001", StringComparison.Ordinal);
        if (price.Length > 0)
            actual = actual.Replace(price, "price_1TeaTinOneTime0000000000", StringComparison.Ordinal);
        actual.Should().Be(expected);
        answer.Status.Should().Be(recorded["status"]!.GetValue<int>());
        return Task.CompletedTask;
    }
}
