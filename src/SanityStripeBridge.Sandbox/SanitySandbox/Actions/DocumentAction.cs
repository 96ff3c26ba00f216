using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Actions;

/// <summary>One action of a request, its parts read by name.</summary>
internal sealed record DocumentAction(int Index, JsonObject Body)
{
    /// <summary>For example <c>document.publish</c>.</summary>
    public string Type =>
        Text("actionType") is { } type && type.StartsWith("sanity.action.", StringComparison.Ordinal)
            ? type["sanity.action.".Length..]
            : throw ActionErrors.Invalid(Index, "\"actionType\" is required");

    public string DraftId => Required("draftId");

    public string PublishedId => Required("publishedId");

    public string VersionId => Required("versionId");

    public string? Text(string name) =>
        Body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public IReadOnlyList<string> Texts(string name) =>
        [.. (Body[name] as JsonArray ?? []).OfType<JsonValue>().Select(item => item.GetValue<string>())];

    public JsonObject Part(string name) =>
        Body[name] as JsonObject ?? throw ActionErrors.Invalid(Index, $"\"{name}\" is required");

    private string Required(string name) =>
        Text(name) ?? throw ActionErrors.Invalid(Index, $"\"{name}\" is required");
}
