using System.Text.Json;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// Moves deliveries to the family they turn out to belong to: at the door a price may not say its product, and a link may be
/// made between the door and the work.
/// </summary>
internal sealed class Rehoming(
    IInbox inbox,
    IMemory memory,
    ISanitySide sanity,
    IStripeSide stripe,
    TimeProvider clock
)
{
    /// <summary>Provisional family of a price of which nothing was known at the door.</summary>
    private const string Orphan = "price:";

    /// <summary>The ids of the deliveries that were moved.</summary>
    public async Task<IReadOnlyCollection<long>> MoveAsync(
        FamilyLease lease,
        IReadOnlyList<Delivery> deliveries,
        CancellationToken cancel
    )
    {
        var moved = new List<long>();
        foreach (var delivery in deliveries)
            if (await FamilyOfAsync(lease.Family, delivery, cancel) is { } family && family != lease.Family)
            {
                await inbox.MoveAsync([delivery.Id], family, clock.GetUtcNow(), cancel);
                moved.Add(delivery.Id);
            }
        return moved;
    }

    private async Task<string?> FamilyOfAsync(string family, Delivery delivery, CancellationToken cancel)
    {
        if (delivery.Side == Side.Stripe)
            return await OfStripeAsync(family, delivery, cancel);
        return family.StartsWith(Orphan, StringComparison.Ordinal)
            ? await OfPriceDocumentAsync(delivery.Subject, cancel)
            : null;
    }

    private async Task<string?> OfStripeAsync(string family, Delivery delivery, CancellationToken cancel)
    {
        if (await OfLinkAsync(delivery.Subject, cancel) is { } own)
            return own;
        var product = ProductOf(delivery);
        if (product is null && family.StartsWith(Orphan, StringComparison.Ordinal))
            product = (await stripe.GetPriceAsync(delivery.Subject, cancel))?.Product.Id;
        if (product is null)
            return null;
        return await OfLinkAsync(product, cancel)
            ?? (family.StartsWith(Orphan, StringComparison.Ordinal) ? DerivedId.Document(product) : null);
    }

    private async Task<string?> OfLinkAsync(string stripeId, CancellationToken cancel) =>
        (await memory.FindLinkAsync(Side.Stripe, stripeId, cancel))?.Family
        ?? (await memory.FindRetirementAsync(stripeId, cancel))?.Family;

    private async Task<string?> OfPriceDocumentAsync(string id, CancellationToken cancel)
    {
        if ((await memory.FindLinkAsync(Side.Sanity, id, cancel))?.Family is { } linked)
            return linked;
        var seen = await sanity.GetDocumentsAsync([id], allVersions: false, cancel);
        return seen.Count == 0 ? null : SanityReader.Reference(seen[0].Body["product"]);
    }

    private static string? ProductOf(Delivery delivery)
    {
        var body = JsonSerializer.Deserialize(delivery.Body, StripeJson.Default.StripeEvent)!;
        return
            body.Data?.Object is { ValueKind: JsonValueKind.Object } price
            && price.TryGetProperty("product", out var product)
            && product.ValueKind == JsonValueKind.String
            ? product.GetString()
            : null;
    }
}
