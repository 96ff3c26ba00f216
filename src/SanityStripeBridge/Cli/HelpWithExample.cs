using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SanityStripeBridge.Cli;

/// <summary>The usual help, and below it an example of the verb.</summary>
internal sealed class HelpWithExample(HelpAction help) : SynchronousCommandLineAction
{
    private const string ExitCodes = """
        Exit codes:
          0  done, or nothing to do
          1  failed, held, refused, or only partly done
          2  wrong usage or settings
          3  plan, validate, sync --dry-run: there is something to write, or an open conflict

        """;

    /// <summary>Who asks for help has not named everything yet.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exit = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is VerbCommand verb)
            parseResult.InvocationConfiguration.Output.WriteLine($"Example:\n  {verb.Example}\n");
        if (parseResult.CommandResult.Command is RootCommand)
            parseResult.InvocationConfiguration.Output.WriteLine(ExitCodes);
        return exit;
    }
}
