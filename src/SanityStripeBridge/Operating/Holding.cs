using System.Text.Json.Nodes;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Operating;

/// <summary>A product that waits for a person's word.</summary>
internal sealed record HeldFamily(string Family, DateTimeOffset Since, int Deliveries, string? Reason)
{
    public JsonObject ToJson() =>
        new()
        {
            ["family"] = Family,
            ["since"] = Words.Of(Since),
            ["deliveries"] = Deliveries,
            ["reason"] = Reason,
        };
}

/// <summary>What the brake or the adoption gate holds.</summary>
internal static class Holding
{
    private const int Most = 1000;

    public static async Task<IReadOnlyList<HeldFamily>> ListAsync(
        OperatedBridge bridge,
        CancellationToken cancel
    ) =>
        [
            .. (await bridge.Get<IInbox>().ListAsync(DeliveryState.Held, null, Most, cancel))
                .GroupBy(delivery => delivery.Family)
                .Select(family => new HeldFamily(
                    family.Key,
                    family.Min(delivery => delivery.ReceivedAt),
                    family.Count(),
                    family.First().Reason
                )),
        ];

    /// <summary>Lets products be worked again; the families, and the number of deliveries that wait no longer.</summary>
    /// <param name="bridge">Whose.</param>
    /// <param name="ids">Any ids of the products; none: all that are held.</param>
    /// <param name="by">Who does it, for the history; null at the command line.</param>
    /// <param name="cancel">Stops before the next.</param>
    public static async Task<(IReadOnlyList<string> Families, int Deliveries)> ReleaseAsync(
        OperatedBridge bridge,
        IReadOnlyList<string> ids,
        string? by,
        CancellationToken cancel
    )
    {
        var families = new List<string>();
        foreach (var id in ids)
            families.Add(await Resolve.FamilyAsync(bridge, id, cancel));
        if (ids.Count == 0)
            families.AddRange((await ListAsync(bridge, cancel)).Select(held => held.Family));
        foreach (var family in families)
            await bridge.Get<Standing>().ReleaseAsync(family, by, cancel);
        var now = bridge.Get<TimeProvider>().GetUtcNow();
        var released = await bridge.Get<IInbox>().ReleaseAsync(ids.Count == 0 ? null : families, now, cancel);
        return (families, released);
    }
}
