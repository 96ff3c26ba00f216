using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>The places of a document that a patch names: attributes joined by dots, of which a list's entry is named by its key.</summary>
public static partial class DocumentPath
{
    /// <summary><c>variants[_key=="k1"]</c>.</summary>
    public static string Entry(string list, string key) => $"{list}[_key=={FieldValue.Text(key).Json}]";

    /// <summary>The path's steps, from the root on.</summary>
    public static IReadOnlyList<string> Steps(string path) =>
        [.. Step().Matches(path).Select(match => match.Value.TrimStart('.'))];

    /// <summary>What stands where the path leads; null when nothing does.</summary>
    public static JsonNode? Find(JsonObject body, string path) =>
        Steps(path)
            .Aggregate((JsonNode?)body, (node, step) => node is JsonObject map ? Child(map, step) : null);

    /// <summary>The part of the path at which something else than an object stands in the way; null when nothing does.</summary>
    public static string? Obstacle(JsonObject body, string path)
    {
        var steps = Steps(path);
        return Enumerable
            .Range(1, Math.Max(0, steps.Count - 1))
            .Select(count => string.Join('.', steps.Take(count)))
            .FirstOrDefault(prefix => Find(body, prefix) is not (null or JsonObject));
    }

    /// <summary>Puts a value where the path leads, as the Content Lake would; null clears it. A path that leads nowhere changes nothing.</summary>
    public static void Put(JsonObject body, string path, JsonNode? value)
    {
        var steps = Steps(path);
        var parent = steps
            .Take(steps.Count - 1)
            .Aggregate((JsonNode?)body, (node, step) => node is JsonObject map ? Child(map, step) : null);
        if (parent is not JsonObject target)
            return;
        if (ListEntry(steps[^1]) is var (list, key))
        {
            if (value is null && target[list] is JsonArray entries && EntryOf(entries, key) is { } entry)
                entries.Remove(entry);
        }
        else if (value is null)
            target.Remove(steps[^1]);
        else
            target[steps[^1]] = value.DeepClone();
    }

    private static JsonNode? Child(JsonObject map, string step) =>
        ListEntry(step) is var (list, key)
            ? map[list] is JsonArray entries
                ? EntryOf(entries, key)
                : null
            : map[step];

    private static JsonObject? EntryOf(JsonArray entries, string key) =>
        entries.OfType<JsonObject>().FirstOrDefault(item => item["_key"]?.ToString() == key);

    private static (string List, string Key)? ListEntry(string step)
    {
        var match = ListForm().Match(step);
        return match.Success
            ? (match.Groups["list"].Value, JsonNode.Parse(match.Groups["key"].Value)!.GetValue<string>())
            : null;
    }

    [GeneratedRegex("""\.?[^.\[\]]+(?:\[_key=="(?:[^"\\]|\\.)*"\])?""")]
    private static partial Regex Step();

    [GeneratedRegex("""^(?<list>[^\[]+)\[_key==(?<key>"(?:[^"\\]|\\.)*")\]$""")]
    private static partial Regex ListForm();
}
