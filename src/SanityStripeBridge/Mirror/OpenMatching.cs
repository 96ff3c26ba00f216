using System.Text.Json.Nodes;

namespace SanityStripeBridge.Mirror;

/// <summary>What matching two filled sides left open, and what a person said about it.</summary>
/// <param name="Undecided">Ids on either side that wait for a person.</param>
/// <param name="Alone">Documents (and parts) that a person said have no counterpart; they are not asked about again.</param>
internal sealed record OpenMatching(IReadOnlySet<string> Undecided, IReadOnlySet<string> Alone)
{
    public static OpenMatching None { get; } =
        new(new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));

    public static OpenMatching Read(string? text) =>
        text is null ? None
        : JsonNode.Parse(text) is JsonObject stored ? new(Ids(stored["undecided"]), Ids(stored["alone"]))
        : None;

    /// <summary>Null when there is nothing to remember.</summary>
    public string? ToText() =>
        Undecided.Count + Alone.Count == 0
            ? null
            : new JsonObject { ["undecided"] = List(Undecided), ["alone"] = List(Alone) }.ToJsonString();

    private static HashSet<string> Ids(JsonNode? list) =>
        (list as JsonArray ?? []).Select(id => id!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);

    private static JsonArray List(IEnumerable<string> ids) =>
        [.. ids.Order(StringComparer.Ordinal).Select(id => (JsonNode)id)];
}
