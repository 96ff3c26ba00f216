using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Cli;

/// <summary>Values as a table has room for them; the whole ones stand in the JSON.</summary>
internal static class Shortened
{
    /// <summary>Longest value shown.</summary>
    private const int Longest = 28;

    /// <summary>So much of what two values share stands before their difference.</summary>
    private const int Context = 8;

    public static string Of(FieldValue value) => Cut(value.ToString());

    /// <summary>Two long values that begin alike are shown from where they differ.</summary>
    public static string Change(FieldValue from, FieldValue to)
    {
        var (before, after) = (from.ToString(), to.ToString());
        var start = Math.Max(before.Length, after.Length) > Longest ? Shared(before, after) - Context : 0;
        return $"{Cut(From(before, start))} -> {Cut(From(after, start))}";
    }

    private static int Shared(string one, string other)
    {
        var length = one.AsSpan().CommonPrefixLength(other);
        // Half of a character is none.
        return length > 0 && char.IsHighSurrogate(one[length - 1]) ? length - 1 : length;
    }

    private static string From(string text, int start)
    {
        if (start <= 0)
            return text;
        return "…" + text[(char.IsLowSurrogate(text[start]) ? start + 1 : start)..];
    }

    private static string Cut(string text)
    {
        if (text.Length <= Longest)
            return text;
        var end = Longest - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }
}
