using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Lake;

/// <summary>
/// How many distinct pairs of path and datatype the dataset holds, which the platform's plans limit: null and a number at one path
/// are two, array indices are none. Immutable, so that a refused commit changes nothing.
/// </summary>
internal sealed record AttributeCount
{
    public static readonly AttributeCount None = new();

    private ImmutableDictionary<string, int> Uses { get; init; } =
        ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    public int Total => Uses.Count;

    public AttributeCount With(JsonObject? before, JsonObject? after)
    {
        var uses = Uses.ToBuilder();
        foreach (var pair in Pairs(before, ""))
        {
            if (uses[pair] == 1)
                uses.Remove(pair);
            else
                uses[pair]--;
        }
        foreach (var pair in Pairs(after, ""))
            uses[pair] = uses.GetValueOrDefault(pair) + 1;
        return this with { Uses = uses.ToImmutable() };
    }

    private static IEnumerable<string> Pairs(JsonNode? node, string path) =>
        node switch
        {
            JsonObject map => map.SelectMany(entry =>
                Pairs(entry.Value, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}")
                    .Prepend($"{path}.{entry.Key}:{Kind(entry.Value)}")
            ),
            JsonArray array => array.SelectMany(item =>
                Pairs(item, path + "[]").Prepend($"{path}[]:{Kind(item)}")
            ),
            _ => [],
        };

    private static JsonValueKind Kind(JsonNode? node) =>
        node?.GetValueKind() is { } kind
            ? kind is JsonValueKind.False
                ? JsonValueKind.True
                : kind
            : JsonValueKind.Null;
}
