using System.Text.Json.Nodes;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>Portable Text as plain text.</summary>
public static class PortableText
{
    /// <summary>The text of every block, one empty line between two; images and the like are left out. Text is itself; null when there is nothing to read.</summary>
    public static string? Plain(JsonNode node)
    {
        if (node is JsonValue value)
            return value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
        var blocks = (node as JsonArray ?? [])
            .OfType<JsonObject>()
            .Select(block => block["children"])
            .OfType<JsonArray>()
            .Select(spans =>
                string.Concat(
                    spans.OfType<JsonObject>().Select(span => (span["text"] as JsonValue)?.ToString())
                )
            )
            .Where(text => text.Length > 0);
        var plain = string.Join("\n\n", blocks);
        return plain.Length == 0 ? null : plain;
    }
}
