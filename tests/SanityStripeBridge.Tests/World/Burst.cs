using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Tests.World;

/// <summary>Many products in agreement, for bursts over them.</summary>
internal static class Burst
{
    public static IEnumerable<string> Names(int count) => Enumerable.Range(0, count).Select(i => $"p-{i}");

    /// <summary>Products <c>p-0</c>, <c>p-1</c>, … each with its default price, mirrored; the logs are empty.</summary>
    public static async Task<BridgeWorld> WithCatalogueAsync(int count)
    {
        var world = await BridgeWorld.StartAsync(async empty =>
        {
            foreach (var id in Names(count))
            {
                await empty.CreateProductAsync(
                    id,
                    id,
                    ("defaultPrice", SanityPatch.WeakReference(id + "-once"))
                );
                await empty.CreatePriceAsync(id + "-once", id, 1999);
            }
        });
        await world.Get<FullSync>().ApplyAsync(await world.PlanAsync(), new(), "first", _ => { }, default);
        await world.SettleAsync();
        world.ClearLogs();
        return world;
    }

    public static async Task RenameAllAsync(this BridgeWorld world, int count)
    {
        foreach (var id in Names(count))
            await world.Sanity.Studio.SetAsync(id, "name", "New " + id);
    }
}
