using System.CommandLine;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>Brings both sides together: shows the plan, asks, applies, reports.</summary>
internal static class SyncVerb
{
    public static Command Create(CliWorld world)
    {
        var file = new Argument<string?>("plan.json")
        {
            Description = "A plan that was written by plan --out; refused when it is no longer true",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var yes = new Option<bool>("--yes") { Description = "Do not ask; needed where nobody can be asked" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show the plan" };
        var writes = new WriteOptions();
        var selection = new Selection();
        var verb = Verb.Create(
            "sync",
            "Brings both sides together: linked objects in both directions, and missing counterparts.",
            "sync --direction to-stripe --yes"
        );
        verb.Arguments.Add(file);
        verb.Options.Add(yes);
        verb.Options.Add(dryRun);
        writes.AddTo(verb);
        selection.AddTo(verb);
        return verb.Does(
            world,
            async (run, cancel) =>
            {
                var request = writes.Of(run);
                var select = selection.Of(run);
                var stored = await StoredPlan.ReadAsync(run.World.Directory, run.Get(file), cancel);
                return run.Get(dryRun)
                    ? await PlanVerb.ShowAsync(
                        run,
                        request,
                        stored is null ? select : stored.Pick,
                        null,
                        isPreview: true,
                        cancel
                    )
                    : await SyncAsync(run, request, stored, select, run.Get(yes), cancel);
            }
        );
    }

    private static async Task<int> SyncAsync(
        VerbRun run,
        SyncRequest request,
        StoredPlan? stored,
        Func<FullPlan, IReadOnlySet<string>?> select,
        bool yes,
        CancellationToken cancel
    )
    {
        await using var session = await Session.ConnectAsync(run, cancel);
        await MayWriteAsync(session, yes, cancel);
        var preview = await Reading.WhileAsync(
            run,
            session,
            () => Preview.MakeAsync(session, request, stored is null ? select : stored.Pick, cancel)
        );
        stored?.RequireSame(preview);
        PlanTable.Write(run.Voice, preview);
        if (preview.Changes.Count > 0 && !yes)
            await Confirmation.AskAsync(run, preview, cancel);
        var report = await SyncRun.ApplyAsync(session, run.Voice, "sync", preview, request, cancel);
        run.Voice.Json(report.ToJson());
        ReportTable.Write(run.Voice, report);
        return report.Failed ? ExitCode.Failed : ExitCode.Done;
    }

    private static async Task MayWriteAsync(Session session, bool yes, CancellationToken cancel)
    {
        await Gate.RequireRunningAsync(session, cancel);
        var standing = session.Get<Standing>();
        if (await standing.IsAdoptedAsync(cancel) == true)
            return;
        if (!yes)
            throw new CliException(
                "unadopted",
                "Both sides hold objects that nobody has linked; run adopt to match them, or sync --yes to create a counterpart of each"
            );
        await standing.SetAdoptedAsync(true, cancel);
    }
}
