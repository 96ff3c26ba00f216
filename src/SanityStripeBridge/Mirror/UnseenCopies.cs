using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// Looks for drafts and versions that were opened between a shared look and the write which followed it: one read for all
/// documents that were written so. A family whose document has copies is worked once more, and judges them.
/// </summary>
internal sealed class UnseenCopies(ISanitySide sanity, IMemory memory, Standing standing, TimeProvider clock)
{
    /// <summary>Longer than a call with its retries: after it another node looks.</summary>
    private static readonly TimeSpan LookingTime = TimeSpan.FromMinutes(2);

    /// <summary>Looks for those that are due; how many that were.</summary>
    public async Task<int> FindAsync(CancellationToken cancel)
    {
        if (await standing.IsPausedAsync(cancel))
            return 0;
        var now = clock.GetUtcNow();
        var due = await memory.TakeUnseenAsync(now, now + LookingTime, cancel);
        if (due.Count == 0)
            return 0;
        var seen = await sanity.GetDocumentsAsync(
            [.. due.Select(unseen => PartId.DocumentOf(unseen.SanityId)).Distinct(StringComparer.Ordinal)],
            allVersions: true,
            cancel
        );
        var copied = seen.Where(document => !SanityIds.IsPublished(document.Id))
            .Select(document => document.PublishedId)
            .ToHashSet(StringComparer.Ordinal);
        var open = due.ToLookup(unseen => copied.Contains(PartId.DocumentOf(unseen.SanityId)));
        await memory.CommitAsync(
            new()
            {
                ForgetStaleCopies = [.. open[false]],
                Rings =
                [
                    .. open[true].Select(unseen => unseen.Family).Distinct().Select(family => (family, now)),
                ],
            },
            cancel
        );
        return due.Count;
    }
}
