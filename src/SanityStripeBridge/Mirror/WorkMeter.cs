using System.Diagnostics.Metrics;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Mirror;

/// <summary>Counts what became of families and runs, and how long a webhook took to arrive on the other side.</summary>
internal sealed class WorkMeter(IMeterFactory meters, Neighbours neighbours)
{
    public const string MeterName = "SanityStripeBridge";

    private readonly Counter<long> _worked = meters
        .Create(MeterName)
        .CreateCounter<long>("bridge.families.worked", "{family}", "Families worked, by result");

    private readonly Histogram<double> _delays = meters
        .Create(MeterName)
        .CreateHistogram<double>(
            "bridge.delivery.delay",
            "s",
            "From the receipt of a webhook until its write was confirmed"
        );

    private readonly Counter<long> _runs = meters
        .Create(MeterName)
        .CreateCounter<long>("bridge.runs", "{run}", "Runs of this process by kind and result");

    private readonly Histogram<double> _runDurations = meters
        .Create(MeterName)
        .CreateHistogram<double>("bridge.run.duration", "s", "Duration of runs of this process");

    /// <param name="result">settled, held, refused, retried, dead, paused, moved or lost.</param>
    public void Worked(string result) => _worked.Add(1, Bridge, new("result", result));

    /// <summary>What the delivery told of has been written to the other side.</summary>
    /// <param name="side">Where it came from.</param>
    /// <param name="delay">Since its receipt.</param>
    public void Written(Side side, TimeSpan delay) =>
        _delays.Record(
            Math.Max(0, delay.TotalSeconds),
            Bridge,
            new("side", side == Side.Sanity ? "sanity" : "stripe")
        );

    public void Ran(string kind, string result, TimeSpan time)
    {
        _runs.Add(1, Bridge, new("kind", kind), new("result", result));
        _runDurations.Record(Math.Max(0, time.TotalSeconds), Bridge, new("kind", kind));
    }

    private KeyValuePair<string, object?> Bridge => new("bridge", neighbours.Self);
}
