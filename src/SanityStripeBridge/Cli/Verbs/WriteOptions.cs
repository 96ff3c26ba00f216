using System.CommandLine;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>The options that say how a full run may write.</summary>
internal sealed class WriteOptions
{
    private readonly Option<string?> _direction = new Option<string?>("--direction")
    {
        Description = "Write only to one side; the other side's edits stay as they are",
    }.AcceptOnlyFromAmong("to-stripe", "to-sanity");

    private readonly Option<bool> _force = new("--force")
    {
        Description =
            "With --direction: overwrite that side's mapped fields; what was overwritten is kept as conflicts",
    };

    private readonly Option<bool> _recreate = new("--recreate")
    {
        Description = "Also make again what was deleted by hand on the other side",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_direction);
        command.Options.Add(_force);
        command.Options.Add(_recreate);
    }

    public SyncRequest Of(VerbRun run)
    {
        Side? side = run.Get(_direction) switch
        {
            "to-stripe" => Side.Stripe,
            "to-sanity" => Side.Sanity,
            _ => null,
        };
        return run.Get(_force) && side is null
            ? throw CliException.Usage(
                "--force needs --direction to-stripe or to-sanity: say which side is overwritten"
            )
            : new(side, run.Get(_force), run.Get(_recreate));
    }
}
