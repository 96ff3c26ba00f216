using System.Globalization;

namespace SanityStripeBridge.Mirror;

/// <summary>Times as the contract writes them.</summary>
internal static class IsoTime
{
    /// <summary>ISO 8601, UTC, milliseconds.</summary>
    public static string Of(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string? Of(DateTimeOffset? at) => at is { } moment ? Of(moment) : null;
}
