using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Groq;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Lake;

/// <summary>One revision of a document; never changed, replaced by the next revision.</summary>
internal sealed class StoredDocument
{
    public StoredDocument(JsonObject json)
    {
        Json = json;
        Id = json["_id"]!.GetValue<string>();
        Rev = json["_rev"]!.GetValue<string>();
        // Done at once: it also unfolds the JSON tree, which is lazy and may not be unfolded by two readers at a time.
        Value = GroqValues.From(json)!;
        StrongReferences = [.. References(json).Distinct(StringComparer.Ordinal)];
    }

    public string Id { get; }

    public string Rev { get; }

    public JsonObject Json { get; }

    public object Value { get; }

    public IReadOnlyList<string> StrongReferences { get; }

    private static IEnumerable<string> References(JsonNode? node) =>
        node switch
        {
            JsonArray array => array.SelectMany(References),
            JsonObject map => IsStrong(map)
                ? [map["_ref"]!.GetValue<string>()]
                : map.SelectMany(entry => References(entry.Value)),
            _ => [],
        };

    private static bool IsStrong(JsonObject map) =>
        map["_ref"] is JsonValue target
        && target.TryGetValue<string>(out _)
        && !(map["_weak"] is JsonValue weak && weak.TryGetValue<bool>(out var flag) && flag)
        // A reference into another dataset is not the lake's to check.
        && !map.ContainsKey("_dataset");
}
