using System.Text.RegularExpressions;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Groq;

/// <summary>Text of <c>match</c> and ids of <c>path()</c>.</summary>
internal static partial class GroqMatch
{
    /// <summary>Every word of the pattern (with <c>*</c>) is found among the words of the text, whatever the case.</summary>
    public static bool Matches(object? text, object? pattern)
    {
        var words = Texts(text)
            .SelectMany(part => Word().Matches(Edges().Replace(part, "")))
            .Select(word => word.Value)
            .ToList();
        var terms = Texts(pattern)
            .SelectMany(part => Term().Matches(Edges().Replace(part, "")))
            .Select(term => Wildcard(term.Value))
            .ToList();
        return pattern is string or IReadOnlyList<object?>
            && words.Count > 0
            && terms.Count > 0
            && terms.All(term => words.Any(term.IsMatch));
    }

    /// <summary><c>*</c> stands for one segment, <c>**</c> for any number of them.</summary>
    public static bool PathMatches(string pattern, string id)
    {
        var parts = pattern
            .Split('.')
            .Select(part =>
                part switch
                {
                    "**" => ".+",
                    _ => Regex.Escape(part).Replace(@"\*", "[^.]*", StringComparison.Ordinal),
                }
            );
        return Regex.IsMatch(id, $"^{string.Join(@"\.", parts)}$", RegexOptions.CultureInvariant);
    }

    private static IEnumerable<string> Texts(object? value) =>
        value switch
        {
            string text => [text],
            IReadOnlyList<object?> list => list.OfType<string>(),
            _ => [],
        };

    private static Regex Wildcard(string term) =>
        new(
            $"^{Regex.Escape(term).Replace(@"\*", ".*", StringComparison.Ordinal)}$",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
        );

    [GeneratedRegex(@"\b\.+|\.+\b")]
    private static partial Regex Edges();

    [GeneratedRegex("""[^!@#$%^&*(),\\/?";:{}|\[\]+<>\s-]+""")]
    private static partial Regex Word();

    [GeneratedRegex("""[^!@#$%^&(),\\/?";:{}|\[\]+<>\s-]+""")]
    private static partial Regex Term();
}
