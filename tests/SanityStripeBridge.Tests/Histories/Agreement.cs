using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Histories;

/// <summary>Whether the two sides of every pair show the same; where they do not, somebody must have been told.</summary>
internal static class Agreement
{
    public static IEnumerable<string> Faults(BridgeWorld world, IReadOnlyList<Conflict> open) =>
        Products(world, open).Concat(Prices(world, open));

    private static IEnumerable<string> Products(BridgeWorld world, IReadOnlyList<Conflict> open)
    {
        var stripe = world.StripeProducts().ToDictionary(product => (string)product["id"]!);
        return from document in world.Documents("product")
            let product = stripe.GetValueOrDefault(document.Text("stripeProductId") ?? "")
            where product is not null
            from fault in Unequal(
                document.Id,
                Shown.OfDocument(document.Body),
                Shown.OfStripeProduct(product),
                (IsActive(document.Body), (bool)product["active"]!),
                open
            )
            select fault;
    }

    private static IEnumerable<string> Prices(BridgeWorld world, IReadOnlyList<Conflict> open)
    {
        var stripe = world.StripePrices().ToDictionary(price => (string)price["id"]!);
        var pairs = world
            .Documents("price")
            .Select(document => (document.Id, document.Body, Host: document))
            .Concat(
                world
                    .Documents("product")
                    .SelectMany(product =>
                        Shown
                            .Variants(product.Body)
                            .Select(variant =>
                                (
                                    Id: PartId.Of(product.Id, (string)variant["_key"]!),
                                    Body: variant,
                                    Host: product
                                )
                            )
                    )
            );
        return from pair in pairs
            let price = stripe.GetValueOrDefault((string?)pair.Body["stripePriceId"] ?? "")
            where price is not null && !IsTold(world, pair.Host.Id)
            from fault in Unequal(
                pair.Id,
                Shown.OfDocument(pair.Host.Body),
                Shown.OfStripePrice(price),
                (IsActive(pair.Body), (bool)price["active"]!),
                open
            )
            select $"{fault} ({price["id"]})";
    }

    private static IEnumerable<string> Unequal(
        string id,
        IReadOnlyDictionary<(string Id, string Field), string> all,
        IReadOnlyDictionary<string, string> stripe,
        (bool Sanity, bool Stripe) active,
        IReadOnlyList<Conflict> open
    )
    {
        var sanity = all.Where(shown => shown.Key.Id == id).ToDictionary(s => s.Key.Field, s => s.Value);
        foreach (var field in sanity.Keys.Union(stripe.Keys).Where(IsMapped).Where(field => !IsOpen(field)))
            if (sanity.GetValueOrDefault(field) != stripe.GetValueOrDefault(field))
                yield return $"{id}.{field}: {sanity.GetValueOrDefault(field)} here, {stripe.GetValueOrDefault(field)} in Stripe";
        if (active.Sanity != active.Stripe && !IsOpen("active"))
            yield return $"{id}.active: {active.Sanity} here, {active.Stripe} in Stripe";

        // A variant has no currencies and no tiers.
        bool IsMapped(string field) => PartId.KeyOf(id) is null || field is "nickname" or "unitAmount";

        bool IsOpen(string field) =>
            open.Any(record => record.SanityId == id && (record.Path == field || IsOfAmount(record, field)));
    }

    // An amount and its currency are decided together.
    private static bool IsOfAmount(Conflict record, string field) =>
        record.Path == "currency" && field == "unitAmount";

    // The bridge says on the document that the price waits for its product, or what is wrong with it.
    private static bool IsTold(BridgeWorld world, string document) =>
        world.Document("stripeSync-" + document)?.Text("status") is "waiting" or "error";

    private static bool IsActive(JsonObject body) =>
        (bool?)body["active"] != false && (string?)body["sellStatus"] != "internal";
}
