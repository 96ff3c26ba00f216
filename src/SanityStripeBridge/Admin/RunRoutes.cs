using System.Text.Json.Nodes;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Admin;

/// <summary>Starting runs, and what became of them.</summary>
internal static class RunRoutes
{
    /// <summary>Seconds; whoever wants to wait longer asks again.</summary>
    private const int LongestWait = 600;

    public static readonly (string, string) Wait = (
        "wait",
        $"Seconds to wait for the end, up to {LongestWait}: 200 with the report, or 202 when it takes longer."
    );

    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        new(
            "POST",
            "/sync",
            "startRun",
            "Starts a run on the server: sync, validate, backfill or seed.",
            StartAsync
        )
        {
            Query = [Wait],
            Body = "sync",
            Answers = [(202, "begun"), (200, "report")],
        },
        new("GET", "/runs", "listRuns", "Lists runs, newest first.", ListAsync)
        {
            Query = Lists.Paged,
            Answers = [(200, "runs")],
        },
        new("GET", "/runs/{id}", "getRun", "Shows a run: how far it has come, then its report.", ShowAsync)
        {
            Answers = [(200, "report")],
        },
    ];

    private static async Task<IResult> StartAsync(AdminCall call)
    {
        var wait = WaitOf(call);
        var order = RunOrder.Read(await call.BodyAsync(), call.Actor);
        await order.RequireAllowedAsync(call);
        var run = await call.Get<BackgroundRuns>()
            .BeginAsync(
                order.Kind,
                order.Writes,
                (live, cancel) => order.RunAsync(call.Bridge, live, cancel),
                call.Cancel
            );
        await call.NoteAsync(null, $"run {run.Record.Id} was started: {order.Sentence}");
        return await AnswerAsync(call, run, wait);
    }

    /// <summary>How long the caller waits for the report; null: not at all.</summary>
    public static int? WaitOf(AdminCall call) =>
        call.Query("wait") is null ? null : call.Number("wait", 0, 0, LongestWait);

    /// <summary>The report when it came in time, else the run's id.</summary>
    public static async Task<IResult> AnswerAsync(AdminCall call, LiveRun run, int? wait)
    {
        if (wait is { } seconds)
            try
            {
                var report = await run.End.WaitAsync(
                    TimeSpan.FromSeconds(seconds),
                    call.Get<TimeProvider>(),
                    call.Cancel
                );
                return Answers.Json(report);
            }
            catch (TimeoutException)
            {
                // It goes on.
            }
        call.Context.Response.Headers.Location = $"{AdminRoutes.Prefix}/runs/{run.Record.Id}";
        return Answers.Json(new JsonObject { ["runId"] = run.Record.Id }, StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ListAsync(AdminCall call)
    {
        var limit = call.Limit();
        var runs = await call.Get<IMemory>().RunPageAsync(call.Query("cursor"), limit, call.Cancel);
        return Answers.Json(Words.List(runs, StatusShape.Run, runs.Count == limit ? runs[^1].Id : null));
    }

    private static async Task<IResult> ShowAsync(AdminCall call)
    {
        var id = call.Part("id");
        if (call.Get<BackgroundRuns>().Find(id) is { } live)
            return Answers.Json(live.ToJson());
        var run =
            await call.Get<IMemory>().FindRunAsync(id, call.Cancel)
            ?? throw RefusedException.Unknown(id, "the id of a run, as status lists them");
        return Answers.Json(
            run.Result is { } report
                ? JsonNode.Parse(report)!
                : RunReport.Empty(run, "running", null).ToJson()
        );
    }
}
