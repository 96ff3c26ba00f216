using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Lake;

/// <summary>Strong references must lead somewhere once the whole transaction is done; weak ones need not.</summary>
internal static class ReferenceRules
{
    public static void Check(
        ImmutableSortedDictionary<string, StoredDocument> before,
        ImmutableSortedDictionary<string, StoredDocument> after,
        IReadOnlyList<(string Id, JsonObject? After, int Index)> touched
    )
    {
        foreach (var (id, _, index) in touched)
            if (after.TryGetValue(id, out var document))
                CheckTargets(document, after, index);
            else if (before.ContainsKey(id))
                CheckReferrers(id, after, index);
    }

    private static void CheckTargets(
        StoredDocument document,
        ImmutableSortedDictionary<string, StoredDocument> after,
        int index
    )
    {
        if (document.StrongReferences.FirstOrDefault(target => !after.ContainsKey(target)) is not { } missing)
            return;
        throw LakeErrors.ReferenceMissing(index, document.Id, missing);
    }

    private static void CheckReferrers(
        string id,
        ImmutableSortedDictionary<string, StoredDocument> after,
        int index
    )
    {
        List<string> referrers =
        [
            .. after.Values.Where(other => other.StrongReferences.Contains(id)).Select(other => other.Id),
        ];
        if (referrers.Count > 0)
            throw LakeErrors.Referenced(index, id, referrers);
    }
}
