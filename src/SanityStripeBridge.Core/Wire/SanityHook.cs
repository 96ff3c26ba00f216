using System.Text.Json.Nodes;

namespace SanityStripeBridge.Core.Wire;

/// <summary>A webhook of Sanity's management API, as it answers it.</summary>
public sealed class SanityHook(JsonObject body)
{
    /// <summary>Its id.</summary>
    public string Id => Text(body, "id") ?? "";

    /// <summary>Free for the maker.</summary>
    public string Name => Text(body, "name") ?? "";

    /// <summary>Where it delivers to.</summary>
    public string Url => Text(body, "url") ?? "";

    /// <summary>A dataset's name, or <c>*</c> for all.</summary>
    public string Dataset => Text(body, "dataset") ?? "";

    /// <summary>By which filter and projection are read.</summary>
    public string ApiVersion => Text(body, "apiVersion") ?? "";

    /// <summary>Of the request.</summary>
    public string Method => Text(body, "httpMethod") ?? "POST";

    /// <summary>ISO 8601, UTC.</summary>
    public string CreatedAt => Text(body, "createdAt") ?? "";

    /// <summary>Hooks of documents are ours; the project may have others.</summary>
    public bool IsDocumentHook => Text(body, "type") is null or "document";

    /// <summary>Switched off neither by a person nor by Sanity.</summary>
    public bool IsEnabled => !Flag("isDisabled") && !Flag("isDisabledByUser");

    /// <summary>Whether it also tells of drafts.</summary>
    public bool IncludesDrafts => Flag("includeDrafts");

    /// <summary>Whether it also tells of versions in releases.</summary>
    public bool IncludesVersions => Flag("includeAllVersions");

    /// <summary>Whether the answer says if there is a secret: not documented, hence not relied upon.</summary>
    public bool ShowsSecret => body.ContainsKey("secret");

    /// <summary>Null when there is none, or it is not shown.</summary>
    public string? Secret => Text(body, "secret");

    /// <summary>Empty when the hook has none: everything.</summary>
    public string Filter => Text(Rule, "filter") ?? "";

    /// <summary>Empty when the hook has none: the whole document.</summary>
    public string Projection => Text(Rule, "projection") ?? "";

    /// <summary><c>create</c>, <c>update</c>, <c>delete</c>.</summary>
    public IReadOnlyList<string> On =>
        [.. (Rule["on"] as JsonArray ?? []).OfType<JsonValue>().Select(value => value.ToString())];

    /// <summary>Whether it tells of a dataset.</summary>
    public bool Covers(string dataset) => Dataset == dataset || Dataset == "*";

    private JsonObject Rule => body["rule"] as JsonObject ?? [];

    private bool Flag(string name) =>
        body[name] is JsonValue value && value.TryGetValue(out bool flag) && flag;

    private static string? Text(JsonObject holder, string name) =>
        holder[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
