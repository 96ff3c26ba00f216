using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.StripeSandbox.Events;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;
using SanityStripeBridge.Sandbox.StripeSandbox.Search;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

/// <summary>Who caused a change: the request's id and idempotency key as events show them.</summary>
internal sealed record Caller(string? RequestId, string? IdempotencyKey);

/// <summary>Everything of one account in one mode; the two modes share nothing. Guarded by the simulator's one lock.</summary>
internal sealed class Ledger
{
    private readonly SandboxClock _clock;

    public Ledger(
        string account,
        bool livemode,
        StripeSimulatorOptions options,
        IdSource ids,
        SandboxClock clock,
        DeliveryQueue deliveries
    )
    {
        _clock = clock;
        Account = account;
        Livemode = livemode;
        Options = options;
        Ids = ids;
        ProductRules = new Products(this);
        PriceRules = new Prices(this);
        Subscriptions = new Subscriptions(this);
        Endpoints = new WebhookEndpoints(this, deliveries);
        Events = new EventLog(this, deliveries);
        ProductIndex = new SearchIndex<StripeProduct>(Products, clock, options.SearchLag);
        PriceIndex = new SearchIndex<StripePrice>(Prices, clock, options.SearchLag);
    }

    public string Account { get; }

    public bool Livemode { get; }

    public StripeSimulatorOptions Options { get; }

    public IdSource Ids { get; }

    /// <summary>Unix seconds: the only resolution Stripe shows.</summary>
    public long Now => _clock.GetUtcNow().ToUnixTimeSeconds();

    public SandboxClock Clock => _clock;

    public Shelf<StripeProduct> Products { get; } = new();

    public Shelf<StripePrice> Prices { get; } = new();

    public SearchIndex<StripeProduct> ProductIndex { get; }

    public SearchIndex<StripePrice> PriceIndex { get; }

    public Products ProductRules { get; }

    public Prices PriceRules { get; }

    public Subscriptions Subscriptions { get; }

    public EventLog Events { get; }

    public WebhookEndpoints Endpoints { get; }

    public IdempotencyKeys Keys { get; } = new();

    /// <summary>Whether any object of this mode has the id.</summary>
    public bool Knows(string id) =>
        Products[id] is not null
        || Prices[id] is not null
        || Subscriptions.All[id] is not null
        || Events.All[id] is not null
        || Endpoints.All[id] is not null;
}
