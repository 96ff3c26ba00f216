using System.Text.Json.Nodes;

namespace SanityStripeBridge.Cli;

/// <summary>Exit codes of the contract.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int SomethingToDo = 3;
}

/// <summary>A verb cannot do what was asked: a sentence for a person, a code for a script. Caught where verbs are run.</summary>
internal sealed class CliException(
    string code,
    string message,
    int exit = ExitCode.Failed,
    JsonObject? details = null
) : Exception(message)
{
    public string Code { get; } = code;
    public int Exit { get; } = exit;
    public JsonObject Details { get; } = details ?? [];

    public static CliException Usage(string message) => new("usage", message, ExitCode.Usage);

    public static CliException Unknown(string id) =>
        new("not_found", $"{id} is not known here", details: new JsonObject { ["id"] = id });
}
