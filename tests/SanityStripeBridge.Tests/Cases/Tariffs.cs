using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Documents of types that a mapping file names.</summary>
internal static class Tariffs
{
    public static readonly string Examples = Path.Combine(
        AppContext.BaseDirectory,
        "../../../../..",
        "docs/examples/mapping"
    );

    // The shipped fields under another type's name, so that all of them are seen through the mapping.
    public static async Task<BridgeWorld> WithTariffAsync(string price)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".json");
        var fields = price.Length > 0 ? price : "\"shipped\":true,\"fields\":{\"tiers\":\"steps\"}";
        await File.WriteAllTextAsync(
            file,
            $$"""{"version":1,"products":[{"type":"drink","shipped":true}],"prices":[{"type":"tariff",{{fields}}}]}"""
        );
        var world = await BridgeWorld.StartAsync(settings: ("BRIDGE_MAPPING", file));
        await world.Sanity.Studio.CreatePublishedAsync("tea", "drink", Json("""{"name":"Tea"}"""));
        await world.Sanity.Studio.CreatePublishedAsync(
            "tea-price",
            "tariff",
            new()
            {
                ["product"] = SanityPatch.WeakReference("tea"),
                ["currency"] = "eur",
                ["unitAmount"] = 1900,
            }
        );
        await world.SettleAsync();
        world.ClearLogs();
        File.Delete(file);
        return world;
    }

    public static Task<BridgeWorld> StartAsync(string example) =>
        BridgeWorld.StartAsync(settings: ("BRIDGE_MAPPING", Path.Combine(Examples, example + ".json")));

    public static async Task<BridgeWorld> WithPlanAsync()
    {
        var world = await StartAsync("plan");
        await CreatePlanAsync(world);
        await world.SettleAsync();
        world.ClearLogs();
        return world;
    }

    public static Task CreatePlanAsync(BridgeWorld world, Action<JsonObject>? change = null)
    {
        var plan = Json(
            """
            {"title":{"en":"Pro","de":"Profi"},"slug":{"current":"pro"},"onSale":true,"erpCode":"E-7",
             "body":[{"_type":"block","children":[{"text":"For "},{"text":"teams."}]},{"_type":"image"},
                     {"_type":"block","children":[{"text":"And more."}]}],
             "pricing":{"currency":"eur","monthly":19.99,"yearly":"199.00"}}
            """
        );
        change?.Invoke(plan);
        return world.Sanity.Studio.CreatePublishedAsync("pro", "plan", plan);
    }

    public static async Task CreateAddOnAsync(BridgeWorld world)
    {
        await world.Sanity.Studio.CreatePublishedAsync("storage", "addOn", Json("""{"label":"Storage"}"""));
        await world.Sanity.Studio.CreatePublishedAsync(
            "storage-price",
            "addOnPrice",
            new()
            {
                ["addOn"] = SanityPatch.WeakReference("storage"),
                ["amountInCents"] = 500,
                ["label"] = "10 GB",
                ["sku"] = "storage-10",
            }
        );
    }

    // A person saves whole attributes.
    public static async Task EditAsync(BridgeWorld world, string id, Action<JsonObject> edit)
    {
        var before = world.Document(id)!.Body;
        var after = before.DeepClone().AsObject();
        edit(after);
        foreach (var (name, value) in after)
            if (!JsonNode.DeepEquals(before[name], value))
                await world.Sanity.Studio.SetAsync(id, name, value?.DeepClone());
    }

    public static string Text(BridgeWorld world, string id, string path) =>
        DocumentPath.Find(world.Document(id)!.Body, path)!.ToString();

    public static JsonObject Price(BridgeWorld world, string id, string path) =>
        world.StripePrice(Text(world, id, path));

    public static JsonObject Seat(BridgeWorld world, string key) =>
        DocumentPath.Find(world.Document("admin")!.Body, DocumentPath.Entry("seats", key))!.AsObject();

    public static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
