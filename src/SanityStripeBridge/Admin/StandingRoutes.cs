using System.Text.Json.Nodes;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Admin;

/// <summary>Where things stand, and stopping and restarting the writing.</summary>
internal static class StandingRoutes
{
    private const int LongestReason = 500;

    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        new(
            "GET",
            "/status",
            "getStatus",
            "Tells where both sides stand; compares them, writes nothing.",
            StatusAsync
        )
        {
            Query = [Lists.Fresh],
            Answers = [(200, "status")],
        },
        new(
            "POST",
            "/pause",
            "pause",
            "Stops writing to both sides; webhooks go on being stored.",
            PauseAsync
        )
        {
            Body = "pause",
            Answers = [(200, "paused")],
        },
        new("POST", "/resume", "resume", "Goes on writing after a pause.", ResumeAsync)
        {
            Answers = [(200, "paused")],
        },
    ];

    private static async Task<IResult> StatusAsync(AdminCall call)
    {
        var compared = await call.CompareAsync();
        return Answers.Json(StatusShape.Of(await StatusReport.MakeAsync(call.Bridge, compared, call.Cancel)));
    }

    private static async Task<IResult> PauseAsync(AdminCall call)
    {
        var body = await call.BodyAsync();
        var reason = body.Text("reason") ?? "paused by hand";
        if (reason.Length > LongestReason)
            body.Fault("reason", $"expected at most {LongestReason} characters");
        body.Require();
        await call.Get<Standing>().PauseAsync(reason, call.Cancel);
        await call.NoteAsync(null, $"writing was paused: {reason}");
        return Answers.Json(new JsonObject { ["paused"] = true, ["reason"] = reason });
    }

    private static async Task<IResult> ResumeAsync(AdminCall call)
    {
        await call.Get<Standing>().ResumeAsync(call.Cancel);
        await call.NoteAsync(null, "writing was resumed");
        return Answers.Json(new JsonObject { ["paused"] = false, ["reason"] = null });
    }
}
