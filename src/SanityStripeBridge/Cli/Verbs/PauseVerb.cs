using System.CommandLine;
using System.Text.Json.Nodes;
using SanityStripeBridge.Mirror;
using Spectre.Console;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>Stops writing; receivers go on storing.</summary>
internal static class PauseVerb
{
    public static Command Create(CliWorld world)
    {
        var reason = new Option<string>("--reason")
        {
            Description = "Why, for the others",
            DefaultValueFactory = _ => "paused by hand",
        };
        var verb = Verb.Create(
            "pause",
            "Stops writing to both sides. Webhooks go on being stored, nothing is lost.",
            "pause --reason \"price list is being checked\""
        );
        verb.Options.Add(reason);
        return verb.Does(
            world,
            async (run, cancel) =>
            {
                await using var session = await Session.OpenAsync(run, cancel);
                await session.Get<Standing>().PauseAsync(run.Get(reason)!, cancel);
                run.Voice.Line(Markup.Escape($"Writing is paused: {run.Get(reason)}. Go on with: resume"));
                run.Voice.Json(new JsonObject { ["paused"] = true, ["reason"] = run.Get(reason) });
                return ExitCode.Done;
            }
        );
    }
}
