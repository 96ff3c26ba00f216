using System.Collections.Concurrent;
using System.Globalization;

namespace SanityStripeBridge.Storage;

/// <summary>The statements of one dialect, read by name from the files embedded under <c>Storage/&lt;dialect&gt;</c>.</summary>
internal sealed class SqlText(string dialect)
{
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly string _prefix = $"{typeof(SqlText).Namespace}.{dialect}.";

    /// <summary>The statement of <c>&lt;name&gt;.sql</c>.</summary>
    public string this[string name] => _texts.GetOrAdd(name, key => Read(_prefix + key + ".sql"));

    /// <summary>All migrations, oldest first.</summary>
    public IReadOnlyList<Migration> Migrations()
    {
        var prefix = _prefix + "Migrations.";
        return
        [
            .. typeof(SqlText)
                .Assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => new Migration(
                    long.Parse(name.AsSpan(prefix.Length, 3), CultureInfo.InvariantCulture),
                    Read(name)
                )),
        ];
    }

    private static string Read(string resource)
    {
        using var stream =
            typeof(SqlText).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The statement {resource} is not part of this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>One step forward of the schema.</summary>
internal sealed record Migration(long Version, string Sql);
