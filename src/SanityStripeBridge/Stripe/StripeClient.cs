using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Stripe;

/// <summary>Stripe's API, as much of it as the mirror needs.</summary>
internal sealed partial class StripeClient : IStripeSide
{
    private const string ListedPrice = "expand[]=data.currency_options&expand[]=data.tiers";
    private const string PageSize = "limit=100";
    private const int MostIds = 100;

    private static readonly string[] EventTypes =
    [
        "product.created",
        "product.updated",
        "product.deleted",
        "price.created",
        "price.updated",
        "price.deleted",
    ];

    private static readonly string EventFilter = string.Join(
        '&',
        EventTypes.Select(type => $"types[]={type}")
    );

    private readonly Func<StripeOptions> _options;
    private readonly StripeBudgets _budgets;
    private readonly TimeProvider _clock;
    private readonly ILogger<StripeClient> _log;
    private readonly Caller _caller;

    public StripeClient(
        HttpClient http,
        Func<StripeOptions> options,
        StripeBudgets budgets,
        TimeProvider clock,
        Func<double> jitter,
        CallMeter meter,
        ILogger<StripeClient> log
    )
    {
        _options = options;
        _budgets = budgets;
        _clock = clock;
        _log = log;
        _caller = new(http, clock, jitter, meter, Repeating);
    }

    public async Task<StripeAccount> GetAccountAsync(CancellationToken cancel)
    {
        StripeOptions asked = null!;
        var account = (
            await SendAsync(
                "GET /v1/account",
                options => StripeMessage.Get(asked = options, "/v1/account"),
                _ => null,
                StripeJson.Default.StripeAccount,
                cancel
            )
        )!;
        _budgets.Learn(asked, account.Id);
        return account;
    }

    public Task<StripeProduct?> GetProductAsync(string id, CancellationToken cancel) =>
        FindAsync(
            $"/v1/products/{StripeMessage.Segment(id)}?expand[]=default_price",
            "GET /v1/products/{id}",
            StripeJson.Default.StripeProduct,
            cancel
        );

    public async Task<IReadOnlyList<StripeProduct>> GetProductsAsync(
        IReadOnlyList<string> ids,
        CancellationToken cancel
    )
    {
        var products = new List<StripeProduct>();
        foreach (var batch in AddressBatches.Of(ids, MostIds, "&ids[]=".Length))
        {
            var list = string.Join('&', batch.Select(id => "ids[]=" + Uri.EscapeDataString(id)));
            var page = await FindAsync(
                $"/v1/products?{PageSize}&{list}&expand[]=data.default_price",
                "GET /v1/products",
                StripeJson.Default.StripeListStripeProduct,
                cancel
            );
            products.AddRange(page?.Data ?? []);
        }
        return products;
    }

    public Task<StripePrice?> GetPriceAsync(string id, CancellationToken cancel) =>
        FindAsync(
            $"/v1/prices/{StripeMessage.Segment(id)}?expand[]=product&expand[]=currency_options&expand[]=tiers",
            "GET /v1/prices/{id}",
            StripeJson.Default.StripePrice,
            cancel
        );

    public async Task<StripePrice?> FindPriceByKeyAsync(string lookupKey, CancellationToken cancel)
    {
        await foreach (
            var price in BothPassesAsync($"lookup_keys[]={Uri.EscapeDataString(lookupKey)}", cancel)
        )
            return price;
        return null;
    }

    public async Task<IReadOnlyList<StripePrice>> GetPricesOfAsync(string productId, CancellationToken cancel)
    {
        var prices = new List<StripePrice>();
        var filter = $"product={Uri.EscapeDataString(productId)}&expand[]=data.product&{ListedPrice}";
        await foreach (var price in BothPassesAsync(filter, cancel))
            prices.Add(price);
        return prices;
    }

    public IAsyncEnumerable<StripeProduct> ListProductsAsync(CancellationToken cancel) =>
        PagesAsync(
            "/v1/products",
            "expand[]=data.default_price",
            StripeJson.Default.StripeListStripeProduct,
            product => product.Id,
            cancel
        );

    public IAsyncEnumerable<StripePrice> ListPricesAsync(CancellationToken cancel) =>
        BothPassesAsync(ListedPrice, cancel);

    public async IAsyncEnumerable<JsonElement> ListEventsAsync(
        DateTimeOffset since,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var events = new List<JsonElement>();
        var pages = PagesAsync(
            "/v1/events",
            $"created[gte]={since.ToUnixTimeSeconds()}&{EventFilter}",
            StripeJson.Default.StripeListJsonElement,
            item => item.GetProperty("id").GetString()!,
            cancel
        );
        await foreach (var item in pages)
            events.Add(item);
        // The feed is newest first; what happened first must be told first.
        events.Reverse();
        foreach (var item in events)
            yield return item;
    }

    public async Task<DateTimeOffset?> FindNewestEventAsync(CancellationToken cancel)
    {
        var page = await FindAsync(
            $"/v1/events?limit=1&{EventFilter}",
            "GET /v1/events",
            StripeJson.Default.StripeListJsonElement,
            cancel
        );
        return page is { Data: [var newest, ..] }
            ? DateTimeOffset.FromUnixTimeSeconds(newest.GetProperty("created").GetInt64())
            : null;
    }

    public async Task<StripeProduct> WriteProductAsync(
        StripeRequest request,
        string key,
        CancellationToken cancel
    )
    {
        var (product, requestId) = await PostAsync(
            request,
            key,
            // A default price that is made along is read from the answer, so it must be whole.
            request.Path == "/v1/products"
                ? "default_price.currency_options,default_price.tiers"
                : "default_price",
            StripeJson.Default.StripeProduct,
            cancel
        );
        return product with { RequestId = requestId };
    }

    public async Task<StripePrice> WritePriceAsync(
        StripeRequest request,
        string key,
        CancellationToken cancel
    )
    {
        const string expand = "currency_options,tiers";
        var (price, requestId) = await PostAsync(
            request,
            key,
            expand,
            StripeJson.Default.StripePrice,
            cancel
        );
        return price with { RequestId = requestId };
    }

    private Task<T?> FindAsync<T>(
        string path,
        string operation,
        JsonTypeInfo<T> type,
        CancellationToken cancel
    )
        where T : class =>
        SendAsync(
            operation,
            options => StripeMessage.Get(options, path),
            answer => StripeFailure.IsMissing(answer) ? Attempts.Done<T?>(null, "missing") : null,
            type,
            cancel
        );

    private async Task<(T Object, string? RequestId)> PostAsync<T>(
        StripeRequest request,
        string key,
        string expand,
        JsonTypeInfo<T> type,
        CancellationToken cancel
    )
        where T : class
    {
        string? requestId = null;
        var written = await SendAsync(
            $"POST {StripeMessage.Route(request.Path)}",
            options => StripeMessage.Post(options, request, key, expand),
            answer =>
            {
                requestId = answer.Header("Request-Id");
                return null;
            },
            type,
            cancel
        );
        return (written!, requestId);
    }

    private Task<T?> SendAsync<T>(
        string operation,
        Func<StripeOptions, HttpRequestMessage> build,
        Func<Answer, Attempt<T?>?> special,
        JsonTypeInfo<T> type,
        CancellationToken cancel
    )
        where T : class
    {
        // One set of options per call: a key that rotates in between is used from the next call on.
        var options = _options();
        var call = new Call("stripe", operation, options.TimeOut, _budgets.For(operation, options));
        return _caller.SendAsync<T?>(call, () => build(options), Judge, cancel);

        Attempt<T?> Judge(Answer answer)
        {
            if (special(answer) is { } settled)
                return settled;
            if (!answer.Succeeded)
                return StripeFailure.From<T?>(answer, operation, options.SecretKey, _clock.GetUtcNow());
            var value = JsonSerializer.Deserialize(answer.Body, type);
            return Attempts.Done<T?>(value ?? throw new JsonException("The answer is null."));
        }
    }

    private void Repeating(string operation, RemoteException failure, TimeSpan wait) =>
        Repeats(operation, failure.Kind, failure.Status, failure.Code, wait);

    [LoggerMessage(
        1600,
        LogLevel.Warning,
        "[STRIPE] Stripe did not do {Operation} ({Kind}, status {Status}, code {Code}); again in {Wait}"
    )]
    private partial void Repeats(
        string operation,
        FailureKind kind,
        int? status,
        string? code,
        TimeSpan wait
    );
}
