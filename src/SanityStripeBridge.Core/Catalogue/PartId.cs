namespace SanityStripeBridge.Core.Catalogue;

/// <summary>
/// The name of a price that lives inside its product's document: <c>&lt;document id&gt;#&lt;key&gt;</c>. It stands wherever the id
/// of a price document stands; no document id contains a <c>#</c>.
/// </summary>
public static class PartId
{
    private const char Mark = '#';

    /// <summary>The name of the part with a key.</summary>
    public static string Of(string documentId, string key) => documentId + Mark + key;

    /// <summary>The document that is read and written for an id: the part's host, or the document itself.</summary>
    public static string DocumentOf(string id) =>
        id.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at ? id[..at] : id;

    /// <summary>The part's key; null for the id of a document.</summary>
    public static string? KeyOf(string id) =>
        id.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at ? id[(at + 1)..] : null;
}
