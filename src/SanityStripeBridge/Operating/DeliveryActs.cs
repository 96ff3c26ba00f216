using System.Globalization;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Operating;

/// <summary>What a person can do with a delivery.</summary>
internal static class DeliveryActs
{
    /// <summary>Its product is looked at again; the old body is never applied.</summary>
    public static Task ReplayAsync(OperatedBridge bridge, long id, CancellationToken cancel) =>
        ActAsync(bridge, id, (inbox, now) => inbox.ReplayAsync(id, now, cancel), cancel);

    /// <summary>It is given up for good.</summary>
    public static Task DiscardAsync(OperatedBridge bridge, long id, CancellationToken cancel) =>
        ActAsync(bridge, id, (inbox, now) => inbox.DiscardAsync(id, now, cancel), cancel);

    private static async Task ActAsync(
        OperatedBridge bridge,
        long id,
        Func<IInbox, DateTimeOffset, Task<bool>> act,
        CancellationToken cancel
    )
    {
        var inbox = bridge.Get<IInbox>();
        if (await act(inbox, bridge.Get<TimeProvider>().GetUtcNow()))
            return;
        throw await inbox.FindAsync(id, cancel) is { } delivery
            ? new RefusedException(
                "not_allowed",
                $"Delivery {id} is {Words.Of(delivery.State)}; only a dead, held or quarantined one can be given up"
            )
            : RefusedException.Unknown(
                "delivery " + id.ToString(CultureInfo.InvariantCulture),
                "a number of inbox list"
            );
    }
}
