using Npgsql;

namespace SanityStripeBridge.Storage;

/// <summary>Reads <c>postgres://user:password@host:port/database?option=value</c>, the form that every provider hands out.</summary>
internal static class PostgresAddress
{
    private const string Expected = "expected postgres://user:password@host:port/database";

    /// <summary>libpq's names of options, where the driver's own differ by more than underscores.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["connect_timeout"] = "Timeout",
        ["user"] = "Username",
        ["dbname"] = "Database",
    };

    /// <summary>The driver's connection string.</summary>
    /// <exception cref="FormatException">A sentence for the operator, without any value of the text.</exception>
    public static string ToConnectionString(string text, TimeSpan patience)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address))
            throw new FormatException(
                $"BRIDGE_STORE is no address; {Expected}, with special characters of the password percent-encoded."
            );
        var seconds = Math.Max(1, (int)patience.TotalSeconds);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port > 0 ? address.Port : 5432,
            Database = Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/')),
            ApplicationName = "sanity-stripe-bridge",
            Timeout = seconds,
            CommandTimeout = 2 * seconds,
            // 200 means stored, also where the server's default is to answer first and write later.
            Options = "-c synchronous_commit=on",
        };
        var user = address.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            settings.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            settings.Password = Uri.UnescapeDataString(user[1]);
        foreach (var pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            Set(settings, pair.Split('=', 2));
        if (string.IsNullOrEmpty(settings.Host) || string.IsNullOrEmpty(settings.Database))
            throw new FormatException($"BRIDGE_STORE names no host or no database; {Expected}.");
        return settings.ToString();
    }

    private static void Set(NpgsqlConnectionStringBuilder settings, string[] pair)
    {
        var value = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "";
        if (pair[0] == "options")
        {
            settings.Options += " " + value;
            return;
        }
        try
        {
            var name = Names.GetValueOrDefault(pair[0]) ?? pair[0].Replace('_', ' ');
            settings[name] = name == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new FormatException(
                $"BRIDGE_STORE: the option {pair[0]} is not known or its value is wrong."
            );
        }
    }
}
