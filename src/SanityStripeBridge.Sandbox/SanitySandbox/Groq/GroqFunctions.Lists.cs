namespace SanityStripeBridge.Sandbox.SanitySandbox.Groq;

internal static partial class GroqFunctions
{
    private static List<object?>? Unique(object? value)
    {
        if (value is not IReadOnlyList<object?> list)
            return null;
        var kept = new List<object?>();
        foreach (var item in list)
            // Arrays and objects are never equal to one another, so each is kept.
            if (!kept.Any(other => GroqValues.Same(other, item)))
                kept.Add(item);
        return kept;
    }

    private static List<object?>? Compact(object? value) =>
        value is IReadOnlyList<object?> list ? [.. list.Where(item => item is not null)] : null;

    private static string? Join(object? value, object? separator)
    {
        if (value is not IReadOnlyList<object?> list || separator is not string between)
            return null;
        var parts = list.Select(AsText).ToList();
        return parts.Contains(null) ? null : string.Join(between, parts);
    }

    private static bool? Intersects(object? left, object? right) =>
        left is IReadOnlyList<object?> a && right is IReadOnlyList<object?> b
            ? a.Any(item => b.Any(other => GroqValues.Same(item, other)))
            : null;

    private static List<double>? Numbers(object? value)
    {
        if (value is not IReadOnlyList<object?> list)
            return null;
        var present = list.Where(item => item is not null).ToList();
        return present.All(item => item is double) ? [.. present.Cast<double>()] : null;
    }

    private static bool? StartsWith(object? text, object? prefix) =>
        text is string whole && prefix is string start
            ? whole.StartsWith(start, StringComparison.Ordinal)
            : null;

    private static List<object?>? Split(object? text, object? separator)
    {
        if (text is not string whole || separator is not string between)
            return null;
        return between.Length == 0
            ? [.. whole.EnumerateRunes().Select(rune => rune.ToString())]
            : [.. whole.Split(between)];
    }

    /// <summary>The texts of each block joined, blocks parted by an empty line; anything but blocks is skipped.</summary>
    private static string? PortableText(object? value) =>
        value switch
        {
            IReadOnlyList<object?> blocks => string.Join(
                "\n\n",
                blocks.Select(BlockText).Where(text => text is not null)
            ),
            OrderedDictionary<string, object?> block => BlockText(block),
            _ => null,
        };

    private static string? BlockText(object? block) =>
        GroqValues.Attribute(block, "_type") is "block"
        && GroqValues.Attribute(block, "children") is IReadOnlyList<object?> children
            ? string.Concat(children.Select(child => GroqValues.Attribute(child, "text") as string))
            : null;
}
