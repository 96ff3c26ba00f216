using SanityStripeBridge.Calls;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.StripeSandbox;
using SanityStripeBridge.Stripe;

namespace SanityStripeBridge.Tests.Clients;

public sealed class StripeAgainstSimulatorTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly Connections _connections = new();
    private StripeSimulator _stripe = null!;
    private StripeClient _client = null!;

    public async Task InitializeAsync()
    {
        _stripe = await StripeSimulator.StartAsync(new(), None);
        _client = Client("sk_test_sandbox");
    }

    public async Task DisposeAsync()
    {
        _connections.Dispose();
        await _stripe.DisposeAsync();
    }

    [Fact]
    public async Task The_account_behind_the_key_is_told() =>
        (await _client.GetAccountAsync(None)).Id.Should().Be("acct_1SandboxMain");

    [Fact]
    public async Task A_product_is_created_with_its_default_price_read_changed_and_archived()
    {
        var created = await _client.WriteProductAsync(
            new(
                "/v1/products",
                [
                    new("id", "sanity_mug"),
                    new("name", "Kräuter 茶 & 😀"),
                    new("metadata[sanity_id]", "mug"),
                    new("images[0]", "https://cdn.example/a.png?x=1&y=2"),
                    new("default_price_data[currency]", "eur"),
                    new("default_price_data[unit_amount]", "1999"),
                ]
            ),
            "k-1",
            None
        );
        created.DefaultPrice!.Value!.UnitAmount.Should().Be(1999);
        created.Name.Should().Be("Kräuter 茶 & 😀");

        await _client.WriteProductAsync(
            new("/v1/products/sanity_mug", [new("metadata[sanity_id]", ""), new("active", "false")]),
            "k-2",
            None
        );
        var read = await _client.GetProductAsync("sanity_mug", None);
        read!.Active.Should().BeFalse();
        read.Metadata.Should().BeEmpty();
        read.Images.Should().Equal("https://cdn.example/a.png?x=1&y=2");
        read.DefaultPrice!.Value!.Currency.Should().Be("eur");
    }

    [Fact]
    public async Task A_price_answers_with_its_currency_options_when_it_is_written_and_when_it_is_read()
    {
        await CreateProductAsync("mug");
        var written = await _client.WritePriceAsync(
            new(
                "/v1/prices",
                [
                    new("product", "mug"),
                    new("currency", "eur"),
                    new("unit_amount", "1999"),
                    new("currency_options[usd][unit_amount]", "2199"),
                ]
            ),
            "k-price",
            None
        );
        written.CurrencyOptions!["usd"].UnitAmount.Should().Be(2199);
        var read = await _client.GetPriceAsync(written.Id, None);
        read!.CurrencyOptions!["usd"].UnitAmount.Should().Be(2199);
        read.Product.Value!.Id.Should().Be("mug");
    }

    [Fact]
    public async Task Active_and_archived_prices_of_a_product_are_found_and_no_others()
    {
        await CreateProductAsync("mug");
        await CreateProductAsync("cup");
        var first = await CreatePriceAsync("mug", 1);
        var second = await CreatePriceAsync("mug", 2);
        await CreatePriceAsync("cup", 3);
        await _stripe.Dashboard.ArchivePriceAsync(first.Id);
        var prices = await _client.GetPricesOfAsync("mug", None);
        prices.Select(price => price.Id).Should().Equal(second.Id, first.Id);
        (await _client.GetPricesOfAsync("nope", None)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_listing_has_every_product_and_every_price_once_over_all_pages()
    {
        for (var i = 0; i < 205; i++)
            await _stripe.Dashboard.CreateProductAsync(new { id = $"p{i}", name = $"Mug {i}" });
        await _stripe.Dashboard.ArchiveProductAsync("p7");
        var price = await CreatePriceAsync("p7", 100);
        await _stripe.Dashboard.ArchivePriceAsync(price.Id);
        await CreatePriceAsync("p8", 100);
        _stripe.Requests.Clear();

        var products = await AllAsync(_client.ListProductsAsync(None));
        products.Select(product => product.Id).Should().HaveCount(205).And.OnlyHaveUniqueItems();
        _stripe.Requests.Reads.Should().Be(3);
        (await AllAsync(_client.ListPricesAsync(None))).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_listing_goes_on_when_a_deleted_product_is_refused_as_the_place_it_has_come_to()
    {
        for (var i = 0; i < 150; i++)
            await _stripe.Dashboard.CreateProductAsync(new { id = $"p{i}", name = $"Mug {i}" });
        _stripe.Requests.Clear();
        _stripe.Faults.Add(
            new Fault
            {
                Kind = FaultKind.Respond,
                Method = "GET",
                Skip = 1,
                Status = 400,
                Body =
                    """{"error":{"type":"invalid_request_error","code":"resource_missing","param":"starting_after","message":"No such product: 'p50'"}}""",
            }
        );

        var seen = new List<string>();
        await foreach (var product in _client.ListProductsAsync(None))
        {
            seen.Add(product.Id);
            // Newest first: p50 is the last of the first page.
            if (product.Id == "p50")
                await _stripe.Dashboard.DeleteProductAsync("p50");
        }

        seen.Should().HaveCount(150).And.OnlyHaveUniqueItems();
        _stripe.Requests.Reads.Should().Be(3, "the refused place costs one more read");
    }

    [Fact]
    public async Task What_is_missing_is_null()
    {
        (await _client.GetProductAsync("nope", None)).Should().BeNull();
        (await _client.GetPriceAsync("price_nope", None)).Should().BeNull();
    }

    [Fact]
    public async Task A_deleted_product_is_null()
    {
        await CreateProductAsync("mug");
        await _stripe.Dashboard.DeleteProductAsync("mug");
        (await _client.GetProductAsync("mug", None)).Should().BeNull();
    }

    [Theory]
    [InlineData(FaultKind.Respond, 500)]
    [InlineData(FaultKind.Respond, 503)]
    [InlineData(FaultKind.RespondAfter, 502)]
    [InlineData(FaultKind.DropBefore, 0)]
    [InlineData(FaultKind.DropAfter, 0)]
    [InlineData(FaultKind.Truncate, 0)]
    public async Task Whatever_happens_to_one_answer_the_effect_happens_exactly_once(
        FaultKind kind,
        int status
    )
    {
        await CreateProductAsync("mug");
        // Prices have no id of their own: a second effect would show as a second price.
        _stripe.Faults.Add(
            new()
            {
                Kind = kind,
                Method = "POST",
                Status = status,
            }
        );
        var price = await CreatePriceAsync("mug", 1999);
        (await _client.GetPricesOfAsync("mug", None)).Select(p => p.Id).Should().Equal(price.Id);
    }

    [Fact]
    public async Task Both_kinds_of_429_are_waited_out()
    {
        _stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                Status = 429,
                Headers = new Dictionary<string, string> { ["Stripe-Rate-Limited-Reason"] = "endpoint-rate" },
            }
        );
        _stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                Status = 429,
                Headers = new Dictionary<string, string> { ["Stripe-Should-Retry"] = "true" },
                Body =
                    """{"error":{"code":"lock_timeout","message":"locked","type":"invalid_request_error"}}""",
            }
        );
        await CreateProductAsync("mug");
        _stripe.Faults.Pending.Should().BeEmpty();
        (await _client.GetProductAsync("mug", None)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_read_whose_answer_is_cut_off_is_read_again()
    {
        await CreateProductAsync("mug");
        _stripe.Faults.Add(new() { Kind = FaultKind.Truncate, Method = "GET" });
        (await _client.GetProductAsync("mug", None)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_refusal_tells_its_code_and_its_parameter()
    {
        var noName = await TestClients.FailureAsync(() =>
            _client.WriteProductAsync(new("/v1/products", [new("description", "x")]), "k-1", None)
        );
        noName.Kind.Should().Be(FailureKind.Refused);
        (noName.Code, noName.Parameter).Should().Be(("parameter_missing", "name"));
        await CreateProductAsync("mug");
        var taken = await TestClients.FailureAsync(() => CreateProductAsync("mug", "another key"));
        (taken.Kind, taken.Code).Should().Be((FailureKind.Refused, "resource_already_exists"));
    }

    [Fact]
    public async Task The_same_key_with_another_form_is_refused_by_its_name()
    {
        await CreateProductAsync("mug");
        var failure = await TestClients.FailureAsync(() => CreateProductAsync("cup", "create mug"));
        (failure.Kind, failure.Code).Should().Be((FailureKind.Refused, "idempotency_error"));
    }

    [Fact]
    public async Task The_same_key_again_answers_the_first_result()
    {
        await CreateProductAsync("mug");
        var first = await CreatePriceAsync("mug", 5, "k-again");
        (await CreatePriceAsync("mug", 5, "k-again")).Id.Should().Be(first.Id);
    }

    [Fact]
    public async Task An_unknown_key_or_version_is_the_operators_fault()
    {
        (await TestClients.FailureAsync(() => Client("sk_test_unknown").GetAccountAsync(None)))
            .Kind.Should()
            .Be(FailureKind.Operator);
        (
            await TestClients.FailureAsync(() =>
                Client("sk_test_sandbox", "2001-01-01.atlantis").GetAccountAsync(None)
            )
        )
            .Kind.Should()
            .Be(FailureKind.Operator);
    }

    private Task<StripeProduct> CreateProductAsync(string id, string? key = null) =>
        _client.WriteProductAsync(
            new("/v1/products", [new("id", id), new("name", "Mug")]),
            key ?? $"create {id}",
            None
        );

    private Task<StripePrice> CreatePriceAsync(string product, long amount, string? key = null) =>
        _client.WritePriceAsync(
            new(
                "/v1/prices",
                [
                    new("product", product),
                    new("currency", "eur"),
                    new("unit_amount", amount.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ]
            ),
            key ?? $"price {product} {amount}",
            None
        );

    private StripeClient Client(string key, string version = "2026-10-28.endive") =>
        TestClients.Stripe(
            _connections.Client,
            new StripeOptions
            {
                SecretKey = key,
                ApiVersion = version,
                ApiBase = _stripe.Address.ToString(),
            }
        );

    private static async Task<List<T>> AllAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items)
            all.Add(item);
        return all;
    }
}
