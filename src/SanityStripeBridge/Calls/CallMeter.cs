using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Calls;

/// <summary>Counts every attempt that reached for a platform: platforms meter us by calls, retries included.</summary>
/// <param name="meters">Of the process.</param>
/// <param name="bridge">Whose calls these are.</param>
internal sealed class CallMeter(IMeterFactory meters, string bridge = "default")
{
    public const string MeterName = "SanityStripeBridge";

    private readonly Counter<long> _calls = meters
        .Create(MeterName)
        .CreateCounter<long>("bridge.api.calls", "{call}", "Calls to the platforms' APIs");

    private readonly Histogram<double> _durations = meters
        .Create(MeterName)
        .CreateHistogram<double>("bridge.api.call.duration", "s", "Time until a platform answered");

    private readonly ConcurrentDictionary<CallBudget, string> _budgets = new();

    public void Count(string side, string operation, string result)
    {
        CallTally.Current?.Count(side, operation);
        _calls.Add(
            1,
            new("bridge", bridge),
            new("side", side),
            new("operation", operation),
            new("result", result)
        );
    }

    /// <summary>How long one attempt took, whatever came of it.</summary>
    public void Took(string side, TimeSpan time) =>
        _durations.Record(time.TotalSeconds, new("bridge", bridge), new("side", side));

    /// <summary>Calls to the side are paced by these.</summary>
    public void Paced(string side, IReadOnlyList<CallBudget> budgets)
    {
        foreach (var budget in budgets)
            _budgets.TryAdd(budget, side);
    }

    /// <summary>By side: the share of the scarcest budget that is left now, from 0 (calls wait) to 1.</summary>
    public IReadOnlyDictionary<string, double> Headroom() =>
        _budgets
            .GroupBy(entry => entry.Value, StringComparer.Ordinal)
            .ToDictionary(
                side => side.Key,
                side => side.Min(entry => entry.Key.Headroom()),
                StringComparer.Ordinal
            );
}
