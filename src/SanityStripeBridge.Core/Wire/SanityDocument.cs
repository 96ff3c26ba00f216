using System.Text.Json.Nodes;

namespace SanityStripeBridge.Core.Wire;

/// <summary>A document as the Content Lake holds it. Its fields are the dataset's business, so it stays JSON.</summary>
/// <param name="Body">The whole document, or the projection that a webhook sent.</param>
public record SanityDocument(JsonObject Body)
{
    /// <summary>The id as stored, with <c>drafts.</c> or <c>versions.x.</c> when it is no published one.</summary>
    public string Id => Text("_id") ?? "";

    /// <summary>Document type.</summary>
    public string Type => Text("_type") ?? "";

    /// <summary>Revision: the id of the transaction that wrote it last; null when a projection left it out.</summary>
    public string? Rev => Text("_rev");

    /// <summary>The published id this document stands for.</summary>
    public string PublishedId => SanityIds.Published(Id);

    /// <summary>A string attribute; null when absent or no string.</summary>
    public string? Text(string name) =>
        Body[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}

/// <summary>The prefixes by which the Content Lake tells published documents, drafts and release versions apart.</summary>
public static class SanityIds
{
    /// <summary>Strips <c>drafts.</c> and <c>versions.&lt;release&gt;.</c>.</summary>
    public static string Published(string id)
    {
        if (id.StartsWith("drafts.", StringComparison.Ordinal))
            return id["drafts.".Length..];
        if (!id.StartsWith("versions.", StringComparison.Ordinal))
            return id;
        var release = id.IndexOf('.', "versions.".Length);
        return release < 0 ? id : id[(release + 1)..];
    }

    /// <summary>Whether the id is a published one.</summary>
    public static bool IsPublished(string id) =>
        !id.StartsWith("drafts.", StringComparison.Ordinal)
        && !id.StartsWith("versions.", StringComparison.Ordinal);
}
