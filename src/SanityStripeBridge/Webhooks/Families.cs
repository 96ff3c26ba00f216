using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Echoes;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Webhooks;

/// <summary>The family of a delivery as far as the door can tell; the worker moves it when it turns out to be another.</summary>
internal sealed class Families(IMemory memory)
{
    /// <summary>Of a price of which nothing is known yet.</summary>
    private const string Orphan = "price:";

    public async Task<string> OfAsync(SanityDelivery delivery, SanityTypes types, CancellationToken cancel)
    {
        if (types.Products.Contains(delivery.Type))
            return delivery.DocumentId;
        if (delivery.Product is { } product)
            return product;
        if (await memory.FindDocumentAsync(delivery.Subject, cancel) is { } known)
            return known.Family;
        if (await memory.FindLinkAsync(Side.Sanity, delivery.Subject, cancel) is { } link)
            return link.Family;
        return types.Prices.ContainsKey(delivery.Type) ? Orphan + delivery.Subject : delivery.Subject;
    }

    public async Task<string> OfAsync(
        StripeDelivery delivery,
        IReadOnlyList<Intent> intents,
        WebhookOptions options,
        CancellationToken cancel
    )
    {
        if (await memory.FindLinkAsync(Side.Stripe, delivery.Subject, cancel) is { } link)
            return link.Family;
        if (delivery.Object == ObjectType.Product)
            return OfMark(delivery, options)
                ?? OfIntents(delivery, intents)
                ?? DerivedId.Document(delivery.Subject);
        if (await memory.FindRetirementAsync(delivery.Subject, cancel) is { } retirement)
            return retirement.Family;
        if (OfIntents(delivery, intents) is { } family)
            return family;
        if (delivery.Product is not { } product)
            return Orphan + delivery.Subject;
        return (await memory.FindLinkAsync(Side.Stripe, product, cancel))?.Family
            ?? DerivedId.Document(product);
    }

    private static string? OfMark(StripeDelivery delivery, WebhookOptions options) =>
        delivery.Metadata("sanity_project") == options.Project
        && delivery.Metadata("sanity_dataset") == options.Dataset
        && delivery.Metadata("sanity_id") is { Length: > 0 } id
            ? id
            : null;

    private static string? OfIntents(StripeDelivery delivery, IReadOnlyList<Intent> intents) =>
        (
            intents.FirstOrDefault(intent => intent.StripeId == delivery.Subject)
            ?? (intents.Count > 0 ? intents[0] : null)
        )?.Family;
}
