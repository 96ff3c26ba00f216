using System.Collections.Immutable;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <content>Documents, and which revisions of them were seen.</content>
internal sealed partial class Looker
{
    private async Task SeeDocumentsAsync(
        FamilyState state,
        IReadOnlyCollection<string> ids,
        CancellationToken cancel
    )
    {
        var unseen = ids.Where(id => !SeePrefetched(state, id)).ToList();
        var asked = clock.GetUtcNow();
        var seen = unseen.Count == 0 ? [] : await sanity.GetDocumentsAsync(unseen, allVersions: true, cancel);
        var byId = seen.ToLookup(document => document.PublishedId, StringComparer.Ordinal);
        foreach (var id in unseen)
        {
            var published = byId[id].FirstOrDefault(document => SanityIds.IsPublished(document.Id));
            if (published?.Rev is { } rev && state.Past.Contains((id, rev)))
                throw new RemoteException(
                    FailureKind.Transient,
                    $"Sanity still shows {id} as it was before its webhook",
                    retryAfter: Lag
                );
            var copies = byId[id].Where(document => !SanityIds.IsPublished(document.Id)).ToList();
            state.Look = state.Look.With(id, new(published, copies, Complete: true));
            state.Seen[id] = asked;
        }
        await RememberRevisionsAsync(state, ids, cancel);
    }

    // One that its webhook calls past is read again, like any that was read too early.
    private static bool SeePrefetched(FamilyState state, string id)
    {
        if (
            state.Prefetched.TakeDocument(id) is not { Published.Rev: { } rev } seen
            || state.Past.Contains((id, rev))
        )
            return false;
        state.Look = state.Look.With(id, seen);
        state.Seen[id] = DateTimeOffset.MinValue;
        return true;
    }

    // What was seen is known from now on: the next delivery's body is trusted only as the successor of this.
    private async Task RememberRevisionsAsync(
        FamilyState state,
        IReadOnlyCollection<string> ids,
        CancellationToken cancel
    )
    {
        var known = new List<KnownDocument>();
        foreach (var id in ids)
        {
            var published = state.Look.Documents[id].Published;
            var before = state.Memory.Documents.FirstOrDefault(document => document.SanityId == id);
            if (published is null && before is null)
                continue;
            var type =
                published is null ? before!.Type
                : published.Type == "price" ? ObjectType.Price
                : ObjectType.Product;
            known.Add(new(id, type, Family(state, published, before), published?.Rev));
        }
        known.RemoveAll(document => state.Memory.Documents.Contains(document));
        if (known.Count == 0)
            return;
        await memory.CommitAsync(new() { Documents = known }, cancel);
        state.Memory = state.Memory with
        {
            Documents =
            [
                .. state.Memory.Documents.ExceptBy(
                    known.Select(document => document.SanityId),
                    document => document.SanityId
                ),
                .. known,
            ],
        };
    }

    private static string Family(FamilyState state, SanityDocument? published, KnownDocument? before) =>
        published?.Type == "price"
            ? Core.Mapping.SanityReader.Reference(published.Body["product"]) ?? state.Family
            : before?.Family ?? state.Family;
}
