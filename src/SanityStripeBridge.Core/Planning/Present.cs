using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Core.Planning;

/// <summary>A linked pair as a look shows it.</summary>
/// <param name="Sanity">The published document (or its part) in normal form.</param>
/// <param name="Stripe">The Stripe object in normal form.</param>
public sealed record Present(Mapped Sanity, Mapped Stripe)
{
    /// <summary>The pair; null when the look does not show both sides of it.</summary>
    /// <param name="link">Which pair.</param>
    /// <param name="metadataKeys">Freely named metadata that is asked about, besides what the document has.</param>
    /// <param name="memory">The family's.</param>
    /// <param name="look">With the document and the Stripe object.</param>
    /// <param name="settings">For images and marks.</param>
    public static Present? Of(
        Link link,
        IReadOnlySet<string> metadataKeys,
        FamilyMemory memory,
        Look look,
        PlanSettings settings
    )
    {
        if (look.Document(link.SanityId)?.Published is not { } published)
            return null;
        if (link.Type == ObjectType.Price)
            return look.Prices.GetValueOrDefault(link.StripeId) is { } price
                ? new(SanityReader.Price(published), StripeReader.Price(price, metadataKeys))
                : null;
        return look.Products.GetValueOrDefault(link.StripeId) is { } product
            ? new(
                SanityReader.Product(published, IsUsableDefault, settings.ImageUrl),
                StripeReader.Product(product, memory.DocumentOf, metadataKeys, settings.PicturesOf(memory))
            )
            : null;

        bool IsUsableDefault(string priceDocument) =>
            memory.PriceOf(priceDocument) is { State: LinkState.Linked } linked
            && linked.Baseline["active"].AsFlag() == true;
    }

    /// <summary>What must be seen for it.</summary>
    public static Wants WantsOf(Link link) =>
        link.Type == ObjectType.Product
            ? new() { Documents = [link.SanityId], Products = [link.StripeId] }
            : new() { Documents = [link.SanityId], Prices = [link.StripeId] };
}
