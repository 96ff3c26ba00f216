using System.CommandLine;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;

namespace SanityStripeBridge.Cli;

/// <summary>The options by which a verb keeps to a part of the catalogue. A part is always whole families.</summary>
internal sealed class Selection
{
    private readonly Option<string[]> _only = new("--only")
    {
        Description = "Keep to these objects: published Sanity ids, Stripe product ids or Stripe price ids",
        HelpName = "id",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _filter = new("--filter")
    {
        Description =
            "Keep to families with an object that passes, such as type=product,planType!=free,created>2026-01-31",
        HelpName = "terms",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_only);
        command.Options.Add(_filter);
    }

    /// <summary>Checks the options' form at once, and gives what picks the families out of a plan; null picks all.</summary>
    public Func<FullPlan, IReadOnlySet<string>?> Of(VerbRun run)
    {
        try
        {
            return new FamilyChoice(run.Get(_only) ?? [], run.Get(_filter)).Of;
        }
        catch (FormatException fault)
        {
            throw CliException.Usage($"--filter: {fault.Message}");
        }
    }
}
