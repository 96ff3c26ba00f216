namespace SanityStripeBridge.Sandbox.SanitySandbox.Groq;

internal static partial class GroqFunctions
{
    private static bool References(IReadOnlyList<object?> arguments, GroqScope scope)
    {
        var wanted = arguments
            .SelectMany(argument => argument as IReadOnlyList<object?> ?? [argument])
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        return wanted.Count > 0 && Refers(scope.Value, wanted);
    }

    private static bool Refers(object? value, HashSet<string> wanted) =>
        value switch
        {
            IReadOnlyList<object?> list => list.Any(item => Refers(item, wanted)),
            OrderedDictionary<string, object?> map => (
                map.GetValueOrDefault("_ref") is string id && wanted.Contains(id)
            ) || map.Values.Any(item => Refers(item, wanted)),
            _ => false,
        };

    private static bool IsVersionOf(object? published, GroqScope scope) =>
        published is string id
        && GroqValues.Attribute(scope.Value, "_id") is string own
        && (
            own == id
            || own == $"drafts.{id}"
            || (own.StartsWith("versions.", StringComparison.Ordinal) && own.Split('.', 3)[^1] == id)
        );

    private static bool IsPartOf(object? release, GroqScope scope) =>
        release is string name
        && GroqValues.Attribute(scope.Value, "_id") is string own
        && own.StartsWith($"versions.{name}.", StringComparison.Ordinal);

    private static string? Operation(GroqContext context) =>
        (context.Before, context.After) switch
        {
            (null, null) => null,
            (null, _) => "create",
            (_, null) => "delete",
            _ => "update",
        };

    private static bool ChangedAny(GroqNode.Selector selector, GroqContext context) =>
        selector.Paths.Any(path =>
            !GroqValues.DeepSame(Read(context.Before, path), Read(context.After, path))
        );

    /// <summary>Nothing differs outside the selected paths; the system's own attributes count like any other.</summary>
    private static bool ChangedOnly(GroqNode.Selector selector, GroqContext context) =>
        context.Before is OrderedDictionary<string, object?> before
        && context.After is OrderedDictionary<string, object?> after
        && Covered(before, after, selector.Paths, []);

    private static bool Covered(
        object? before,
        object? after,
        IReadOnlyList<IReadOnlyList<string>> selected,
        IReadOnlyList<string> at
    )
    {
        if (GroqValues.DeepSame(before, after) || selected.Any(path => path.SequenceEqual(at)))
            return true;
        return before is OrderedDictionary<string, object?> old
            && after is OrderedDictionary<string, object?> young
            && old.Keys.Union(young.Keys)
                .All(key =>
                    Covered(old.GetValueOrDefault(key), young.GetValueOrDefault(key), selected, [.. at, key])
                );
    }

    private static object? Read(object? value, IReadOnlyList<string> path) =>
        path.Aggregate(value, GroqValues.Attribute);
}
