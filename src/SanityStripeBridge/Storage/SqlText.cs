using System.Collections.Concurrent;
using System.Globalization;

namespace SanityStripeBridge.Storage;

/// <summary>
/// The statements, read by name from embedded files: those of <c>Storage/Sql</c> run on every database, and those that only
/// one understands stand under <c>Storage/&lt;dialect&gt;</c>.
/// </summary>
internal sealed class SqlText(string dialect)
{
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private static readonly string Room = typeof(SqlText).Namespace + ".";

    /// <summary>The statement of <c>&lt;name&gt;.sql</c>.</summary>
    public string this[string name] => _texts.GetOrAdd(name, Find);

    /// <summary>All migrations, oldest first.</summary>
    public static IReadOnlyList<Migration> Migrations()
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

    private string Find(string name) =>
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
