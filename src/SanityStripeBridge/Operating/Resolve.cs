using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating;

/// <summary>Finds the family that an id stands for, out of what is remembered; no platform is asked.</summary>
internal static class Resolve
{
    /// <exception cref="RefusedException"><c>not_found</c>.</exception>
    public static async Task<string> FamilyAsync(OperatedBridge bridge, string id, CancellationToken cancel)
    {
        var memory = bridge.Get<IMemory>();
        var published = SanityIds.Published(id);
        var link =
            await memory.FindLinkAsync(Side.Sanity, published, cancel)
            ?? await memory.FindLinkAsync(Side.Stripe, id, cancel);
        return link?.Family
            ?? (await memory.FindRetirementAsync(id, cancel))?.Family
            ?? (await memory.FindDocumentAsync(published, cancel))?.Family
            ?? await FamilyOfDeliveryAsync(bridge, published, cancel)
            ?? (await memory.HistoryAsync(published, 1, cancel) is [var told, ..] ? told.Family : null)
            ?? throw RefusedException.UnknownObject(id);
    }

    private static async Task<string?> FamilyOfDeliveryAsync(
        OperatedBridge bridge,
        string subject,
        CancellationToken cancel
    ) =>
        await bridge.Get<IInbox>().OfSubjectsAsync([subject], cancel) is [.., var newest]
            ? newest.Family
            : null;
}
