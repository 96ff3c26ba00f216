using System.CommandLine;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;
using Spectre.Console;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>Takes a change or a run back.</summary>
internal static class UndoVerb
{
    public static Command Create(CliWorld world)
    {
        var id = new Argument<string>("change|run")
        {
            Description = "A change as history lists it, or a run as status lists it",
        };
        var yes = new Option<bool>("--yes") { Description = "Do not ask; needed where nobody can be asked" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show what would be written" };
        var verb = Verb.Create(
            "undo",
            "Takes a change or a whole run back. A value that has changed since stays and is listed; what was created is archived; an amount becomes a replacement.",
            "undo 01kad3w0g8zzc5n4q7j1m2v9xt"
        );
        verb.Arguments.Add(id);
        verb.Options.Add(yes);
        verb.Options.Add(dryRun);
        return verb.Does(
            world,
            (run, cancel) => UndoAsync(run, run.Get(id)!, run.Get(yes), run.Get(dryRun), cancel)
        );
    }

    private static async Task<int> UndoAsync(
        VerbRun run,
        string id,
        bool yes,
        bool dryRun,
        CancellationToken cancel
    )
    {
        await using var session = await Session.ConnectAsync(run, cancel);
        var undoing = session.Get<Undoing>();
        var entries = await undoing.FindAsync(id, cancel);
        if (entries.Count == 0)
            throw RefusedException.Unknown(
                id,
                "the id of a change or a run, as history and status list them"
            );
        var undo = await undoing.PlanAsync(entries, cancel);
        var preview = await Preview.OfAsync(session, undo.Plan, UndoRun.Families(undo), cancel);
        PlanTable.Write(run.Voice, preview);
        foreach (var left in undo.Left)
            run.Voice.Line(Markup.Escape($"left as it is: {Named(left)}: {left.Reason}"));
        if (dryRun || preview.Changes.Count == 0)
        {
            run.Voice.Json(UndoRun.WithLeft(PlanShape.Of(preview), undo.Left));
            return preview.Changes.Count > 0 ? ExitCode.SomethingToDo : ExitCode.Done;
        }
        if (await session.Get<Standing>().PauseReasonAsync(cancel) is { } reason)
            throw new CliException("paused", $"Writing is paused ({reason}); go on with: resume");
        if (!yes)
            await Confirmation.AskAsync(run, preview, cancel);
        var report = await SyncRun.RecordAsync(
            session,
            "undo",
            runId => ApplyAsync(run, session, entries, undo, runId, cancel),
            cancel
        );
        run.Voice.Json(UndoRun.WithLeft(report.ToJson(), undo.Left));
        ReportTable.Write(run.Voice, report);
        return report.Failed ? ExitCode.Failed : ExitCode.Done;
    }

    private static Task<IReadOnlyList<FamilyOutcome>> ApplyAsync(
        VerbRun run,
        Session session,
        IReadOnlyList<HistoryEntry> entries,
        UndoPlan undo,
        string runId,
        CancellationToken cancel
    ) =>
        run.Voice.ProgressAsync(
            "undo",
            UndoRun.Families(undo).Count,
            progress =>
                UndoRun.ApplyAsync(
                    session,
                    entries,
                    undo,
                    runId,
                    orderedBy: null,
                    outcome => progress(outcome.Family),
                    cancel
                )
        );

    private static string Named(LeftAlone left) =>
        left.Path is { } path
            ? $"{Parts.Shown(left.SanityId, path)} of {PartId.DocumentOf(left.SanityId)}"
            : left.SanityId;
}
