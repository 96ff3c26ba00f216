namespace SanityStripeBridge.Cli;

/// <summary>What a verb sees of the world around it; tests bring their own.</summary>
internal sealed record CliWorld
{
    public required TextWriter Out { get; init; }
    public required TextWriter Error { get; init; }
    public required TextReader In { get; init; }

    /// <summary>Whether a person reads along: questions, colours and moving bars are for people.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Stands for the process's environment; null for the real one.</summary>
    public IReadOnlyDictionary<string, string?>? Environment { get; init; }

    /// <summary>Where settings files are looked for.</summary>
    public required string Directory { get; init; }
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The console, the environment and the working directory of this process.</summary>
    public static CliWorld Real() =>
        new()
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            IsTerminal = !Console.IsOutputRedirected && !Console.IsInputRedirected,
            Directory = System.IO.Directory.GetCurrentDirectory(),
        };
}
