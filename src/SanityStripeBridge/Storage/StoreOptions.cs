namespace SanityStripeBridge.Storage;

/// <summary>Where the bridge keeps its memory, as <c>BRIDGE_STORE</c> says it.</summary>
/// <param name="Dialect">The folder of the SQL: <c>Sqlite</c>.</param>
/// <param name="Location">A file's path.</param>
internal sealed record StoreOptions(string Dialect, string Location)
{
    /// <summary>How long a writer waits for another process before the store counts as down.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Reads <c>sqlite:&lt;path&gt;</c>; anything else is a <see cref="FormatException"/> with a sentence for the operator.</summary>
    public static StoreOptions Parse(string text)
    {
        if (!text.StartsWith("sqlite:", StringComparison.Ordinal))
            throw new FormatException($"BRIDGE_STORE is '{Shown(text)}'; expected sqlite:<path of a file>.");
        var path = text["sqlite:".Length..].Trim();
        if (path.Length == 0)
            throw new FormatException("BRIDGE_STORE names no file; expected sqlite:<path of a file>.");
        if (path.StartsWith(':') || path.Contains("mode=memory", StringComparison.OrdinalIgnoreCase))
            throw new FormatException(
                "BRIDGE_STORE asks for a store in memory, which would forget deliveries that were answered with 200; expected sqlite:<path of a file>."
            );
        return new("Sqlite", path);
    }

    // Everything after the scheme may hold a password.
    private static string Shown(string text)
    {
        var scheme = text.IndexOf(':', StringComparison.Ordinal);
        return scheme < 0 ? text : text[..(scheme + 1)] + "…";
    }
}
