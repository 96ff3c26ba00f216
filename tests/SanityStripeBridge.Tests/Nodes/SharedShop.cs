using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using SanityStripeBridge.Cli.Demo;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Sandbox.SanitySandbox;
using SanityStripeBridge.Sandbox.StripeSandbox;
using SanityStripeBridge.Storage;
using SanityStripeBridge.Tests.Storage;

namespace SanityStripeBridge.Tests.Nodes;

/// <summary>Both platforms in this process, and bridges as processes of their own on one PostgreSQL.</summary>
internal sealed class SharedShop : IAsyncDisposable
{
    private readonly DemoPlace[] _places = [new(), new()];
    private readonly StorePlace _store;

    private SharedShop(StripeSimulator stripe, SanitySimulator sanity, StorePlace store) =>
        (Stripe, Sanity, _store) = (stripe, sanity, store);

    public StripeSimulator Stripe { get; }

    public SanitySimulator Sanity { get; }

    public Watch Watch { get; } = new(TimeProvider.System);

    public static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"product-{i:00}");

    /// <summary>Both sides empty, and the webhooks registered.</summary>
    public static async Task<SharedShop> OpenAsync()
    {
        var shop = new SharedShop(
            await StripeSimulator.StartAsync(new(), default),
            await SanitySimulator.StartAsync(
                new() { ProjectId = DemoPlace.Project, Datasets = [DemoPlace.Dataset] },
                default
            ),
            await StorePlace.MakeAsync(StoreKind.Postgres)
        );
        foreach (var place in shop._places)
            shop.Announce(place);
        return shop;
    }

    /// <summary>Starts <c>serve</c>; both nodes are told of every change, as behind no load balancer at all.</summary>
    public Task<ChildBridge> StartNodeAsync(int i)
    {
        var settings = new Dictionary<string, string>(_places[i].Settings(Stripe.Address, Sanity.Address))
        {
            ["BRIDGE_STORE"] = _store.Setting,
        };
        return ChildBridge.StartAsync(settings, _places[i].Bridge, Watch, default);
    }

    public IReadOnlyList<JsonObject> StripeProducts => State("products");

    public IReadOnlyList<JsonObject> StripePrices => State("prices");

    public int Linked => Documents("product").Count(document => document["stripeProductId"] is not null);

    /// <summary>What a person with two windows would see differ.</summary>
    public IReadOnlyList<string> Differences()
    {
        var products = StripeProducts.ToDictionary(product => (string)product["id"]!);
        return
        [
            .. from document in Documents("product")
            from field in new[] { "name", "description" }
            let product = products.GetValueOrDefault((string?)document["stripeProductId"] ?? "")
            where (string?)document[field] != (string?)product?[field]
            select $"{document["_id"]}: {field}",
        ];
    }

    /// <summary>Waits until both sides are equal; when they never are, says what is left and what the store holds of it.</summary>
    public async Task AgreeAsync()
    {
        try
        {
            await Watch.UntilAsync("both sides agree", () => Differences().Count == 0, default);
        }
        catch (DidNotHoldException vain)
        {
            using var store = new SqlStore(StoreOptions.Parse(_store.Setting), "default");
            await using var inbox = new SqlInbox(store);
            var deliveries = (await inbox.ListAsync(null, null, 10_000, default)).Reverse();
            var history = (await HistoryAsync()).Reverse();
            var families = await store.ReadAsync(
                connection =>
                    connection.QueryAsync(
                        "select * from family where due_at is not null or owner is not null"
                    ),
                default
            );
            var nodes = await store.ReadAsync(
                connection => connection.QueryAsync("select * from node"),
                default
            );
            throw new DidNotHoldException(
                string.Join(
                    '\n',
                    [
                        vain.Message,
                        .. Differences(),
                        .. deliveries.Select(one =>
                            $"{one.Id} {one.ReceivedAt:O} {one.Side} {one.Subject} {one.Operation} {one.State} {one.Outcome} {one.Reason}"
                        ),
                        .. history.Select(one =>
                            $"{one.At:O} {one.SanityId} {one.Action} {one.Side} {one.Because} {one.Key} {string.Join("; ", one.Fields)}"
                        ),
                        .. families,
                        .. nodes,
                    ]
                )
            );
        }
    }

    public async Task<IReadOnlyList<HistoryEntry>> HistoryAsync()
    {
        using var store = new SqlStore(StoreOptions.Parse(_store.Setting), "default");
        return await new SqlMemory(store).HistoryAsync(null, 10_000, default);
    }

    /// <summary>Products with a price each, published in Sanity.</summary>
    public async Task PublishAsync(int products)
    {
        for (var i = 0; i < products; i++)
            await CreateAsync(Id(i));
    }

    public async ValueTask DisposeAsync()
    {
        await Stripe.DisposeAsync();
        await Sanity.DisposeAsync();
        await _store.DisposeAsync();
        foreach (var place in _places)
            place.Dispose();
    }

    private async Task CreateAsync(string id)
    {
        await Sanity.Studio.CreatePublishedAsync(
            id,
            "product",
            new JsonObject { ["name"] = id, ["defaultPrice"] = SanityPatch.WeakReference(id + "-once") }
        );
        await Sanity.Studio.CreatePublishedAsync(
            id + "-once",
            "price",
            new JsonObject
            {
                ["product"] = SanityPatch.WeakReference(id),
                ["currency"] = "eur",
                ["unitAmount"] = 1900,
            }
        );
    }

    private void Announce(DemoPlace place)
    {
        Stripe.RegisterWebhook(new Uri(place.Bridge, "/api/stripe/webhook"), place.StripeSecret);
        Sanity.RegisterWebhook(
            JsonSerializer.SerializeToElement(
                new
                {
                    url = new Uri(place.Bridge, "/api/sanity/webhook"),
                    secret = place.SanitySecret,
                    filter = HookText.Filter(CatalogueMapping.Shipped),
                    projection = HookText.Projection(CatalogueMapping.Shipped),
                }
            )
        );
    }

    private IEnumerable<JsonObject> Documents(string type) =>
        Sanity.Dataset.Documents.Where(document =>
            (string?)document["_type"] == type
            && !((string)document["_id"]!).Contains('.', StringComparison.Ordinal)
        );

    private List<JsonObject> State(string kind) =>
        [.. JsonNode.Parse(Stripe.State().GetRawText())![kind]!.AsArray().Select(item => item!.AsObject())];
}
