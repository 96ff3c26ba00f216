using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Lake;

/// <summary>
/// A patch in the unified text form of diff-match-patch. Each hunk is looked for where it says, then at the nearest place where
/// its old text stands; a hunk that fits nowhere is left out. Approximate matching of changed context is not done.
/// </summary>
internal static partial class TextPatch
{
    public static string Apply(string text, string patch)
    {
        var shift = 0;
        foreach (var hunk in Hunks(patch))
        {
            var at = Nearest(text, hunk.Before, hunk.At + shift);
            if (at < 0)
                continue;
            text = string.Concat(text.AsSpan(0, at), hunk.After, text.AsSpan(at + hunk.Before.Length));
            shift += hunk.After.Length - hunk.Before.Length;
        }
        return text;
    }

    private static int Nearest(string text, string wanted, int expected)
    {
        expected = Math.Clamp(expected, 0, text.Length);
        if (wanted.Length == 0)
            return expected;
        var best = -1;
        for (
            var at = text.IndexOf(wanted, StringComparison.Ordinal);
            at >= 0;
            at = at + 1 < text.Length ? text.IndexOf(wanted, at + 1, StringComparison.Ordinal) : -1
        )
            if (best < 0 || Math.Abs(at - expected) < Math.Abs(best - expected))
                best = at;
        return best;
    }

    private static IEnumerable<(int At, string Before, string After)> Hunks(string patch)
    {
        var heads = Head().Matches(patch);
        for (var i = 0; i < heads.Count; i++)
        {
            var start = heads[i].Index + heads[i].Length;
            var end = i + 1 < heads.Count ? heads[i + 1].Index : patch.Length;
            var (before, after) = Texts(patch[start..end]);
            var line = int.Parse(heads[i].Groups[1].Value, CultureInfo.InvariantCulture);
            // Counted from one, unless nothing is replaced.
            yield return (Math.Max(0, before.Length == 0 ? line : line - 1), before, after);
        }
    }

    private static (string Before, string After) Texts(string lines)
    {
        var (before, after) = (new StringBuilder(), new StringBuilder());
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var text = Uri.UnescapeDataString(line[1..]);
            if (line[0] is ' ' or '-')
                before.Append(text);
            if (line[0] is ' ' or '+')
                after.Append(text);
        }
        return (before.ToString(), after.ToString());
    }

    [GeneratedRegex(@"^@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@\n", RegexOptions.Multiline)]
    private static partial Regex Head();
}
