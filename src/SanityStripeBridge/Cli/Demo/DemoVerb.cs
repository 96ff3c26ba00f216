using System.CommandLine;
using System.Text.Json.Nodes;
using SanityStripeBridge.Hosting;
using Spectre.Console;

namespace SanityStripeBridge.Cli.Demo;

/// <summary><c>demo</c>: both platforms and the bridge on this machine, with nothing to configure.</summary>
internal static class DemoVerb
{
    private static readonly Option<bool> ExitAfterSync = new("--exit-after-sync")
    {
        Description = "Play the scripted tour, say what was checked, and exit 0 only if all of it held",
    };

    public static Command Create(CliWorld world)
    {
        var command = Verb.Create(
            "demo",
            "Start a simulated Stripe and a simulated Sanity with a catalogue, and the bridge between them; no account, no settings, no network",
            "demo --exit-after-sync"
        );
        command.Options.Add(ExitAfterSync);
        return command.Does(world, RunAsync);
    }

    private static async Task<int> RunAsync(VerbRun run, CancellationToken cancel)
    {
        if (run.Get(Verb.Bridge) is not (null or BridgeView.Default))
            throw CliException.Usage("--bridge: the demo has one bridge, default");
        await using var stage = await Stage.StartAsync(run.World.Clock, cancel);
        var synced = await SyncAsync(run, stage, cancel);
        Tell(run.Voice, stage, synced);
        if (run.Get(ExitAfterSync))
            return await TourAsync(run, stage, cancel);
        TellWays(run.Voice, stage);
        return await StayAsync(run, stage, cancel);
    }

    private static async Task<TimeSpan> SyncAsync(VerbRun run, Stage stage, CancellationToken cancel)
    {
        var start = run.World.Clock.GetTimestamp();
        await run.Voice.ProgressAsync(
            "First sync",
            stage.Catalogue.ProductCount,
            async step =>
            {
                await stage.Bridge.FirstSyncAsync(step, cancel);
                return true;
            }
        );
        return run.World.Clock.GetElapsedTime(start);
    }

    private static void Tell(Voice voice, Stage stage, TimeSpan synced)
    {
        var (products, prices, _, _) = Comparison.Count(stage.Sandboxes);
        voice.Line(
            $"[green]✔[/] {products} products and {prices} prices synced in {synced.TotalSeconds:0.0} s"
        );
        voice.Line();
        voice.Line($"  Dashboard (Stripe)  {Address(stage.Sandboxes.Stripe.Address)}");
        voice.Line($"  Studio (Sanity)     {Address(stage.Sandboxes.Sanity.Address)}");
        voice.Line($"  Bridge              {Address(stage.Address)}");
        voice.Line();
    }

    // What one needs to try the rest, in lines that can be copied.
    private static void TellWays(Voice voice, Stage stage)
    {
        voice.Line("The admin API, from a second terminal:");
        voice.Copyable($"  TOKEN={stage.AdminToken}");
        voice.Copyable(
            $"  curl -H \"Authorization: Bearer $TOKEN\" {Address(stage.Address)}/api/admin/status"
        );
        voice.Line();
        voice.Line("The verbs, such as status, plan, why and doctor:");
        voice.Copyable($"  cd {stage.Folder}");
        voice.Copyable($"  alias bridge='{Program()}'");
        voice.Copyable("  bridge status");
        voice.Line();
    }

    /// <summary>How this very program is started again, from whatever folder.</summary>
    private static string Program()
    {
        var library = typeof(DemoVerb).Assembly.Location;
        var program = Path.ChangeExtension(library, null);
        return File.Exists(program) ? program : $"dotnet {library}";
    }

    private static async Task<int> TourAsync(VerbRun run, Stage stage, CancellationToken cancel)
    {
        var scenes = await Tour.PlayAsync(stage, scene => Show(run.Voice, scene), cancel);
        var failed = scenes.Count(scene => !scene.Held);
        run.Voice.Line();
        run.Voice.Line(
            failed == 0
                ? $"[green]All {scenes.Count} promises held.[/]"
                : $"[red]{failed} of {scenes.Count} promises did not hold.[/]"
        );
        run.Voice.Json(Report(scenes, failed));
        return failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<int> StayAsync(VerbRun run, Stage stage, CancellationToken cancel)
    {
        run.Voice.Line("Edit in either window and watch the other. Ctrl-C ends the demo.");
        run.Voice.Json(
            new JsonObject
            {
                ["stripe"] = Address(stage.Sandboxes.Stripe.Address),
                ["sanity"] = Address(stage.Sandboxes.Sanity.Address),
                ["bridge"] = Address(stage.Address),
                ["adminToken"] = stage.AdminToken,
                ["folder"] = stage.Folder,
            }
        );
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, run.World.Clock, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The way a demo ends. The terminal has echoed ^C, so the sentence begins a line.
            run.Voice.Line();
            run.Voice.Line("The demo is over; nothing of it is kept.");
        }
        return ExitCode.Done;
    }

    private static void Show(Voice voice, Scene scene)
    {
        var mark = scene.Held ? "[green]✔[/]" : "[red]✘[/]";
        voice.Line($"{mark} {Markup.Escape(scene.Promise)}  [grey]({scene.Took.TotalSeconds:0.0} s)[/]");
        voice.Line($"    {Markup.Escape(scene.Seen)}");
    }

    private static JsonObject Report(IReadOnlyList<Scene> scenes, int failed) =>
        new()
        {
            ["held"] = failed == 0,
            ["checks"] = new JsonArray([
                .. scenes.Select(scene => new JsonObject
                {
                    ["promise"] = scene.Promise,
                    ["held"] = scene.Held,
                    ["seen"] = scene.Seen,
                    ["seconds"] = Math.Round(scene.Took.TotalSeconds, 1),
                }),
            ]),
        };

    private static string Address(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
