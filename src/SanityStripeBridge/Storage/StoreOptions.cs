namespace SanityStripeBridge.Storage;

/// <summary>Where the bridge keeps its memory, as <c>BRIDGE_STORE</c> says it.</summary>
/// <param name="Dialect">The folder of the SQL: <see cref="Sqlite"/> or <see cref="Postgres"/>.</param>
/// <param name="Location">A file's path, or a connection string with its password.</param>
/// <param name="Shown">The store without its secrets, for people.</param>
internal sealed record StoreOptions(string Dialect, string Location, string Shown)
{
    public const string Sqlite = "Sqlite";
    public const string Postgres = "Postgres";
    private const string Expected =
        "expected sqlite:<path of a file> or postgres://user:password@host/database";

    /// <summary>How long a writer waits for another process, or for the server, before the store counts as down.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Equal for settings that lead to one store.</summary>
    public string Place => IsShared ? Location : Path.GetFullPath(Location);

    /// <summary>Whether any number of nodes may serve it at once.</summary>
    public bool IsShared => Dialect == Postgres;

    /// <summary>Reads one of the two forms; anything else is a <see cref="FormatException"/> with a sentence for the operator.</summary>
    public static StoreOptions Parse(string text)
    {
        if (
            text.StartsWith("postgres://", StringComparison.Ordinal)
            || text.StartsWith("postgresql://", StringComparison.Ordinal)
        )
            return OfServer(text);
        if (!text.StartsWith("sqlite:", StringComparison.Ordinal))
            throw new FormatException($"BRIDGE_STORE is '{Scheme(text)}'; {Expected}.");
        var path = text["sqlite:".Length..].Trim();
        if (path.Length == 0)
            throw new FormatException("BRIDGE_STORE names no file; expected sqlite:<path of a file>.");
        if (path.StartsWith(':') || path.Contains("mode=memory", StringComparison.OrdinalIgnoreCase))
            throw new FormatException(
                "BRIDGE_STORE asks for a store in memory, which would forget deliveries that were answered with 200; expected sqlite:<path of a file>."
            );
        return new(Sqlite, path, path);
    }

    /// <summary>The database behind it, not yet opened.</summary>
    public IDatabase ToDatabase() => IsShared ? new PostgresDatabase(this) : new SqliteDatabase(this);

    // The default would show the password.
    public override string ToString() => Shown;

    private static StoreOptions OfServer(string text)
    {
        var connection = PostgresAddress.ToConnectionString(text, TimeSpan.FromSeconds(5));
        var address = new Uri(text);
        var port =
            address.Port > 0
                ? ":" + address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)
                : "";
        return new(Postgres, connection, $"postgres://{address.Host}{port}{address.AbsolutePath}");
    }

    // Everything after the scheme may hold a password.
    private static string Scheme(string text)
    {
        var scheme = text.IndexOf(':', StringComparison.Ordinal);
        return scheme < 0 ? text : text[..(scheme + 1)] + "…";
    }
}
