using System.Globalization;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Lake;

/// <summary>One step of a JSONMatch path.</summary>
internal abstract record PathStep
{
    private PathStep() { }

    internal sealed record Attribute(string Name) : PathStep;

    internal sealed record Index(int At) : PathStep;

    /// <summary><c>[from:to]</c>, the end excluded; null is open.</summary>
    internal sealed record Slice(int? From, int? To) : PathStep;

    /// <summary><c>[_key=="x"]</c>, or <c>[@=="x"]</c> with a null name.</summary>
    internal sealed record Match(string? Name, JsonNode? Value) : PathStep;
}

/// <summary>Reads <c>a.b[0].c[_key=="x"]['odd name']</c>.</summary>
internal static class LakePath
{
    /// <exception cref="FormatException">The path is malformed or uses wildcards or recursion.</exception>
    public static IReadOnlyList<PathStep> Parse(string path)
    {
        var steps = new List<PathStep>();
        var at = 0;
        while (at < path.Length)
        {
            if (path[at] == '[')
                steps.Add(Bracket(path, ref at));
            else
            {
                if (steps.Count > 0 && path[at++] != '.')
                    throw Malformed(path);
                steps.Add(new PathStep.Attribute(Name(path, ref at)));
            }
        }
        return steps.Count > 0 ? steps : throw Malformed(path);
    }

    private static string Name(string path, ref int at)
    {
        var start = at;
        while (at < path.Length && (char.IsAsciiLetterOrDigit(path[at]) || path[at] is '_' or '-'))
            at++;
        return at > start ? path[start..at] : throw Malformed(path);
    }

    private static PathStep Bracket(string path, ref int at)
    {
        var end = Closing(path, at);
        var inner = path[(at + 1)..end].Trim();
        at = end + 1;
        if (inner.Length > 1 && inner[0] is '\'' or '"' && inner[^1] == inner[0])
            return new PathStep.Attribute(inner[1..^1]);
        if (inner.IndexOf("==", StringComparison.Ordinal) is > 0 and var equals)
            return Comparison(path, inner[..equals].Trim(), inner[(equals + 2)..].Trim());
        if (inner.Split(':') is [var from, var to])
            return new PathStep.Slice(Bound(path, from), Bound(path, to));
        return new PathStep.Index(Number(path, inner));
    }

    private static int Closing(string path, int open)
    {
        var quote = '\0';
        for (var i = open + 1; i < path.Length; i++)
            if (quote != '\0')
                quote = path[i] == quote ? '\0' : quote;
            else if (path[i] is '"' or '\'')
                quote = path[i];
            else if (path[i] == ']')
                return i;
        throw Malformed(path);
    }

    private static PathStep.Match Comparison(string path, string left, string right)
    {
        try
        {
            // A JSON literal: strings take double quotes only.
            return new PathStep.Match(left == "@" ? null : left, JsonNode.Parse(right));
        }
        catch (System.Text.Json.JsonException)
        {
            throw Malformed(path);
        }
    }

    private static int? Bound(string path, string text) =>
        text.Trim().Length == 0 ? null : Number(path, text.Trim());

    private static int Number(string path, string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Malformed(path);

    private static FormatException Malformed(string path) =>
        new($"Unable to parse path \"{path}\" (wildcards and recursive paths are not supported here)");
}
