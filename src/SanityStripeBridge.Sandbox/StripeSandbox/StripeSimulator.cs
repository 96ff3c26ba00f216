using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;
using SanityStripeBridge.Sandbox.StripeSandbox.Screens;

namespace SanityStripeBridge.Sandbox.StripeSandbox;

/// <summary>A stateful Stripe for products, prices, events and webhooks, over HTTP on loopback. Nothing is kept on disk.</summary>
public sealed class StripeSimulator : ISandbox, IAsyncDisposable
{
    private readonly StripeSimulatorOptions _options;
    private readonly Ledgers _ledgers;
    private readonly IdSource _ids;
    private readonly KeyRing _keys;
    private SandboxHost? _host;

    private StripeSimulator(StripeSimulatorOptions options)
    {
        _options = options;
        _ids = new IdSource(options.Seed);
        Clock = new SandboxClock(options.Clock ?? TimeProvider.System);
        Deliveries = new DeliveryQueue(Clock);
        _ledgers = new Ledgers(options, _ids, Clock, Deliveries);
        _keys = new KeyRing(options);
        Dashboard = new Dashboard(_ledgers, options, _ids, _keys);
    }

    public Uri Address =>
        _host?.Address ?? throw new InvalidOperationException("The simulator has not started.");

    public SandboxClock Clock { get; }

    public FaultPlan Faults { get; } = new();

    public RequestLog Requests { get; } = new();

    public DeliveryQueue Deliveries { get; }

    /// <summary>Acts as a person in Stripe's own screens.</summary>
    public Dashboard Dashboard { get; }

    public static async Task<StripeSimulator> StartAsync(
        StripeSimulatorOptions options,
        CancellationToken cancel
    )
    {
        var simulator = new StripeSimulator(options);
        var pipeline = new StripePipeline(
            options,
            simulator._ledgers,
            simulator._keys,
            simulator._ids,
            simulator.Clock
        );
        simulator._host = await SandboxHost.StartAsync(
            simulator,
            options.Port,
            context => context.Request.Method == "GET",
            app =>
            {
                DashboardPage.Map(app);
                StripeRoutes.Map(app, pipeline);
            },
            cancel
        );
        return simulator;
    }

    public void Reset()
    {
        _ledgers.Clear();
        Faults.Clear();
        Requests.Clear();
        Deliveries.Reset();
    }

    public Task<JsonElement> ActAsync(JsonElement request, CancellationToken cancel) =>
        Dashboard.ActAsync(request);

    public JsonElement State() =>
        _ledgers.Locked(() =>
        {
            var state = StateOf(_ledgers.Of(_options.Account, livemode: false));
            state["live"] = StateOf(_ledgers.Of(_options.Account, livemode: true));
            return Json.Element(state);
        });

    /// <summary>All products of test mode, newest first, as the API shows them.</summary>
    public IReadOnlyList<JsonObject> Products =>
        _ledgers.Locked(() =>
            _ledgers
                .Of(_options.Account, livemode: false)
                .Products.NewestFirst.Select(product => product.Render())
                .ToList()
        );

    /// <summary>All prices of test mode, newest first, with everything that must be asked for at the API.</summary>
    public IReadOnlyList<JsonObject> Prices =>
        _ledgers.Locked(() =>
            _ledgers.Of(_options.Account, livemode: false).Prices.NewestFirst.Select(FullPrice).ToList()
        );

    /// <summary>One product or price of test mode, as the API shows it; null when there is none.</summary>
    public JsonObject? Find(string id) =>
        _ledgers.Locked(() =>
        {
            var ledger = _ledgers.Of(_options.Account, livemode: false);
            return ledger.Products[id]?.Render()
                ?? (ledger.Prices[id] is { } price ? FullPrice(price) : null);
        });

    /// <summary>
    /// <c>url</c>, and optionally <c>secret</c>, <c>events</c> (default: all), <c>api_version</c>, <c>livemode</c>,
    /// <c>connect</c>, <c>payload: "thin"</c>. Answers the endpoint with its secret.
    /// </summary>
    public JsonElement RegisterWebhook(JsonElement request)
    {
        var form = JsonForm.From(request, "secret", "events", "livemode", "payload", "account");
        if (request.TryGetProperty("events", out _))
            form.Set("enabled_events", JsonForm.From(request)["events"]!);
        else if (form["enabled_events"] is null)
            form.Set("enabled_events", FormNode.Parse("e[]=*")["e"]!);
        string? Text(string name) => JsonForm.From(request)[name]?.Text;
        try
        {
            return _ledgers.Locked(() =>
                Json.Element(
                    _ledgers
                        .Of(Text("account") ?? _options.Account, Text("livemode") == "true")
                        .Endpoints.Create(form, Text("secret"), Text("payload") == "thin")
                        .RenderCreated()
                )
            );
        }
        catch (StripeErrorException refusal)
        {
            throw new RefusedException(refusal.Message);
        }
    }

    /// <summary>Registers an endpoint for the six product and price events of test mode, and answers its id and secret.</summary>
    public (string Id, string Secret) RegisterWebhook(Uri url, string? secret = null)
    {
        var created = RegisterWebhook(
            JsonSerializer.SerializeToElement(
                new
                {
                    url,
                    secret = secret ?? _ids.Next("whsec_", 32),
                    events = CatalogueEvents,
                    api_version = _options.DefaultApiVersion,
                }
            )
        );
        return (created.GetProperty("id").GetString()!, created.GetProperty("secret").GetString()!);
    }

    public string ErrorBody(int status) => PlatformErrors.Body(status);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        await Deliveries.DisposeAsync();
    }

    private static readonly string[] CatalogueEvents =
    [
        "product.created",
        "product.updated",
        "product.deleted",
        "price.created",
        "price.updated",
        "price.deleted",
    ];

    private static JsonObject StateOf(Ledger ledger) =>
        new()
        {
            ["account"] = ledger.Account,
            ["livemode"] = ledger.Livemode,
            ["now"] = ledger.Now,
            ["products"] = Array(ledger.Products.NewestFirst.Select(p => p.Render())),
            ["prices"] = Array(ledger.Prices.NewestFirst.Select(FullPrice)),
            ["events"] = Array(ledger.Events.All.NewestFirst.Select(ledger.Events.Render)),
            ["webhook_endpoints"] = Array(ledger.Endpoints.All.NewestFirst.Select(e => e.RenderCreated())),
        };

    private static JsonObject FullPrice(StripePrice price)
    {
        var body = price.Render();
        body["currency_options"] = PriceJson.CurrencyOptions(price);
        body["tiers"] = PriceJson.Tiers(price);
        return body;
    }

    private static JsonArray Array(IEnumerable<JsonObject> items) => new([.. items]);
}
