using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Events;

/// <summary><c>previous_attributes</c>: changed keys with their old values, arrays whole, metadata key by key.</summary>
internal static class Previous
{
    /// <returns>Null when nothing differs.</returns>
    public static JsonObject? Attributes(JsonObject before, JsonObject after)
    {
        var previous = new JsonObject();
        foreach (var (name, old) in before)
        {
            if (JsonNode.DeepEquals(old, after[name]))
                continue;
            previous[name] =
                name == "metadata"
                    ? MetadataDiff(old!.AsObject(), after[name]!.AsObject())
                    : old?.DeepClone();
        }
        return previous.Count == 0 ? null : previous;
    }

    private static JsonObject MetadataDiff(JsonObject before, JsonObject after)
    {
        var keys = before.Select(p => p.Key).Union(after.Select(p => p.Key)).Order(StringComparer.Ordinal);
        var diff = new JsonObject();
        foreach (var key in keys.Where(key => !JsonNode.DeepEquals(before[key], after[key])))
            diff[key] = before[key]?.DeepClone();
        return diff;
    }
}
