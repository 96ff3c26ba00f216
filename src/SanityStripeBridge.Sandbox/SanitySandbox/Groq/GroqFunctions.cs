using System.Globalization;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Groq;

/// <summary>The functions of the declared subset, by their full name, with how many arguments they take.</summary>
internal static partial class GroqFunctions
{
    private delegate object? Function(IReadOnlyList<object?> arguments, GroqScope scope);

    private const int Many = 100;

    // Those that need their arguments unevaluated; `path` only has a meaning behind `in`.
    private static readonly Dictionary<string, (int Least, int Most)> Special = new()
    {
        ["path"] = (1, 1),
        ["select"] = (1, Many),
        ["delta::changedAny"] = (1, 1),
        ["delta::changedOnly"] = (1, 1),
    };

    private static readonly Dictionary<string, (int Least, int Most, Function Run)> Ordinary = new()
    {
        ["count"] = (1, 1, (a, _) => a[0] is IReadOnlyList<object?> list ? (double)list.Count : null),
        ["defined"] = (1, 1, (a, _) => a[0] is not null),
        ["coalesce"] = (0, Many, (a, _) => a.FirstOrDefault(value => value is not null)),
        ["length"] = (1, 1, (a, _) => Length(a[0])),
        ["lower"] = (1, 1, (a, _) => (a[0] as string)?.ToLowerInvariant()),
        ["upper"] = (1, 1, (a, _) => (a[0] as string)?.ToUpperInvariant()),
        ["string"] = (1, 1, (a, _) => AsText(a[0])),
        ["round"] = (1, 2, (a, _) => Round(a)),
        ["now"] = (0, 0, (_, scope) => GroqValues.Text(scope.Context.Now)),
        ["identity"] = (0, 0, (_, scope) => scope.Context.Identity),
        ["dateTime"] = (1, 1, (a, _) => AsTime(a[0])),
        ["references"] = (1, Many, (a, scope) => References(a, scope)),
        ["before"] = (0, 0, (_, scope) => scope.Context.Before),
        ["after"] = (0, 0, (_, scope) => scope.Context.After),
        ["delta::operation"] = (0, 0, (_, scope) => Operation(scope.Context)),
        ["sanity::projectId"] = (0, 0, (_, scope) => scope.Context.ProjectId),
        ["sanity::dataset"] = (0, 0, (_, scope) => scope.Context.Dataset),
        ["sanity::versionOf"] = (1, 1, (a, scope) => IsVersionOf(a[0], scope)),
        ["sanity::partOfRelease"] = (1, 1, (a, scope) => IsPartOf(a[0], scope)),
        ["array::unique"] = (1, 1, (a, _) => Unique(a[0])),
        ["array::compact"] = (1, 1, (a, _) => Compact(a[0])),
        ["array::join"] = (2, 2, (a, _) => Join(a[0], a[1])),
        ["array::intersects"] = (2, 2, (a, _) => Intersects(a[0], a[1])),
        ["math::sum"] = (1, 1, (a, _) => Numbers(a[0])?.Sum()),
        ["math::avg"] = (1, 1, (a, _) => Numbers(a[0]) is { Count: > 0 } n ? n.Average() : null),
        ["math::min"] = (1, 1, (a, _) => Numbers(a[0]) is { Count: > 0 } n ? n.Min() : null),
        ["math::max"] = (1, 1, (a, _) => Numbers(a[0]) is { Count: > 0 } n ? n.Max() : null),
        ["string::lower"] = (1, 1, (a, _) => (a[0] as string)?.ToLowerInvariant()),
        ["string::upper"] = (1, 1, (a, _) => (a[0] as string)?.ToUpperInvariant()),
        ["string::startsWith"] = (2, 2, (a, _) => StartsWith(a[0], a[1])),
        ["string::split"] = (2, 2, (a, _) => Split(a[0], a[1])),
        ["pt::text"] = (1, 1, (a, _) => PortableText(a[0])),
    };

    public static bool Knows(string name, bool delta) =>
        (Special.ContainsKey(name) || Ordinary.ContainsKey(name))
        && (delta || !(name is "before" or "after" || name.StartsWith("delta::", StringComparison.Ordinal)));

    public static bool Takes(string name, int count)
    {
        var (least, most) = Special.TryGetValue(name, out var special)
            ? special
            : (Ordinary[name].Least, Ordinary[name].Most);
        return count >= least && count <= most;
    }

    public static object? Invoke(GroqNode.Call call, GroqScope scope) =>
        call.Name switch
        {
            "path" => null,
            "select" => Select(call.Arguments, scope),
            "delta::changedAny" => ChangedAny((GroqNode.Selector)call.Arguments[0], scope.Context),
            "delta::changedOnly" => ChangedOnly((GroqNode.Selector)call.Arguments[0], scope.Context),
            _ => Ordinary[call.Name]
                .Run([.. call.Arguments.Select(argument => GroqEvaluator.Evaluate(argument, scope))], scope),
        };

    private static object? Select(IReadOnlyList<GroqNode> arguments, GroqScope scope)
    {
        foreach (var argument in arguments)
            if (argument is not GroqNode.Case choice)
                return GroqEvaluator.Evaluate(argument, scope);
            else if (GroqEvaluator.Evaluate(choice.When, scope) is true)
                return GroqEvaluator.Evaluate(choice.Then, scope);
        return null;
    }

    private static object? Length(object? value) =>
        value switch
        {
            // Characters, not UTF-16 units.
            string text => (double)text.EnumerateRunes().Count(),
            IReadOnlyList<object?> list => (double)list.Count,
            _ => null,
        };

    private static string? AsText(object? value) =>
        value switch
        {
            string text => text,
            bool flag => flag ? "true" : "false",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            DateTimeOffset at => GroqValues.Text(at),
            _ => null,
        };

    private static double? Round(IReadOnlyList<object?> arguments)
    {
        if (arguments[0] is not double number)
            return null;
        if (arguments.Count == 1)
            return Math.Round(number, MidpointRounding.AwayFromZero);
        return arguments[1] is double digits and >= 0 and <= 15
            ? Math.Round(number, (int)digits, MidpointRounding.AwayFromZero)
            : null;
    }

    private static object? AsTime(object? value) =>
        value switch
        {
            DateTimeOffset at => at,
            string text
                when DateTimeOffset.TryParse(
                    text,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                    out var at
                ) => at,
            _ => null,
        };
}
