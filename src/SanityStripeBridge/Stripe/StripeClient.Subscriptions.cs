using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Stripe;

/// <summary>Subscriptions, which are looked at and never touched.</summary>
internal sealed partial class StripeClient : ISubscriptions
{
    public async Task<StripeList<StripeSubscription>> OfPriceAsync(
        string priceId,
        CancellationToken cancel
    ) =>
        await FindAsync(
            $"/v1/subscriptions?{PageSize}&price={Uri.EscapeDataString(priceId)}",
            "GET /v1/subscriptions",
            StripeJson.Default.StripeListStripeSubscription,
            cancel
        ) ?? new();
}
