using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Lake;

/// <summary>The operations of one patch, in the platform's order whatever theirs in the request.</summary>
internal static class Patch
{
    private static readonly string[] Places = ["before", "after", "replace"];

    private static readonly HashSet<string> Known =
    [
        "id",
        "query",
        "params",
        "ifRevisionID",
        "set",
        "setIfMissing",
        "unset",
        "inc",
        "dec",
        "insert",
        "diffMatchPatch",
    ];

    /// <summary>Changes <paramref name="document"/> in place.</summary>
    /// <exception cref="FormatException">An operation is malformed.</exception>
    public static void Apply(JsonObject document, JsonObject patch)
    {
        if (patch.Select(entry => entry.Key).FirstOrDefault(key => !Known.Contains(key)) is { } unknown)
            throw new FormatException($"Unknown patch operation \"{unknown}\"");
        foreach (var (path, value) in Entries(patch, "set"))
            Set(document, path, value, onlyMissing: false);
        foreach (var (path, value) in Entries(patch, "setIfMissing"))
            Set(document, path, value, onlyMissing: true);
        foreach (var path in patch["unset"]?.AsArray() ?? [])
            Unset(document, path!.GetValue<string>());
        foreach (var (path, value) in Entries(patch, "inc"))
            Add(document, path, Number(value, path));
        foreach (var (path, value) in Entries(patch, "dec"))
            Add(document, path, -Number(value, path));
        if (patch["insert"] is JsonObject insert)
            Insert(document, insert);
        foreach (var (path, value) in Entries(patch, "diffMatchPatch"))
            Rewrite(document, path, value);
    }

    private static JsonObject Entries(JsonObject patch, string operation) =>
        patch[operation] switch
        {
            null => [],
            JsonObject entries => entries,
            _ => throw new FormatException($"\"{operation}\" must be an object"),
        };

    private static void Set(JsonObject document, string path, JsonNode? value, bool onlyMissing)
    {
        foreach (var target in PathTargets.Find(document, LakePath.Parse(path), create: true))
            if (!onlyMissing || target.Value is null)
                target.Value = value?.DeepClone();
    }

    private static void Unset(JsonObject document, string path)
    {
        foreach (var target in PathTargets.Find(document, LakePath.Parse(path), create: false).Reverse())
            if (target.Name is { } name)
                ((JsonObject)target.Parent).Remove(name);
            else
                ((JsonArray)target.Parent).RemoveAt(target.Index);
    }

    private static decimal Number(JsonNode? value, string path) =>
        value?.GetValueKind() == JsonValueKind.Number
            ? decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)
            : throw new FormatException($"\"{path}\" must be a number");

    private static void Add(JsonObject document, string path, decimal by)
    {
        foreach (var target in PathTargets.Find(document, LakePath.Parse(path), create: false))
            if (target.Value?.GetValueKind() == JsonValueKind.Number)
                target.Value = JsonNode.Parse(
                    (Number(target.Value, path) + by).ToString("G29", CultureInfo.InvariantCulture)
                );
    }

    private static void Insert(JsonObject document, JsonObject insert)
    {
        string[] places = [.. Places.Where(insert.ContainsKey)];
        if (places is not [var place] || insert["items"] is not JsonArray items)
            throw new FormatException("insert takes exactly one of before, after, replace, and items");
        var steps = LakePath.Parse(insert[place]!.GetValue<string>());
        if (steps.Count < 2 || steps[^1] is PathStep.Attribute)
            throw new FormatException("insert must name an item of an array");
        if (PathTargets.Array(document, steps) is not { } array)
            return;
        var positions = PathTargets.Positions(array, steps[^1]);
        if (positions.Count == 0 && (array.Count > 0 || place == "replace" || steps[^1] is PathStep.Match))
            return;
        var at =
            positions.Count == 0 ? 0
            : place == "after" ? positions[^1] + 1
            : positions[0];
        if (place == "replace")
            foreach (var position in positions.Reverse())
                array.RemoveAt(position);
        foreach (var item in items)
            array.Insert(at++, item?.DeepClone());
    }

    private static void Rewrite(JsonObject document, string path, JsonNode? value)
    {
        foreach (var target in PathTargets.Find(document, LakePath.Parse(path), create: false))
            if (target.Value?.GetValueKind() == JsonValueKind.String)
                target.Value = TextPatch.Apply(target.Value.GetValue<string>(), value!.GetValue<string>());
    }
}
