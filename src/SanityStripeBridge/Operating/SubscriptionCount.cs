using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating;

/// <summary>Asks how many live subscriptions stay on the prices that a plan replaces: one read for each, for people who look before they write.</summary>
internal static class SubscriptionCount
{
    /// <summary>The preview with what could be counted; never fails.</summary>
    public static async Task<Preview> AddAsync(
        OperatedBridge bridge,
        Preview preview,
        CancellationToken cancel
    )
    {
        var counts = new Dictionary<string, StayingSubscriptions>(StringComparer.Ordinal);
        StayingSubscriptions? stopped = null;
        foreach (var price in StayingSubscriptions.PricesOf(preview.Changes.Select(entry => entry.Change)))
        {
            if (counts.Count == StayingSubscriptions.MostPrices)
                stopped ??= StayingSubscriptions.TooMany;
            var count = stopped ?? await OfAsync(bridge.Get<ISubscriptions>(), price, cancel);
            counts[price] = count;
            // What one answer lacks, the next will lack too.
            if (count.Live is null)
                stopped = count;
        }
        return preview with { Subscriptions = counts };
    }

    private static async Task<StayingSubscriptions> OfAsync(
        ISubscriptions subscriptions,
        string price,
        CancellationToken cancel
    )
    {
        try
        {
            var page = await subscriptions.OfPriceAsync(price, cancel);
            return new(page.Data.Count(one => one.IsLive), page.HasMore, null);
        }
        catch (RemoteException failure) when (failure.Status == StatusCodes.Status403Forbidden)
        {
            return StayingSubscriptions.Forbidden;
        }
        catch (RemoteException failure)
        {
            return new(null, false, failure.Message);
        }
    }
}
