using System.Collections.Concurrent;
using System.Globalization;

namespace SanityStripeBridge.Storage;

/// <summary>
/// The statements, read by name from embedded files: those of <c>Storage/Sql</c> run on every database, and those that only
/// one understands stand under <c>Storage/&lt;dialect&gt;</c>.
/// </summary>
internal sealed class SqlText(string dialect)
{
    // Read once for all bridges and stores of the process.
    private static readonly ConcurrentDictionary<(string Dialect, string Name), string> Texts = new();
    private static readonly string Room = typeof(SqlText).Namespace + ".";
    private static readonly Lazy<IReadOnlyList<Migration>> Steps = new(ReadMigrations);

    /// <summary>The statement of <c>&lt;name&gt;.sql</c>.</summary>
    public string this[string name] =>
        Texts.GetOrAdd((dialect, name), static key => Find(key.Dialect, key.Name));

    /// <summary>All migrations, oldest first.</summary>
    public static IReadOnlyList<Migration> Migrations() => Steps.Value;

    private static IReadOnlyList<Migration> ReadMigrations()
    {
        var prefix = Room + "Sql.Migrations.";
        return
        [
            .. typeof(SqlText)
                .Assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => new Migration(
                    long.Parse(name.AsSpan(prefix.Length, 3), CultureInfo.InvariantCulture),
                    TryRead(name)!
                )),
        ];
    }

    private static string Find(string dialect, string name) =>
        TryRead($"{Room}{dialect}.{name}.sql")
        ?? TryRead($"{Room}Sql.{name}.sql")
        ?? throw new InvalidOperationException($"The statement {name} is not part of this build.");

    private static string? TryRead(string resource)
    {
        using var stream = typeof(SqlText).Assembly.GetManifestResourceStream(resource);
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>One step forward of the schema.</summary>
internal sealed record Migration(long Version, string Sql);
