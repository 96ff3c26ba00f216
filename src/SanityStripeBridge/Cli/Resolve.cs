using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Cli;

/// <summary>Finds the family that an id stands for, out of what is remembered; no platform is asked.</summary>
internal static class Resolve
{
    /// <exception cref="CliException"><c>not_found</c>.</exception>
    public static async Task<string> FamilyAsync(Session session, string id, CancellationToken cancel)
    {
        var memory = session.Get<IMemory>();
        var published = SanityIds.Published(id);
        var link =
            await memory.FindLinkAsync(Side.Sanity, published, cancel)
            ?? await memory.FindLinkAsync(Side.Stripe, id, cancel);
        return link?.Family
            ?? (await memory.FindRetirementAsync(id, cancel))?.Family
            ?? (await memory.FindDocumentAsync(published, cancel))?.Family
            ?? await FamilyOfDeliveryAsync(session, published, cancel)
            ?? (await memory.HistoryAsync(published, 1, cancel) is [var told, ..] ? told.Family : null)
            ?? throw CliException.Unknown(id);
    }

    private static async Task<string?> FamilyOfDeliveryAsync(
        Session session,
        string subject,
        CancellationToken cancel
    ) =>
        await session.Get<IInbox>().OfSubjectsAsync([subject], cancel) is [.., var newest]
            ? newest.Family
            : null;
}
