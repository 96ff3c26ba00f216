using System.Collections.Immutable;
using SanityStripeBridge.Sandbox.SanitySandbox.Groq;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Lake;

/// <summary>Which documents a query sees: <c>raw</c>, <c>published</c>, or a stack whose first layer wins.</summary>
internal static class Perspective
{
    /// <summary>Versions of the API before this one show everything when nothing is asked.</summary>
    public static IReadOnlyList<string> Default(string apiVersion) =>
        apiVersion == "vX" || string.CompareOrdinal(apiVersion, "v2025-02-19") >= 0 ? ["published"] : ["raw"];

    public static SortedDictionary<string, object?> Of(
        ImmutableSortedDictionary<string, StoredDocument> documents,
        IReadOnlyList<string> perspective
    )
    {
        var seen = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        if (perspective is ["raw"])
            foreach (var (id, document) in documents)
                seen[id] = document.Value;
        else if (perspective is ["published"])
            foreach (var (id, document) in documents.Where(entry => DocumentId.IsPublished(entry.Key)))
                seen[id] = document.Value;
        else
            foreach (var group in documents.Values.GroupBy(document => DocumentId.Published(document.Id)))
                if (group.Where(d => Layer(d, perspective) >= 0).MinBy(d => Layer(d, perspective)) is { } top)
                    seen[group.Key] = Renamed(top, group.Key);
        return seen;
    }

    private static int Layer(StoredDocument document, IReadOnlyList<string> stack)
    {
        if (DocumentId.IsPublished(document.Id))
            return stack.Count;
        var own = DocumentId.Release(document.Id);
        for (var i = 0; i < stack.Count; i++)
            if (own is null ? stack[i] is "drafts" or "previewDrafts" : stack[i] == own)
                return i;
        return -1;
    }

    private static OrderedDictionary<string, object?> Renamed(StoredDocument document, string publishedId)
    {
        var attributes = (OrderedDictionary<string, object?>)document.Value;
        var renamed = GroqValues.Map(attributes.Select(entry => (entry.Key, entry.Value)));
        renamed["_id"] = publishedId;
        renamed["_originalId"] = document.Id;
        return renamed;
    }
}
