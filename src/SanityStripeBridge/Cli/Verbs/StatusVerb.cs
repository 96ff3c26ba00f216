using System.CommandLine;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>Where things stand, and what to do about it.</summary>
internal static class StatusVerb
{
    public static Command Create(CliWorld world) =>
        Verb.Create("status", "Tells where things stand on both sides, and what to do next.", "status --json")
            .Does(world, ShowAsync);

    private static async Task<int> ShowAsync(VerbRun run, CancellationToken cancel)
    {
        await using var session = await Session.ConnectAsync(run, cancel);
        var report = await Reading.WhileAsync(run, session, () => ReportAsync(session, cancel));
        run.Voice.Json(StatusShape.Of(report));
        StatusTable.Write(run.Voice, report);
        return ExitCode.Done;
    }

    private static async Task<StatusReport> ReportAsync(Session session, CancellationToken cancel)
    {
        var now = session.Get<TimeProvider>().GetUtcNow();
        var plan = await session.Get<FullSync>().PlanAsync(new(), cancel);
        return await StatusReport.MakeAsync(session, new(plan, now), cancel);
    }
}
