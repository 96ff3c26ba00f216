using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>Who is subscribed to a price. Only a preview asks: nothing that is mirrored depends on it.</summary>
internal interface ISubscriptions
{
    /// <summary>One read: at most a hundred that have not been cancelled, newest first, and whether there are more.</summary>
    /// <exception cref="RemoteException">With status 403 when the key may not read subscriptions.</exception>
    Task<StripeList<StripeSubscription>> OfPriceAsync(string priceId, CancellationToken cancel);
}
