using System.Globalization;

namespace SanityStripeBridge.Sandbox;

/// <summary>The command line: <c>--name value</c> pairs, each room reading its own names.</summary>
internal sealed class SandboxArguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public static SandboxArguments Read(IReadOnlyList<string> args)
    {
        var arguments = new SandboxArguments();
        for (var at = 0; at + 1 < args.Count; at += 2)
            arguments._values[args[at].TrimStart('-')] = args[at + 1];
        return args.Count % 2 == 0
            ? arguments
            : throw new ArgumentException($"'{args[^1]}' stands alone; arguments are '--name value' pairs.");
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public int? Number(string name) =>
        Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
