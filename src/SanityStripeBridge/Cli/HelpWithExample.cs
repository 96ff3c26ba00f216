using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SanityStripeBridge.Cli;

/// <summary>The usual help, and below it an example of the verb.</summary>
internal sealed class HelpWithExample(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary>Who asks for help has not named everything yet.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exit = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is VerbCommand verb)
            parseResult.InvocationConfiguration.Output.WriteLine($"Example:\n  {verb.Example}\n");
        return exit;
    }
}
