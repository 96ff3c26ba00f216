using System.Text.Json.Nodes;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>A shirt in two sizes, each a variant of its document.</summary>
internal static class Shirt
{
    public static async Task<BridgeWorld> WithShirtAsync(params (string Name, string? Value)[] settings)
    {
        var world = await BridgeWorld.StartAsync(settings: settings);
        await CreateShirtAsync(world);
        await world.SettleAsync();
        world.ClearLogs();
        return world;
    }

    public static Task CreateShirtAsync(BridgeWorld world, params (string Field, JsonNode Value)[] small)
    {
        var first = new JsonObject
        {
            ["_key"] = "k1",
            ["title"] = "Small",
            ["sku"] = "SH-S",
            ["color"] = "red",
            ["unitAmount"] = 1500,
            ["currency"] = "eur",
            ["inventoryCount"] = 12,
            ["lookupKey"] = "shirt-small",
        };
        foreach (var (field, value) in small)
            first[field] = value;
        var second = new JsonObject
        {
            ["_key"] = "k2",
            ["title"] = "Large",
            ["sku"] = "SH-L",
            ["unitAmount"] = 2000,
            ["currency"] = "eur",
        };
        return world.CreateProductAsync(
            "shirt",
            "Shirt",
            ("variants", new JsonArray(first, second)),
            ("defaultVariant", "k2")
        );
    }

    public static JsonObject Variant(BridgeWorld world, string key, string document = "shirt") =>
        world.Document(document)!.Body["variants"]!
            .AsArray()
            .Select(entry => entry!.AsObject())
            .First(entry => (string?)entry["_key"] == key);

    public static string PriceOf(BridgeWorld world, string key, string document = "shirt") =>
        (string)Variant(world, key, document)["stripePriceId"]!;

    public static Task EditAsync(
        BridgeWorld world,
        string key,
        params (string Field, JsonNode Value)[] fields
    )
    {
        var variants = world.Document("shirt")!.Body["variants"]!.DeepClone().AsArray();
        var entry = variants.Select(item => item!.AsObject()).First(item => (string?)item["_key"] == key);
        foreach (var (field, value) in fields)
            entry[field] = value;
        return world.Sanity.Studio.SetAsync("shirt", "variants", variants);
    }

    public static string? Companion(BridgeWorld world) => world.Document("stripeSync-shirt")?.Text("message");
}
