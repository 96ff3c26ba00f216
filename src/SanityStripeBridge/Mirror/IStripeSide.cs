using System.Text.Json;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>What the mirror asks of Stripe. Every failure is a <see cref="RemoteException"/>.</summary>
internal interface IStripeSide
{
    /// <summary>The account behind the key (<c>GET /v1/account</c>).</summary>
    Task<StripeAccount> GetAccountAsync(CancellationToken cancel);

    /// <summary>One read, default price expanded; null when Stripe answers 404 <c>resource_missing</c> for this id. Any other error is no proof of absence.</summary>
    Task<StripeProduct?> GetProductAsync(string id, CancellationToken cancel);

    /// <summary>Those of the products that exist, a hundred to a read, default prices expanded. One that is left out is not proved absent.</summary>
    Task<IReadOnlyList<StripeProduct>> GetProductsAsync(IReadOnlyList<string> ids, CancellationToken cancel);

    /// <summary>One read with <c>product</c>, <c>currency_options</c> and <c>tiers</c> expanded; null as above.</summary>
    Task<StripePrice?> GetPriceAsync(string id, CancellationToken cancel);

    /// <summary>The price that holds a lookup key, active or not; null when none does. One read, or two.</summary>
    Task<StripePrice?> FindPriceByKeyAsync(string lookupKey, CancellationToken cancel);

    /// <summary>All prices of a product, active and inactive (two passes, because the default filter is undocumented), expanded as above.</summary>
    Task<IReadOnlyList<StripePrice>> GetPricesOfAsync(string productId, CancellationToken cancel);

    /// <summary>All products, active and inactive, newest first, in pages of 100.</summary>
    IAsyncEnumerable<StripeProduct> ListProductsAsync(CancellationToken cancel);

    /// <summary>All prices in two passes, active then inactive, in pages of 100, <c>currency_options</c> and <c>tiers</c> expanded.</summary>
    IAsyncEnumerable<StripePrice> ListPricesAsync(CancellationToken cancel);

    /// <summary>Events of products and prices created at or after the moment, oldest first, each as Stripe stored it.</summary>
    IAsyncEnumerable<JsonElement> ListEventsAsync(DateTimeOffset since, CancellationToken cancel);

    /// <summary>When the newest event of a product or price happened, by Stripe's clock; null when there is none.</summary>
    Task<DateTimeOffset?> FindNewestEventAsync(CancellationToken cancel);

    /// <summary>Sends a product write; the same key may be sent again while the outcome is unknown.</summary>
    Task<StripeProduct> WriteProductAsync(StripeRequest request, string key, CancellationToken cancel);

    /// <summary>Sends a price write.</summary>
    Task<StripePrice> WritePriceAsync(StripeRequest request, string key, CancellationToken cancel);
}
