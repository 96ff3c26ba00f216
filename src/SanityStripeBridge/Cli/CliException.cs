using System.Text.Json.Nodes;
using SanityStripeBridge.Operating;

namespace SanityStripeBridge.Cli;

/// <summary>Exit codes of the contract.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int SomethingToDo = 3;
}

/// <summary>A refusal with an exit code of its own.</summary>
internal sealed class CliException(
    string code,
    string message,
    int exit = ExitCode.Failed,
    JsonObject? details = null
) : RefusedException(code, message, details)
{
    public int Exit { get; } = exit;

    public static CliException Usage(string message) => new("usage", message, ExitCode.Usage);
}
