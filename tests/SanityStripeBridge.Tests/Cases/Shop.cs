using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.Storage;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>What the cases share: a shop with one product in agreement, and the acts that a case is made of.</summary>
internal static class Shop
{
    public const string Mug = "sanity_mug";

    /// <summary>A published product with its default price of 19.99 eur, mirrored, nothing on its way; the logs are empty.</summary>
    public static Task<BridgeWorld> WithMugAsync(params (string Name, string? Value)[] settings) =>
        WithMugAsync(null, settings);

    public static async Task<BridgeWorld> WithMugAsync(
        StoreKind? store,
        params (string Name, string? Value)[] settings
    )
    {
        var world = await BridgeWorld.StartAsync(store: store, settings: settings);
        await world.CreateMugAsync();
        await world.SettleAsync();
        world.ClearLogs();
        return world;
    }

    public static async Task CreateMugAsync(
        this BridgeWorld world,
        params (string Field, JsonNode? Value)[] price
    )
    {
        await world.CreateProductAsync("mug", "Mug", ("defaultPrice", SanityPatch.WeakReference("mug-once")));
        await world.CreatePriceAsync("mug-once", "mug", 1999, price);
    }

    /// <summary>Nothing is on its way, nothing costs a call any more, and a full comparison finds nothing to write.</summary>
    public static async Task ShouldAgreeAsync(this BridgeWorld world)
    {
        await world.SettleAsync();
        world.ClearLogs();
        await world.SettleAsync();
        world.Calls.Should().Be((0, 0, 0, 0), "everything that came back was an echo");
        (await world.PlanAsync()).Changes.Should().BeEmpty();
    }

    /// <summary>Delivers what Sanity has to tell, and works; Stripe's events stay on their way.</summary>
    public static async Task DeliverSanityAsync(this BridgeWorld world)
    {
        await SendAllAsync(world.Sanity.Deliveries);
        await world.WorkAsync();
    }

    /// <summary>Delivers what Stripe has to tell, and works; Sanity's deliveries stay on their way.</summary>
    public static async Task DeliverStripeAsync(this BridgeWorld world)
    {
        await SendAllAsync(world.Stripe.Deliveries);
        await world.WorkAsync();
    }

    /// <summary>Delivers in the opposite order, without working in between.</summary>
    public static async Task SendReversedAsync(this DeliveryQueue queue)
    {
        foreach (var delivery in queue.Pending.Reverse())
            await queue.SendAsync(delivery.Id, default);
    }

    public static async Task SendAllAsync(this DeliveryQueue queue)
    {
        foreach (var delivery in queue.Pending)
            await queue.SendAsync(delivery.Id, default);
    }

    /// <summary>
    /// The process dies at the moment of a request: before it has an effect, or after it and before the answer is read. Then
    /// another process starts, once the lease of the dead one has passed.
    /// </summary>
    public static async Task CrashAsync(this BridgeWorld world, FaultPlan faults, Fault moment)
    {
        using var death = new CancellationTokenSource();
        faults.Add(moment with { Act = _ => death.CancelAsync() });
        var work = async () => await world.Get<FamilyWorker>().WorkOneAsync("doomed", death.Token);
        await work.Should().ThrowAsync<OperationCanceledException>();
        await world.RestartAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(6));
    }

    public static Fault AfterWrite(string path) =>
        new()
        {
            Kind = FaultKind.ActAfter,
            Method = "POST",
            PathPrefix = path,
        };

    public static Fault BeforeWrite(string path, Func<Task> act) =>
        new()
        {
            Kind = FaultKind.ActBefore,
            Method = "POST",
            PathPrefix = path,
            Act = _ => act(),
        };

    /// <summary>Another program that uses the same key edits the mug under an idempotency key of its choice.</summary>
    public static async Task WriteAsSomebodyAsync(this BridgeWorld world, string key, string form)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(world.Stripe.Address, "/v1/products/" + Mug)
        );
        request.Content = new StringContent(form, null, "application/x-www-form-urlencoded");
        request.Headers.Authorization = new("Bearer", "sk_test_sandbox");
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    public static string NameInStripe(this BridgeWorld world) => (string)world.StripeProduct(Mug)["name"]!;

    public static string PriceId(this BridgeWorld world, string document = "mug-once") =>
        world.Document(document)!.Text("stripePriceId")!;

    public static long? Amount(this BridgeWorld world, string document = "mug-once") =>
        world.Document(document)!.Body["unitAmount"]?.ToJsonString() is { } text
            ? long.Parse(text, CultureInfo.InvariantCulture)
            : null;

    public static IReadOnlyList<string> ActivePrices(this BridgeWorld world) =>
        [
            .. world
                .StripePrices()
                .Where(price => (bool)price["active"]!)
                .Select(price => (string)price["id"]!),
        ];

    public static async Task<Conflict> OnlyConflictAsync(this BridgeWorld world) =>
        (await world.Memory.ConflictsAsync(openOnly: false, default)).Should().ContainSingle().Subject;

    public static Task<IReadOnlyList<Inbox.Delivery>> InboxAsync(
        this BridgeWorld world,
        Inbox.DeliveryState? state = null
    ) => world.Get<IInbox>().ListAsync(state, null, 1000, default);

    public static FieldValue Text(string text) => FieldValue.Text(text);
}
