using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;

namespace SanityStripeBridge.Cli;

/// <summary>Applies a plan as a recorded run, with its progress shown.</summary>
internal static class SyncRun
{
    /// <param name="kind">What the run is called in reports: sync, adopt, seed or backfill.</param>
    public static Task<RunReport> ApplyAsync(
        Session session,
        Voice voice,
        string kind,
        Preview preview,
        SyncRequest request,
        CancellationToken cancel
    ) =>
        RecordAsync(
            session,
            kind,
            runId =>
                voice.ProgressAsync(
                    kind,
                    preview.Plan.Families.Count,
                    progress =>
                        session
                            .Get<FullSync>()
                            .ApplyAsync(
                                preview.Plan,
                                request,
                                runId,
                                outcome => progress(outcome.Family),
                                cancel
                            )
                ),
            cancel
        );

    /// <inheritdoc cref="RecordedRun.WriteAsync"/>
    public static async Task<RunReport> RecordAsync(
        Session session,
        string kind,
        Func<string, Task<IReadOnlyList<FamilyOutcome>>> write,
        CancellationToken cancel
    )
    {
        var record = await RecordedRun.BeginAsync(session, kind, cancel);
        return await RecordedRun.WriteAsync(session, record, [], write, cancel);
    }
}
