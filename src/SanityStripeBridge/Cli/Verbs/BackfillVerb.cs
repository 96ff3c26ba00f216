using System.CommandLine;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>Makes the counterparts that are missing on one side, and touches nothing else.</summary>
internal static class BackfillVerb
{
    public static Command Create(CliWorld world)
    {
        var from = new Option<string>("--from")
        {
            Description = "The side that has what the other lacks",
            Required = true,
        }.AcceptOnlyFromAmong("sanity", "stripe");
        var yes = new Option<bool>("--yes") { Description = "Do not ask at the terminal" };
        var selection = new Selection();
        var verb = Verb.Create(
            "backfill",
            "Makes every counterpart that the other side lacks; what is linked already stays as it is. A second run makes nothing.",
            "backfill --from stripe --filter created>2026-01-31"
        );
        verb.Options.Add(from);
        verb.Options.Add(yes);
        selection.AddTo(verb);
        return verb.Does(
            world,
            (run, cancel) =>
                RunAsync(
                    run,
                    run.Get(from) == "stripe" ? Side.Sanity : Side.Stripe,
                    selection.Of(run),
                    run.Get(yes),
                    cancel
                )
        );
    }

    private static async Task<int> RunAsync(
        VerbRun run,
        Side target,
        Func<FullPlan, IReadOnlySet<string>?> select,
        bool yes,
        CancellationToken cancel
    )
    {
        await using var session = await Session.ConnectAsync(run, cancel);
        await Gate.RequireRunningAsync(session, cancel);
        await Gate.RequireAdoptedAsync(session, cancel);
        if (target == Side.Sanity)
            await Gate.RequireImportsAsync(session, cancel);
        var request = new SyncRequest { MissingOn = target };
        var preview = await Reading.WhileAsync(
            run,
            session,
            () => Preview.MakeAsync(session, request, select, cancel)
        );
        // Nothing is overwritten and nothing is taken away: a scheduled job needs no yes.
        if (preview.Changes.Count > 0 && !yes && run.Voice.CanAsk)
        {
            PlanTable.Write(run.Voice, preview);
            await Confirmation.RequireAsync(
                run,
                yes,
                Counted.Of(Missing(preview, target), "missing counterpart is", "missing counterparts are")
                    + " made",
                [],
                cancel
            );
        }
        else
            run.Voice.Line(preview.Place.Heading());
        var report = await SyncRun.ApplyAsync(session, run.Voice, "backfill", preview, request, cancel);
        run.Voice.Json(report.ToJson());
        ReportTable.Write(run.Voice, report);
        run.Voice.Line(
            report.Count("created") == 0
                ? $"Nothing is missing in {target}."
                : Counted.Of(report.Count("created"), "was", "were") + $" made in {target}."
        );
        return report.Failed ? ExitCode.Failed : ExitCode.Done;
    }

    private static int Missing(Preview preview, Side target) =>
        preview.Changes.Count(entry =>
            entry.Change.Action == Core.Planning.ChangeAction.Create && entry.Change.Side == target
        );
}
