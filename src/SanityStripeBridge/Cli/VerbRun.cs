using System.CommandLine;

namespace SanityStripeBridge.Cli;

/// <summary>One call of one verb.</summary>
internal sealed record VerbRun(CliWorld World, ParseResult Parsed, Voice Voice)
{
    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => Parsed.GetValue(argument);
}

/// <summary>What all verbs have in common.</summary>
internal static class Verb
{
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Write one JSON document to standard output; logs go to standard error",
        Recursive = true,
    };

    public static readonly Option<string> Bridge = new("--bridge")
    {
        Description = "Which bridge; this version knows only default",
        Recursive = true,
        DefaultValueFactory = _ => "default",
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
