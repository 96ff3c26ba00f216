using System.Text.Json.Nodes;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating;

/// <summary>A run on its way: how far it has come, and its report once it has ended.</summary>
internal sealed class LiveRun(RunRecord record)
{
    private readonly TaskCompletionSource<JsonObject> _end = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly Lock _lock = new();
    private readonly List<ReportItem> _items = [];
    private int _done;
    private int _total;

    public RunRecord Record { get; } = record;

    /// <summary>What it has cost so far.</summary>
    public CallTally Calls { get; } = new();

    /// <summary>The report; never fails.</summary>
    public Task<JsonObject> End => _end.Task;

    /// <summary>It is known by now what is to be done.</summary>
    public void Planned(int families)
    {
        lock (_lock)
            _total = families;
    }

    public void Worked(FamilyOutcome outcome)
    {
        lock (_lock)
        {
            _done++;
            _items.AddRange(ReportItems.Of(outcome));
        }
    }

    public void Ended(JsonObject report) => _end.TrySetResult(report);

    /// <summary>The report so far; at the end the report.</summary>
    public JsonObject ToJson()
    {
        if (End.IsCompletedSuccessfully)
            return (JsonObject)End.Result.DeepClone();
        lock (_lock)
        {
            var report = RunReport.Empty(Record, "running", null) with
            {
                Items = [.. _items],
                Calls = Calls.Counts,
            };
            var shape = report.ToJson();
            shape["progress"] = new JsonObject { ["done"] = _done, ["total"] = _total };
            return shape;
        }
    }
}
