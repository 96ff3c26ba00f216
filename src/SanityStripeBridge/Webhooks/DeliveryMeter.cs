using System.Diagnostics.Metrics;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Webhooks;

/// <summary>Counts deliveries by side and outcome, refused ones included.</summary>
internal sealed class DeliveryMeter(IMeterFactory meters, Neighbours neighbours)
{
    public const string MeterName = "SanityStripeBridge";

    private readonly Counter<long> _deliveries = meters
        .Create(MeterName)
        .CreateCounter<long>("bridge.deliveries", "{delivery}", "Webhook deliveries by side and outcome");

    public void Count(Side side, string outcome) =>
        _deliveries.Add(
            1,
            new KeyValuePair<string, object?>("bridge", neighbours.Self),
            new KeyValuePair<string, object?>("side", side == Side.Sanity ? "sanity" : "stripe"),
            new KeyValuePair<string, object?>("outcome", outcome)
        );
}
