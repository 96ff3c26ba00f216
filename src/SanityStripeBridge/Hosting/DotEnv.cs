namespace SanityStripeBridge.Hosting;

/// <summary>A file of <c>NAME=value</c> lines; values may stand in single or double quotes, <c>#</c> begins a comment line.</summary>
internal sealed class DotEnvSource : FileConfigurationSource
{
    public override IConfigurationProvider Build(IConfigurationBuilder builder)
    {
        EnsureDefaults(builder);
        return new DotEnvProvider(this);
    }
}

/// <inheritdoc cref="DotEnvSource"/>
internal sealed class DotEnvProvider(DotEnvSource source) : FileConfigurationProvider(source)
{
    public override void Load(Stream stream)
    {
        using var reader = new StreamReader(stream);
        var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        while (reader.ReadLine() is { } line)
            if (Entry(line.Trim()) is var (name, value))
                data[name] = value;
        Data = data;
    }

    private static (string Name, string Value)? Entry(string line)
    {
        if (line.Length == 0 || line[0] == '#')
            return null;
        if (line.StartsWith("export ", StringComparison.Ordinal))
            line = line["export ".Length..].TrimStart();
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            throw new FormatException("A line is not of the form NAME=value.");
        var name = line[..equals]
            .TrimEnd()
            .Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
        return (name, Unquoted(line[(equals + 1)..].Trim()));
    }

    private static string Unquoted(string value) =>
        value.Length >= 2 && value[0] == value[^1] && value[0] is '"' or '\'' ? value[1..^1] : value;
}
