using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Lake;

/// <summary>A place in a document: an attribute of an object, or an item of an array.</summary>
internal sealed record PathTarget(JsonNode Parent, string? Name, int Index)
{
    public JsonNode? Value
    {
        get => Name is { } name ? Parent[name] : Parent[Index];
        set
        {
            if (Name is { } name)
                Parent[name] = value;
            else
                Parent[Index] = value;
        }
    }
}

/// <summary>Finds the places a path names.</summary>
internal static class PathTargets
{
    /// <param name="root">The document.</param>
    /// <param name="steps">The path.</param>
    /// <param name="create">Whether objects are made where the path needs one and finds nothing, or a scalar.</param>
    public static IReadOnlyList<PathTarget> Find(JsonObject root, IReadOnlyList<PathStep> steps, bool create)
    {
        IReadOnlyList<JsonNode> parents = [root];
        for (var i = 0; i < steps.Count - 1; i++)
        {
            var needsObject = create && steps[i + 1] is PathStep.Attribute;
            parents =
            [
                .. parents
                    .SelectMany(parent => In(parent, steps[i]))
                    .Select(target => Entered(target, needsObject))
                    .OfType<JsonNode>(),
            ];
        }
        return [.. parents.SelectMany(parent => In(parent, steps[^1]))];
    }

    /// <summary>The array whose items the last step of the path names; null if there is none.</summary>
    public static JsonArray? Array(JsonObject root, IReadOnlyList<PathStep> steps) =>
        Find(root, [.. steps.SkipLast(1)], create: false) is [var target] ? target.Value as JsonArray : null;

    /// <summary>Positions in an array, ascending.</summary>
    public static IReadOnlyList<int> Positions(JsonArray array, PathStep step) =>
        step switch
        {
            PathStep.Index index => Position(array, index.At) is { } at ? [at] : [],
            PathStep.Slice slice => Range(array, slice),
            PathStep.Match match =>
            [
                .. Enumerable
                    .Range(0, array.Count)
                    .Where(i =>
                        JsonNode.DeepEquals(
                            match.Name is { } name ? (array[i] as JsonObject)?[name] : array[i],
                            match.Value
                        )
                    ),
            ],
            _ => [],
        };

    private static IEnumerable<PathTarget> In(JsonNode parent, PathStep step) =>
        (parent, step) switch
        {
            (JsonObject, PathStep.Attribute attribute) => [new PathTarget(parent, attribute.Name, -1)],
            (JsonArray array, not PathStep.Attribute) => Positions(array, step)
                .Select(at => new PathTarget(array, null, at)),
            _ => [],
        };

    private static JsonNode? Entered(PathTarget target, bool needsObject)
    {
        if (needsObject && target.Value is null or JsonValue)
            target.Value = new JsonObject();
        return target.Value;
    }

    private static int? Position(JsonArray array, int at)
    {
        var position = at < 0 ? array.Count + at : at;
        return position >= 0 && position < array.Count ? position : null;
    }

    private static int[] Range(JsonArray array, PathStep.Slice slice)
    {
        var from = Bound(array, slice.From ?? 0);
        var to = Math.Max(from, Bound(array, slice.To ?? array.Count));
        return [.. Enumerable.Range(from, to - from)];
    }

    private static int Bound(JsonArray array, int at) =>
        Math.Clamp(at < 0 ? array.Count + at : at, 0, array.Count);
}
