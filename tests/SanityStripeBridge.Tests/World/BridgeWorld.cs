using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Hosting;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.SanitySandbox;
using SanityStripeBridge.Sandbox.StripeSandbox;
using SanityStripeBridge.TestKit;
using SanityStripeBridge.Tests.Storage;

namespace SanityStripeBridge.Tests.World;

/// <summary>What a test sees of a host.</summary>
internal static class HostedBridges
{
    public static Bridge Bridge(this WebApplication host, string name = "default") =>
        host.Services.GetRequiredService<Bridges>().Find(name)!;
}

/// <summary>Both simulators and a bridge between them, over HTTP, on a clock that only the test moves.</summary>
internal sealed class BridgeWorld : IAsyncDisposable
{
    public const string StripeSecret = "whsec_world";
    public const string SanitySecret = "world-secret";

    /// <summary><c>WORLD_STORE=postgres</c> runs every world that does not choose for itself on PostgreSQL.</summary>
    private static readonly StoreKind Usual = Enum.Parse<StoreKind>(
        Environment.GetEnvironmentVariable("WORLD_STORE") ?? "sqlite",
        ignoreCase: true
    );

    private readonly StorePlace _place;
    private StorePlace? _other;
    private readonly Dictionary<string, string?> _settings;
    private string _urls = "http://127.0.0.1:0";

    private BridgeWorld(ManualTime clock, StripeSimulator stripe, SanitySimulator sanity, StorePlace place)
    {
        (Clock, Stripe, Sanity, _place) = (clock, stripe, sanity, place);
        _settings = new Dictionary<string, string?>
        {
            ["STRIPE_SECRET_KEY"] = "sk_test_sandbox",
            ["STRIPE_WEBHOOK_SECRET"] = StripeSecret,
            ["STRIPE_API_BASE"] = stripe.Address.ToString().TrimEnd('/'),
            ["SANITY_WEBHOOK_SECRET"] = SanitySecret,
            ["SANITY_API_BASE"] = sanity.Address.ToString().TrimEnd('/'),
            ["SANITY_PROJECT_ID"] = "demoproj",
            ["SANITY_DATASET"] = "production",
            ["SANITY_API_TOKEN"] = "sk-editor",
            ["BRIDGE_STORE"] = place.Setting,
            ["BRIDGE_DEBOUNCE_MS"] = "0",
            ["BRIDGE_BRAKE"] = "100000,10%,100000",
        };
    }

    public ManualTime Clock { get; }

    public StripeSimulator Stripe { get; }

    public SanitySimulator Sanity { get; }

    public WebApplication Host { get; private set; } = null!;

    /// <summary>The running process's settings, to be changed while it runs.</summary>
    public IConfigurationRoot Configuration { get; private set; } = null!;

    public T Get<T>()
        where T : notnull => Host.Bridge().Get<T>();

    public IMemory Memory => Get<IMemory>();

    /// <summary>Where the bridge's process can be made to die: between any two of its calls and commits.</summary>
    public Fuse Fuse { get; } = new();

    /// <summary>Hears everything the bridge says from its next start on, down to the finest level.</summary>
    public ILoggerProvider? Listener { get; set; }

    /// <summary>Starts both sides, lets <paramref name="fill"/> put something in, then makes first contact and registers the webhooks.</summary>
    public static async Task<BridgeWorld> StartAsync(
        Func<BridgeWorld, Task>? fill = null,
        int seed = 1,
        StoreKind? store = null,
        params (string Name, string? Value)[] settings
    )
    {
        var clock = new ManualTime { PassesBySelf = TimeSpan.FromSeconds(10) };
        var stripe = await StripeSimulator.StartAsync(new() { Clock = clock, Seed = seed }, default);
        var sanity = await SanitySimulator.StartAsync(new() { Clock = clock, Seed = seed }, default);
        stripe.Deliveries.Automatic = false;
        sanity.Deliveries.Automatic = false;
        var world = new BridgeWorld(clock, stripe, sanity, await StorePlace.MakeAsync(store ?? Usual));
        foreach (var (name, value) in settings)
            world._settings[name] = value;
        if (fill is not null)
            await fill(world);
        await world.BootAsync();
        world.RegisterWebhooks();
        await world.Get<FirstContact>().EnsureAsync(default);
        await world.Get<DatasetMark>().LeaveAsync(default);
        world.ClearLogs();
        return world;
    }

    /// <summary>What the bridge was told; a verb run beside it is told the same.</summary>
    public IReadOnlyDictionary<string, string?> Settings => _settings;

    /// <summary>The process ends without a word and starts again on the same store.</summary>
    public async Task RestartAsync()
    {
        await Host.DisposeAsync();
        Fuse.Mend();
        await BootAsync();
        await Get<FirstContact>().EnsureAsync(default);
        foreach (var family in await Memory.UnfinishedFamiliesAsync(default))
            await Get<IInbox>().RingAsync(family, Clock.GetUtcNow(), default);
    }

    /// <summary>Counts from the next start on.</summary>
    public void Set(string name, string? value) => _settings[name] = value;

    /// <summary>The store is gone; another process starts with a new one.</summary>
    public async Task LoseStoreAsync()
    {
        await Host.DisposeAsync();
        Set("BRIDGE_STORE", OtherStore());
        await BootAsync();
        await Get<FirstContact>().EnsureAsync(default);
    }

    /// <summary>The setting of a store that does not exist yet.</summary>
    public string OtherStore() => (_other ??= StorePlace.InFile()).Setting;

    /// <summary>The id of our webhook at Stripe, and at Sanity.</summary>
    public (string Stripe, string Sanity) Hooks { get; private set; }

    /// <summary>Nothing of what the platforms have to tell arrives.</summary>
    public void LoseDeliveries()
    {
        foreach (var queue in new[] { Stripe.Deliveries, Sanity.Deliveries })
        foreach (var delivery in queue.Pending)
            queue.Drop(delivery.Id);
    }

    public void ClearLogs()
    {
        Stripe.Requests.Clear();
        Sanity.Requests.Clear();
    }

    /// <summary>Calls since the logs were cleared: Stripe reads and writes, Sanity reads and transactions.</summary>
    public (long StripeReads, long StripeWrites, long SanityReads, long SanityWrites) Calls =>
        (Stripe.Requests.Reads, Stripe.Requests.Writes, Sanity.Requests.Reads, Sanity.Requests.Writes);

    /// <summary>Delivers everything in order and works until nothing is waiting; companions are written too.</summary>
    public async Task SettleAsync()
    {
        for (var round = 0; round < 200; round++)
        {
            var delivered = await DeliverAsync(Stripe.Deliveries) + await DeliverAsync(Sanity.Deliveries);
            var worked = await WorkAsync();
            await Get<Companions>().FlushAsync(default);
            if (delivered + worked + await Get<UnseenCopies>().FindAsync(default) == 0)
                return;
            Clock.Advance(TimeSpan.FromMilliseconds(500));
        }
        throw new InvalidOperationException("The world does not come to rest: something loops.");
    }

    /// <summary>Works what is due now; the number of families worked.</summary>
    public async Task<int> WorkAsync()
    {
        var worked = 0;
        while (await Get<FamilyWorker>().WorkOneAsync("world", default))
            worked++;
        return worked;
    }

    public Task CreateProductAsync(string id, string name, params (string Field, JsonNode? Value)[] more) =>
        Sanity.Studio.CreatePublishedAsync(id, "product", Content(("name", name), more));

    public Task CreatePriceAsync(
        string id,
        string product,
        long unitAmount,
        params (string Field, JsonNode? Value)[] more
    ) =>
        Sanity.Studio.CreatePublishedAsync(
            id,
            "price",
            Content(
                ("product", SanityPatch.WeakReference(product)),
                [("currency", "eur"), ("unitAmount", unitAmount), .. more]
            )
        );

    /// <summary>The published document; null when there is none.</summary>
    public SanityDocument? Document(string id) =>
        Sanity.Dataset.Find(id) is { } body ? new SanityDocument(body) : null;

    public bool HasDraft(string id) => Sanity.Dataset.Find("drafts." + id) is not null;

    public IReadOnlyList<SanityDocument> Documents(string type) =>
        [
            .. Sanity
                .Dataset.Documents.Where(body => (string?)body["_type"] == type)
                .Select(body => new SanityDocument(body))
                .Where(document => SanityIds.IsPublished(document.Id)),
        ];

    public JsonObject StripeState() => JsonNode.Parse(Stripe.State().GetRawText())!.AsObject();

    public IReadOnlyList<JsonObject> StripeProducts() => Stripe.Products;

    public IReadOnlyList<JsonObject> StripePrices() => Stripe.Prices;

    public JsonObject StripeProduct(string id) =>
        StripeProducts().Single(product => (string?)product["id"] == id);

    public JsonObject StripePrice(string id) => StripePrices().Single(price => (string?)price["id"] == id);

    /// <summary>What a full comparison would still write.</summary>
    public async Task<FullPlan> PlanAsync() => await Get<FullSync>().PlanAsync(new(), default);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Stripe.DisposeAsync();
        await Sanity.DisposeAsync();
        await _place.DisposeAsync();
        if (_other is not null)
            await _other.DisposeAsync();
    }

    /// <summary>One more process on the same store; it receives nothing, and works when it is told to.</summary>
    /// <param name="clock">Its own, where this world's nodes are to sleep; null for the common one.</param>
    public Task<WebApplication> AnotherNodeAsync(TimeProvider? clock = null) =>
        BuildAsync(
            "http://127.0.0.1:0",
            clock ?? Clock,
            new ConfigurationBuilder().AddInMemoryCollection(_settings).Build()
        );

    private async Task BootAsync()
    {
        Configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();
        Host = await BuildAsync(_urls, Clock, Configuration);
        await Host.StartAsync();
        _urls = Host.Urls.First();
    }

    private Task<WebApplication> BuildAsync(string urls, TimeProvider clock, IConfiguration settings)
    {
        return BridgeHost.BuildAsync(
            new()
            {
                Settings = settings,
                Clock = clock,
                Jitter = () => 0.5,
                Urls = urls,
                RunsWorkers = false,
                Services = Fuse.PutIn,
                Logging = logging =>
                {
                    if (Listener is not null)
                        logging.AddProvider(Listener).SetMinimumLevel(LogLevel.Trace);
                    if (Environment.GetEnvironmentVariable("WORLD_LOG") is not null)
                        logging.AddConsole();
                },
            },
            default
        );
    }

    private void RegisterWebhooks()
    {
        var stripe = Stripe.RegisterWebhook(new Uri(_urls + "/api/stripe/webhook"), StripeSecret);
        var sanity = Sanity.RegisterWebhook(
            System.Text.Json.JsonSerializer.SerializeToElement(
                new
                {
                    url = _urls + "/api/sanity/webhook",
                    secret = SanitySecret,
                    filter = HookText.Filter(Get<CatalogueMapping>()),
                    projection = HookText.Projection(Get<CatalogueMapping>()),
                }
            )
        );
        Hooks = (stripe.Id, sanity.GetProperty("id").GetString()!);
    }

    private static async Task<int> DeliverAsync(DeliveryQueue queue)
    {
        var pending = queue.Pending;
        foreach (var delivery in pending)
            await queue.SendAsync(delivery.Id, default);
        return pending.Count;
    }

    private static JsonObject Content(
        (string Field, JsonNode? Value) first,
        (string Field, JsonNode? Value)[] more
    )
    {
        var content = new JsonObject { [first.Field] = first.Value };
        foreach (var (field, value) in more)
            content[field] = value;
        return content;
    }
}
