using System.CommandLine;
using System.Text.Json.Nodes;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>Writes again.</summary>
internal static class ResumeVerb
{
    public static Command Create(CliWorld world) =>
        Verb.Create("resume", "Goes on writing after a pause; what was stored meanwhile is worked.", "resume")
            .Does(
                world,
                async (run, cancel) =>
                {
                    await using var session = await Session.OpenAsync(run, cancel);
                    await session.Get<Standing>().ResumeAsync(cancel);
                    run.Voice.Line("Writing goes on.");
                    run.Voice.Json(new JsonObject { ["paused"] = false, ["reason"] = null });
                    return ExitCode.Done;
                }
            );
}
