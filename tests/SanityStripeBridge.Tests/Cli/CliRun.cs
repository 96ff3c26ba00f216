using System.Text.Json;
using SanityStripeBridge.Cli;

namespace SanityStripeBridge.Tests.Cli;

/// <summary>Runs verbs in this process as a shell would: arguments and environment in, both streams and the exit code out.</summary>
internal sealed class CliRun : IDisposable
{
    private readonly bool _isOurs = true;

    public CliRun()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("bridge-cli-").FullName;
        Environment = new(StringComparer.Ordinal)
        {
            ["STRIPE_SECRET_KEY"] = "sk_test_sandbox",
            ["SANITY_PROJECT_ID"] = "demoproj",
            ["SANITY_DATASET"] = "production",
            ["SANITY_API_TOKEN"] = "sk-editor",
            ["BRIDGE_STORE"] = "sqlite:" + Path.Combine(Directory, "bridge.db"),
        };
    }

    /// <summary>In a folder that another made and takes away, with the settings that stand there.</summary>
    public CliRun(string directory) =>
        (Directory, Environment, _isOurs) = (directory, new(StringComparer.Ordinal), false);

    public string Directory { get; }

    public Dictionary<string, string?> Environment { get; }

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Answers of the person at the terminal; null when there is none.</summary>
    public string? Typed { get; set; }

    /// <summary>Ctrl-C.</summary>
    public CancellationToken Cancel { get; set; }

    public async Task<CliResult> RunAsync(params string[] args)
    {
        using var input = new StringReader(Typed ?? "");
        return await RunAsync(input, Typed is not null, args, Cancel);
    }

    /// <summary>A person sits at the terminal who types what the reader gives.</summary>
    public Task<CliResult> RunAsync(TextReader person, CancellationToken cancel, params string[] args) =>
        RunAsync(person, isTerminal: true, args, cancel);

    private async Task<CliResult> RunAsync(
        TextReader input,
        bool isTerminal,
        string[] args,
        CancellationToken cancel
    )
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var world = new CliWorld
        {
            Out = output,
            Error = error,
            In = input,
            IsTerminal = isTerminal,
            Environment = Environment,
            Directory = Directory,
            Clock = Clock,
        };
        var exit = await BridgeCli.RunAsync(args, world, cancel);
        return new(exit, output.ToString(), error.ToString());
    }

    public void Dispose()
    {
        if (_isOurs)
            System.IO.Directory.Delete(Directory, recursive: true);
    }
}

/// <summary>What a shell would see.</summary>
internal sealed record CliResult(int Exit, string Out, string Error)
{
    /// <summary>The one document on standard output.</summary>
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    public string? ErrorCode => Json.GetProperty("error").GetProperty("code").GetString();
}
