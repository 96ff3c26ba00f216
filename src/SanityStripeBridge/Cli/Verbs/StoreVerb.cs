using System.CommandLine;
using System.Text.Json.Nodes;
using SanityStripeBridge.Hosting;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Storage;
using Spectre.Console;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>The store as a whole.</summary>
internal static class StoreVerb
{
    public static Command Create(CliWorld world)
    {
        var to = new Argument<string>("to")
        {
            Description = "The other store, as BRIDGE_STORE would name it; it must be empty",
        };
        var copy = Verb.Create(
            "copy",
            "Moves the installation from BRIDGE_STORE to another store. Stop the service first; start it with the new BRIDGE_STORE afterwards.",
            "store copy postgres://bridge@db.example/bridge"
        );
        copy.Arguments.Add(to);
        copy.Does(world, (run, cancel) => CopyAsync(run, run.Get(to)!, cancel));
        return new("store", "The store that BRIDGE_STORE names.") { copy };
    }

    private static async Task<int> CopyAsync(VerbRun run, string target, CancellationToken cancel)
    {
        var (from, to) = (Source(run), Target(target));
        var result = await new StoreCopy(from, to, run.World.Clock).RunAsync(cancel);
        if (result is CopyResult.Refused refused)
            throw new CliException("refused", refused.Because);
        var rows = ((CopyResult.Copied)result).Rows;
        var table = Voice.NewTable("Table", "Rows");
        foreach (var (name, count) in rows)
            table.AddRow(name, $"{count}");
        run.Voice.Table(table);
        run.Voice.Line(
            Markup.Escape(
                $"{Counted.Of(rows.Sum(row => row.Rows), "row is", "rows are")} in {to.Shown}. Set BRIDGE_STORE to it; never serve {from.Shown} again."
            )
        );
        run.Voice.Json(
            new JsonObject
            {
                ["from"] = from.Shown,
                ["to"] = to.Shown,
                ["rows"] = rows.Sum(row => row.Rows),
                ["tables"] = new JsonObject(
                    rows.Select(row => KeyValuePair.Create(row.Table, (JsonNode?)row.Rows))
                ),
            }
        );
        return ExitCode.Done;
    }

    // No platform is called: of all settings only this one must be right.
    private static StoreOptions Source(VerbRun run)
    {
        using var sources = new SettingsSources(run.World.Directory, run.World.Environment);
        var faults = new List<string>();
        // A process without the bridge default may still have its store outside Bridges.
        IConfiguration settings = run.Get(Verb.Bridge) is null ? sources.Raw : run.BridgeOf(sources.Raw);
        var store = Settings.Store(new(settings, faults));
        return store ?? throw new SettingsException(faults);
    }

    private static StoreOptions Target(string text)
    {
        try
        {
            return StoreOptions.Parse(text);
        }
        catch (FormatException fault)
        {
            throw CliException.Usage(
                fault.Message.Replace("BRIDGE_STORE", "The target", StringComparison.Ordinal)
            );
        }
    }
}
