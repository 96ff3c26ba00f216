using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Stripe;
using SanityStripeBridge.TestKit;
using static SanityStripeBridge.Tests.Clients.StubHandler;

namespace SanityStripeBridge.Tests.Clients;

public sealed class StripeClientTests
{
    private const string Product = """{"id":"prod_1","object":"product","active":true,"name":"Tin"}""";
    private const string Price = """{"id":"price_1","object":"price","product":"prod_1"}""";
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_write_carries_key_version_account_and_the_form_in_its_order()
    {
        var handler = new StubHandler(Json(200, Product));
        var options = new StripeOptions { SecretKey = TestClients.StripeKey, Account = "acct_1" };
        var form = new FormPair[]
        {
            new("name", "Tee & Kräuter 茶"),
            new("metadata[a b]", ""),
            new("x", "+ %"),
        };
        await TestClients
            .Stripe(handler, options: () => options)
            .WriteProductAsync(new("/v1/products/sanity_mug", form), "ssb-key-1", None);

        var sent = handler.Requests.Should().ContainSingle().Which;
        sent.Method.Should().Be(HttpMethod.Post);
        sent.Address.Should().Be("https://api.stripe.com/v1/products/sanity_mug");
        Header(sent, "Idempotency-Key").Should().Be("ssb-key-1");
        Header(sent, "Stripe-Version").Should().Be("2026-10-28.endive");
        Header(sent, "Stripe-Account").Should().Be("acct_1");
        Header(sent, "Authorization").Should().Be($"Bearer {TestClients.StripeKey}");
        sent.Message.Content!.Headers.ContentType!.MediaType.Should().Be("application/x-www-form-urlencoded");
        Decoded(sent.Body).Take(3).Should().Equal(form.Select(pair => (pair.Name, pair.Value)));
    }

    [Fact]
    public async Task Every_form_encoding_vector_arrives_as_it_was_meant()
    {
        var vectors = JsonNode.Parse(Fixture.Text("stripe/form-encoding-vectors.json"))![
            "vectors"
        ]!.AsArray();
        foreach (var vector in vectors)
        {
            var pairs = vector!["pairs"]!
                .AsArray()
                .Select(pair => ((string)pair![0]!, (string)pair[1]!))
                .ToArray();
            var handler = new StubHandler(Json(200, Product));
            await TestClients
                .Stripe(handler)
                .WriteProductAsync(
                    new("/v1/products", [.. pairs.Select(pair => new FormPair(pair.Item1, pair.Item2))]),
                    "k",
                    None
                );
            Decoded(handler.Requests[0].Body).Take(pairs.Length).Should().Equal(pairs);
        }
    }

    [Fact]
    public async Task A_product_is_read_with_its_default_price_and_an_escaped_id()
    {
        var handler = new StubHandler(
            Json(200, Fixture.Text("stripe/objects/product-default-price-expanded.json"))
        );
        var product = await TestClients.Stripe(handler).GetProductAsync("a/b?c", None);
        product!.DefaultPrice!.Value!.UnitAmount.Should().Be(1850);
        handler
            .Requests[0]
            .Address.AbsoluteUri.Should()
            .Be("https://api.stripe.com/v1/products/a%2Fb%3Fc?expand[]=default_price");
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_no_path_can_carry_is_refused_unsent(string id)
    {
        var handler = new StubHandler(Json(200, Product));
        var failure = await TestClients.FailureAsync(() =>
            TestClients.Stripe(handler).GetProductAsync(id, None)
        );
        failure.Kind.Should().Be(FailureKind.Refused);
        handler.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_missing_product_or_price_is_null()
    {
        var product = new StubHandler(StripeErrorTests.Recorded("stripe/errors/404-product-missing.json"));
        (await TestClients.Stripe(product).GetProductAsync("prod_nope", None)).Should().BeNull();
        var price = new StubHandler(StripeErrorTests.Recorded("stripe/errors/404-price-missing.json"));
        (await TestClients.Stripe(price).GetPriceAsync("price_nope", None)).Should().BeNull();
    }

    [Fact]
    public async Task An_object_of_the_other_mode_is_the_operators_fault_and_no_absence()
    {
        var handler = new StubHandler(
            Json(
                404,
                """{"error":{"code":"resource_missing","message":"No such product: 'prod_1'; a similar object exists in live mode, but a test mode key was used to make this request.","param":"id","type":"invalid_request_error"}}"""
            )
        );
        var failure = await TestClients.FailureAsync(() =>
            TestClients.Stripe(handler).GetProductAsync("prod_1", None)
        );
        failure.Kind.Should().Be(FailureKind.Operator);
    }

    [Theory]
    [InlineData("""<html>not found</html>""")]
    [InlineData("""{"error":{"message":"Unrecognized request URL (GET: /x/v1/products/p)."}}""")]
    public async Task A_404_that_names_no_missing_object_is_no_absence(string body)
    {
        var handler = new StubHandler(Json(404, body));
        var failure = await TestClients.FailureAsync(() =>
            TestClients.Stripe(handler).GetProductAsync("prod_1", None)
        );
        failure.Kind.Should().Be(FailureKind.Operator);
    }

    [Fact]
    public async Task Prices_of_a_product_are_listed_in_an_active_and_an_inactive_pass_over_all_pages()
    {
        var handler = new StubHandler(
            Json(200, $$"""{"object":"list","data":[{{Price}}],"has_more":true}"""),
            Json(
                200,
                $$"""{"object":"list","data":[{{Price.Replace("price_1", "price_2", StringComparison.Ordinal)}}],"has_more":false}"""
            ),
            Json(
                200,
                $$"""{"object":"list","data":[{{Price.Replace("price_1", "price_3", StringComparison.Ordinal)}}],"has_more":false}"""
            )
        );
        var prices = await TestClients.Stripe(handler).GetPricesOfAsync("prod_1", None);

        prices.Select(price => price.Id).Should().Equal("price_1", "price_2", "price_3");
        var queries = handler.Requests.Select(sent => QueryHelpers.ParseQuery(sent.Address.Query)).ToArray();
        queries.Select(query => (string?)query["active"]).Should().Equal("true", "true", "false");
        queries
            .Select(query => query.GetValueOrDefault("starting_after").ToString())
            .Should()
            .Equal("", "price_1", "");
        queries.Should().OnlyContain(query => query["product"] == "prod_1" && query["limit"] == "100");
        queries[0]["expand[]"].Should().BeEquivalentTo("data.product", "data.currency_options", "data.tiers");
    }

    [Fact]
    public async Task A_product_that_does_not_exist_has_no_prices()
    {
        var handler = new StubHandler(
            StripeErrorTests.Recorded("stripe/errors/400-product-missing-in-body.json")
        );
        (await TestClients.Stripe(handler).GetPricesOfAsync("prod_nope", None)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_transient_failure_is_tried_three_times_under_the_same_key()
    {
        var handler = new StubHandler(
            Json(503, "<html>"),
            Fails(new HttpRequestException("reset")),
            Json(200, Product)
        );
        var product = await WriteAsync(TestClients.Stripe(handler));
        product.Id.Should().Be("prod_1");
        handler.Requests.Select(sent => Header(sent, "Idempotency-Key")).Should().Equal("k1", "k1", "k1");
        handler.Requests.Select(sent => sent.Body).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task After_three_attempts_the_last_failure_is_told()
    {
        var handler = new StubHandler(Json(502, "<html>"));
        var failure = await FailedWriteAsync(handler);
        failure.Kind.Should().Be(FailureKind.Transient);
        failure.Status.Should().Be(502);
        handler.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_definite_refusal_is_not_tried_again()
    {
        var handler = new StubHandler(StripeErrorTests.Recorded("stripe/errors/400-missing-name.json"));
        await FailedWriteAsync(handler);
        handler.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_stored_error_is_told_at_once_by_its_name()
    {
        var handler = new StubHandler(
            Json(500, """{"error":{"message":"oops","type":"api_error"}}""", ("Idempotent-Replayed", "true"))
        );
        var failure = await FailedWriteAsync(handler);
        failure.Code.Should().Be("stored_error");
        failure.Kind.Should().Be(FailureKind.Transient);
        handler.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_short_pause_that_Stripe_asks_for_is_waited_out_here()
    {
        var clock = new HurryingTime();
        var handler = new StubHandler(
            Json(429, "{}", ("Retry-After", "7"), ("Stripe-Rate-Limited-Reason", "endpoint-rate")),
            Json(200, Product)
        );
        await WriteAsync(TestClients.Stripe(handler, clock));
        clock.Waited.Should().Be(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task A_long_pause_that_Stripe_asks_for_is_left_to_the_inbox()
    {
        var handler = new StubHandler(Json(429, "{}", ("Retry-After", "120")));
        var failure = await FailedWriteAsync(handler);
        failure.Kind.Should().Be(FailureKind.RateLimited);
        failure.RetryAfter.Should().Be(TimeSpan.FromMinutes(2));
        handler.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_body_that_is_no_product_leaves_the_outcome_unknown()
    {
        var handler = new StubHandler(Json(200, """{"id":"prod_1","na"""));
        var failure = await FailedWriteAsync(handler);
        failure.Kind.Should().Be(FailureKind.Transient);
        failure.Code.Should().Be("unreadable_answer");
    }

    [Fact]
    public async Task A_redirect_is_a_wrong_address()
    {
        var handler = new StubHandler(Json(301, "", ("Location", "https://elsewhere.example/")));
        (await FailedWriteAsync(handler)).Kind.Should().Be(FailureKind.Operator);
    }

    [Fact]
    public async Task The_key_never_stands_in_a_message()
    {
        var handler = new StubHandler(
            Json(401, $$"""{"error":{"message":"No such key: {{TestClients.StripeKey}}."} }""")
        );
        (await FailedWriteAsync(handler)).ToString().Should().NotContain(TestClients.StripeKey);
    }

    [Fact]
    public async Task A_rotated_key_is_used_from_the_next_call_on()
    {
        var handler = new StubHandler(Json(200, Product));
        var options = new StripeOptions { SecretKey = "sk_test_old" };
        var client = TestClients.Stripe(handler, options: () => options);
        await client.GetProductAsync("prod_1", None);
        options = new StripeOptions { SecretKey = "sk_test_new" };
        await client.GetProductAsync("prod_1", None);
        handler
            .Requests.Select(sent => Header(sent, "Authorization"))
            .Should()
            .Equal("Bearer sk_test_old", "Bearer sk_test_new");
    }

    [Fact]
    public async Task A_cancelled_call_ends_as_cancelled_not_as_failed()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        var act = () =>
            TestClients.Stripe(new StubHandler(Json(200, Product))).GetProductAsync("p", cancel.Token);
        await act.Should().ThrowAsync<OperationCanceledException>();
    }

    private static Task<StripeProduct> WriteAsync(StripeClient client) =>
        client.WriteProductAsync(new("/v1/products", [new("name", "Tin")]), "k1", None);

    private static Task<RemoteException> FailedWriteAsync(StubHandler handler) =>
        TestClients.FailureAsync(() => WriteAsync(TestClients.Stripe(handler)));

    private static string Header(Sent sent, string name) =>
        string.Join(",", sent.Message.Headers.GetValues(name));

    private static List<(string, string)> Decoded(string form) =>
        [
            .. form.Split('&')
                .Select(pair => pair.Split('=', 2))
                .Select(pair =>
                    (System.Net.WebUtility.UrlDecode(pair[0]), System.Net.WebUtility.UrlDecode(pair[1]))
                ),
        ];
}
