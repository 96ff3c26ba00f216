using System.CommandLine;
using SanityStripeBridge.Hosting;

namespace SanityStripeBridge.Cli;

/// <summary>One call of one verb.</summary>
internal sealed record VerbRun(CliWorld World, ParseResult Parsed, Voice Voice)
{
    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => Parsed.GetValue(argument);

    /// <summary>The bridge that is meant: the named one; without a name <c>default</c>, or the only one there is.</summary>
    /// <exception cref="CliException">There is none of the name, or several and none is named.</exception>
    public BridgeView BridgeOf(IConfiguration settings)
    {
        var known = BridgeView.AllOf(settings);
        var names = string.Join(", ", known.Select(bridge => bridge.Name));
        if (Get(Verb.Bridge) is { } name)
            return known.FirstOrDefault(bridge =>
                    bridge.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                ) ?? throw CliException.Usage($"--bridge: there is no bridge {name}; known are: {names}");
        return known is [var only]
            ? only
            : known.FirstOrDefault(bridge => bridge.Name == BridgeView.Default)
                ?? throw CliException.Usage($"--bridge: there are several bridges; name one of: {names}");
    }
}

/// <summary>What all verbs have in common.</summary>
internal static class Verb
{
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Write one JSON document to standard output; logs go to standard error",
        Recursive = true,
    };

    public static readonly Option<string?> Bridge = new("--bridge")
    {
        Description =
            "Which bridge of several, by its name under Bridges; otherwise default, or the only one",
        Recursive = true,
        HelpName = "name",
    };

    /// <summary>A command with a sentence and an example in its help.</summary>
    public static Command Create(string name, string sentence, string example) =>
        new VerbCommand(name, sentence, example);

    /// <summary>Gives the command its action: errors become sentences and exit codes here and nowhere else.</summary>
    public static Command Does(
        this Command command,
        CliWorld world,
        Func<VerbRun, CancellationToken, Task<int>> act
    )
    {
        command.SetAction(
            (parsed, cancel) =>
                Failures.CatchAsync(new(world, parsed, new(world, parsed.GetValue(Json))), act, cancel)
        );
        return command;
    }
}

/// <summary>A command that knows an example of itself.</summary>
internal sealed class VerbCommand(string name, string sentence, string example) : Command(name, sentence)
{
    public string Example { get; } = "bridge " + example;
}
