using System.Globalization;

namespace SanityStripeBridge.Operating;

/// <summary>Numbers in sentences.</summary>
internal static class Counted
{
    /// <summary>The number with the word that goes with it: <c>1 field</c>, <c>2 fields</c>.</summary>
    /// <param name="many">When it is not just an s more.</param>
    public static string Of(long count, string one, string? many = null) =>
        count.ToString(CultureInfo.InvariantCulture) + " " + (count == 1 ? one : many ?? one + "s");
}
