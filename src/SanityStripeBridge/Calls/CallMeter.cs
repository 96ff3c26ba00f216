using System.Diagnostics.Metrics;

namespace SanityStripeBridge.Calls;

/// <summary>Counts every attempt that reached for a platform: platforms meter us by calls, retries included.</summary>
internal sealed class CallMeter(IMeterFactory meters)
{
    public const string MeterName = "SanityStripeBridge";

    private readonly Counter<long> _calls = meters
        .Create(MeterName)
        .CreateCounter<long>("bridge.api.calls", "{call}", "Calls to the platforms' APIs");

    public void Count(string side, string operation, string result) =>
        _calls.Add(1, new("side", side), new("operation", operation), new("result", result));
}
