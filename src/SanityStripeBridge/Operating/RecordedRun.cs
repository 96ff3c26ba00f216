using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating;

/// <summary>A run that is remembered from its beginning, however it ends, and tells what became of every object.</summary>
internal static class RecordedRun
{
    public static Task<RunRecord> BeginAsync(OperatedBridge bridge, string kind, CancellationToken cancel) =>
        bridge.Get<Runs>().BeginAsync(kind, cancel);

    /// <param name="bridge">Whose run it is.</param>
    /// <param name="record">The run, begun.</param>
    /// <param name="asked">Families that the report speaks of even when nothing was to be done.</param>
    /// <param name="write">Gets the run's id, which the history names as the cause.</param>
    /// <param name="cancel">Breaks it off.</param>
    public static async Task<RunReport> WriteAsync(
        OperatedBridge bridge,
        RunRecord record,
        IReadOnlyCollection<string> asked,
        Func<string, Task<IReadOnlyList<FamilyOutcome>>> write,
        CancellationToken cancel
    )
    {
        var runs = bridge.Get<Runs>();
        var state = "failed";
        IReadOnlyList<FamilyOutcome> outcomes = [];
        RunReport report;
        try
        {
            outcomes = await write(record.Id);
            while (await bridge.Get<Companions>().FlushAsync(cancel) > 0) { }
            state = outcomes.Any(outcome => outcome.IsIncomplete) ? "failed" : "done";
        }
        finally
        {
            // A run that was broken off is remembered as such.
            report = await runs.ReportAsync(record, state, outcomes, asked);
            await runs.EndAsync(record, report.ToJson());
        }
        return report;
    }
}
