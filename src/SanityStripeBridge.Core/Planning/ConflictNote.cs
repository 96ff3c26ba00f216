using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Planning;

/// <summary>What finance reads in the Dashboard, on the object itself, while a conflict about it waits for a person.</summary>
public static class ConflictNote
{
    /// <summary>The metadata key.</summary>
    public const string Key = "bridge_note";

    /// <summary>Stripe's limit for a metadata value, in characters.</summary>
    private const int Longest = 500;

    private const string WayOut =
        "Nothing was overwritten. Decide with: bridge conflicts resolve, or make both sides equal";

    /// <summary>Whether a note was written by us; one that a person wrote under our key is left to them.</summary>
    public static bool IsOurs(string note) => note.EndsWith(WayOut, StringComparison.Ordinal);

    /// <summary>The note about an object's conflicts; null when nobody has to decide anything.</summary>
    public static string? Of(IEnumerable<Conflict> conflicts)
    {
        var said = conflicts
            .Where(record => record is { ResolvedAt: null, Winner: null })
            .OrderBy(record => record.Path, StringComparer.Ordinal)
            .Select(record => $"{record.Path}: {record.Stripe} here, {record.Sanity} in Sanity")
            .ToList();
        if (said.Count == 0)
            return null;
        var room = Longest - WayOut.Length - 2;
        var text = string.Join("; ", said);
        return (text.Length > room ? text[..(room - 1)] + "…" : text) + ". " + WayOut;
    }
}
