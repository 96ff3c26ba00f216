using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Groq;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Hooks;

/// <summary>A registered webhook with its filter and projection ready to run.</summary>
internal sealed class Hook
{
    private readonly HashSet<string> _on;
    private readonly GroqQuery? _filter;
    private readonly GroqQuery? _projection;

    /// <exception cref="LakeException">The filter or projection does not parse.</exception>
    public Hook(JsonObject json)
    {
        Json = json;
        Id = json["id"]!.GetValue<string>();
        Dataset = json["dataset"]!.GetValue<string>();
        Url = new Uri(json["url"]!.GetValue<string>());
        Secret = json["secret"]?.GetValue<string>();
        Disabled = Flag("isDisabledByUser");
        var rule = json["rule"]!.AsObject();
        var on = rule["on"]?.AsArray().Select(item => item!.GetValue<string>()).ToList() ?? [];
        _on = on.Count > 0 ? [.. on] : ["create", "update", "delete"];
        _filter = HookRules.Parse(rule, "filter");
        _projection = HookRules.Parse(rule, "projection");
    }

    public JsonObject Json { get; }

    public string Id { get; }

    public string Dataset { get; }

    public Uri Url { get; }

    public string? Secret { get; }

    public bool Disabled { get; }

    public IEnumerable<(string Name, string Value)> Headers =>
        (Json["headers"] as JsonObject ?? []).Select(entry => (entry.Key, entry.Value?.ToString() ?? ""));

    public bool Watches(string dataset) => !Disabled && (Dataset == "*" || Dataset == dataset);

    /// <summary>The body to deliver for a change, or null if the hook keeps silent about it.</summary>
    public JsonNode? Payload(DocumentChange change, Transaction transaction, string projectId, string dataset)
    {
        if (!_on.Contains(change.Operation) || !Heeds(change.Id))
            return null;
        JsonNode? Evaluate(GroqQuery query) =>
            query.EvaluateDelta(
                change.Before,
                change.After,
                transaction.At,
                transaction.Author,
                projectId,
                dataset
            );
        if (_filter is not null && !IsTrue(Evaluate(_filter)))
            return null;
        return _projection is null ? (change.After ?? change.Before)?.DeepClone() : Evaluate(_projection);
    }

    private static bool IsTrue(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    private bool Heeds(string id) =>
        DocumentId.IsPublished(id)
        || Flag("includeAllVersions")
        || (DocumentId.IsDraft(id) && Flag("includeDrafts"));

    private bool Flag(string name) => IsTrue(Json[name]);
}
