using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Admin;

/// <summary>The story of one object, the audit trail, and taking things back.</summary>
internal static class ChangeRoutes
{
    private const int MostOfOne = 10_000;

    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        new(
            "GET",
            "/why/{id}",
            "why",
            "Tells what arrived, what was decided and what was written for one object, newest last.",
            WhyAsync
        )
        {
            Answers = [(200, "story")],
        },
        new("GET", "/changes", "listChanges", "Lists the audit trail, newest first.", ListAsync)
        {
            Query =
            [
                (
                    "id",
                    "Only of this object's product: a Sanity id, a Stripe product id or a Stripe price id."
                ),
                ("run", "Only what this run wrote."),
                .. Lists.Paged,
            ],
            Answers = [(200, "changes")],
        },
        new(
            "POST",
            "/changes/{id}/undo",
            "undo",
            "Takes a change, or all changes of a run, back; what has changed since is listed and left.",
            UndoAsync
        )
        {
            Query = [RunRoutes.Wait],
            Body = "undo",
            Answers = [(202, "begun"), (200, "report")],
        },
    ];

    private static async Task<IResult> WhyAsync(AdminCall call)
    {
        var id = call.Part("id");
        var family = await Resolve.FamilyAsync(call.Bridge, id, call.Cancel);
        var story = await Story.OfAsync(call.Bridge, family, call.Cancel);
        return Answers.Json(Story.ToJson(id, family, story));
    }

    private static async Task<IResult> ListAsync(AdminCall call)
    {
        var memory = call.Get<IMemory>();
        if (call.Query("run") is { } run)
            return Lists.Page(
                call,
                [.. (await memory.ChangesOfAsync(run, call.Cancel)).Reverse()],
                ChangeShape.Of
            );
        if (call.Query("id") is { } id)
        {
            var family = await Resolve.FamilyAsync(call.Bridge, id, call.Cancel);
            var told = await memory.HistoryAsync(family, MostOfOne, call.Cancel);
            return Lists.Page(call, [.. told.Reverse()], ChangeShape.Of);
        }
        var limit = call.Limit();
        var page = await memory.HistoryPageAsync(call.Query("cursor"), limit, call.Cancel);
        return Answers.Json(Words.List(page, ChangeShape.Of, page.Count == limit ? page[^1].Id : null));
    }

    private static async Task<IResult> UndoAsync(AdminCall call)
    {
        var id = call.Part("id");
        var wait = RunRoutes.WaitOf(call);
        var body = await call.BodyAsync();
        var dryRun = body.Flag("dryRun");
        body.Require();
        var entries = await call.Get<Undoing>().FindAsync(id, call.Cancel);
        if (entries.Count == 0)
            throw RefusedException.Unknown(
                id,
                "the id of a change or a run, as history and status list them"
            );
        if (!dryRun)
            await Gate.RequireRunningAsync(call.Bridge, call.Cancel);
        var run = await call.Get<BackgroundRuns>()
            .BeginAsync(
                "undo",
                !dryRun,
                (live, cancel) => RunAsync(call.Bridge, live, entries, dryRun, call.Actor, cancel),
                call.Cancel
            );
        var family = entries.Select(entry => entry.Family).Distinct().Count() == 1 ? entries[0].Family : null;
        await call.NoteAsync(
            family,
            $"run {run.Record.Id} was started: undo of {id}{(dryRun ? ", only looking" : "")}"
        );
        return await RunRoutes.AnswerAsync(call, run, wait);
    }

    private static async Task<System.Text.Json.Nodes.JsonObject> RunAsync(
        OperatedBridge bridge,
        LiveRun run,
        IReadOnlyList<HistoryEntry> entries,
        bool dryRun,
        string orderedBy,
        CancellationToken cancel
    )
    {
        await bridge.Get<FirstContact>().EnsureAsync(cancel);
        var undo = await bridge.Get<Undoing>().PlanAsync(entries, cancel);
        var preview = await Preview.OfAsync(bridge, undo.Plan, UndoRun.Families(undo), cancel);
        run.Planned(preview.Plan.Families.Count);
        if (dryRun)
            return UndoRun.WithLeft(
                await RunOrder.LookedAsync(bridge, run.Record, preview, cancel),
                undo.Left
            );
        var report = await RecordedRun.WriteAsync(
            bridge,
            run.Record,
            [],
            runId => UndoRun.ApplyAsync(bridge, entries, undo, runId, orderedBy, run.Worked, cancel),
            cancel
        );
        return UndoRun.WithLeft(report.ToJson(), undo.Left);
    }
}
