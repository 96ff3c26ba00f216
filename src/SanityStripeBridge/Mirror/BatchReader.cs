using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// Reads in few calls what many families will look at. Reads only, under no lease; whether a family may use what was read for
/// it is judged when it is worked.
/// </summary>
internal sealed class BatchReader(
    IStripeSide stripe,
    ISanitySide sanity,
    IMemory memory,
    Orders orders,
    TimeProvider clock
)
{
    /// <summary>A family's work looks at its product and documents, then perhaps at prices, then at what these name.</summary>
    private const int MostRounds = 4;

    /// <summary>Stripe lists in pages of 100.</summary>
    private const int Page = 100;

    /// <summary>A price list is read in two passes, and neither fills its last page.</summary>
    private const int LastPages = 2;

    private long _prices;

    /// <summary>What a family's waiting deliveries will make its work look at.</summary>
    public async Task<Foreseen> ForeseeAsync(
        Inbox.FamilyPeek peek,
        PlanSettings settings,
        CancellationToken cancel
    )
    {
        // An editor's request may have to be read by itself, before it is known what for.
        if (peek.Deliveries.Any(delivery => delivery.Type == "stripeSync"))
            return new(peek);
        var family = await memory.LoadAsync(peek.Family, cancel);
        // A write whose outcome is unknown is settled first, by looks of its own.
        if (family.OpenIntents.Count > 0)
            return new(peek);
        var reading = await orders.ReadAsync(family, peek.Deliveries, cancel);
        return new(peek, reading.Order is { } order ? new(family, order, settings) : null);
    }

    /// <summary>Reads for all of them; what costs no fewer calls together is left to each.</summary>
    public async Task ReadAsync(IReadOnlyList<Foreseen> families, CancellationToken cancel)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var now = clock.GetUtcNow();
            var wanting = families.Select(family => (Family: family, Wants: family.Wants(now))).ToList();
            wanting.RemoveAll(one => one.Wants.IsEmpty);
            var read =
                await ReadPricesAsync(wanting, cancel)
                + await ReadProductsAsync(wanting, cancel)
                + await ReadDocumentsAsync(wanting, cancel);
            if (read == 0)
                return;
        }
    }

    private async Task<int> ReadProductsAsync(
        List<(Foreseen Family, Wants Wants)> wanting,
        CancellationToken cancel
    )
    {
        // A price that is read by itself brings its product along.
        var batch = wanting
            .Where(one => one.Wants.Prices.All(one.Family.Look.Prices.ContainsKey))
            .SelectMany(one => one.Wants.Products.Select(id => (one.Family, Id: id)))
            .ToLookup(one => one.Id, one => one.Family, StringComparer.Ordinal);
        if (batch.Count < 2)
            return 0;
        var products = await stripe.GetProductsAsync([.. batch.Select(one => one.Key)], cancel);
        foreach (var product in products)
        foreach (var family in batch[product.Id])
        {
            family.Found.Put(product);
            family.Look = family.Look.With(product);
        }
        return products.Count;
    }

    // One full list, when that is fewer calls than one or two for every price or family.
    private async Task<int> ReadPricesAsync(
        List<(Foreseen Family, Wants Wants)> wanting,
        CancellationToken cancel
    )
    {
        var concerned = wanting
            .Where(one =>
                // What belongs to whom is found out by the looks themselves.
                one.Family.Memory?.Product
                    is not null
                && (one.Wants.Prices.Count > 0 || one.Wants.PricesOf is not null)
            )
            .ToList();
        var singly = concerned.Sum(one => one.Wants.PricesOf is null ? one.Wants.Prices.Count : LastPages);
        if (singly <= LastPages)
            return 0;
        var linked = (await memory.CountAsync(cancel)).LinkedPrices;
        if ((Math.Max(linked, _prices) / Page) + LastPages >= singly)
            return 0;
        if (await ListPricesAsync((singly - LastPages) * Page, cancel) is not { } all)
            return 0;
        return concerned.Sum(one => Give(one.Family, one.Wants, all));
    }

    // Null: there were more than was thought, and the families' own reads are fewer.
    private async Task<ILookup<string, StripePrice>?> ListPricesAsync(int most, CancellationToken cancel)
    {
        var prices = new List<StripePrice>();
        await foreach (var price in stripe.ListPricesAsync(cancel))
        {
            prices.Add(price);
            if (prices.Count > most)
            {
                _prices = prices.Count;
                return null;
            }
        }
        _prices = prices.Count;
        return prices.ToLookup(price => price.Product.Id, StringComparer.Ordinal);
    }

    private static int Give(Foreseen family, Wants wants, ILookup<string, StripePrice> all)
    {
        var (given, mine) = (0, all[family.Memory!.Product!.StripeId].ToList());
        foreach (var price in mine.Where(price => wants.Prices.Contains(price.Id)))
        {
            family.Found.Put(price);
            family.Look = family.Look with { Prices = family.Look.Prices.SetItem(price.Id, price) };
            given++;
        }
        if (wants.PricesOf != family.Memory.Product.StripeId || !IsWhole(family.Memory, mine))
            return given;
        family.Found.PutPricesOf(wants.PricesOf, mine);
        family.Look = family.Look with
        {
            AllStripePrices = true,
            Prices = family.Look.Prices.SetItems(
                mine.Select(price => KeyValuePair.Create<string, StripePrice?>(price.Id, price))
            ),
        };
        return given + 1;
    }

    // A list that lacks one that it must show may lack others.
    private static bool IsWhole(FamilyMemory family, List<StripePrice> listed) =>
        family
            .Links.Where(link => link is { Type: ObjectType.Price, State: LinkState.Linked })
            .All(link => listed.Exists(price => price.Id == link.StripeId));

    private async Task<int> ReadDocumentsAsync(
        List<(Foreseen Family, Wants Wants)> wanting,
        CancellationToken cancel
    )
    {
        var searched = await FindPricesAsync(wanting, cancel);
        var wanted = wanting
            .SelectMany(one =>
                one.Wants.Documents.Select(PartId.DocumentOf)
                    .Concat(
                        searched?[one.Family.Family].Where(id => !one.Family.Look.Documents.ContainsKey(id))
                            ?? []
                    )
                    .Distinct(StringComparer.Ordinal)
                    .Select(id => (one.Family, Id: id))
            )
            .ToLookup(one => one.Id, one => one.Family, StringComparer.Ordinal);
        if (wanted.SelectMany(one => one).Distinct().Count() < 2)
            return 0;
        var seen = await sanity.GetDocumentsAsync(
            [.. wanted.Select(one => one.Key)],
            allVersions: true,
            cancel
        );
        var given = 0;
        foreach (var versions in seen.GroupBy(document => document.PublishedId, StringComparer.Ordinal))
        {
            if (versions.FirstOrDefault(one => SanityIds.IsPublished(one.Id)) is not { } published)
                continue;
            var copies = versions.Where(one => !SanityIds.IsPublished(one.Id)).ToList();
            var look = new DocumentLook(published, copies, Complete: true);
            foreach (var family in wanted[versions.Key])
            {
                family.Found.Put(versions.Key, look);
                family.Look = family.Look.With(versions.Key, look);
                given++;
            }
        }
        return given;
    }

    private async Task<ILookup<string, string>?> FindPricesAsync(
        List<(Foreseen Family, Wants Wants)> wanting,
        CancellationToken cancel
    )
    {
        var families = wanting.Where(one => one.Wants.PriceDocuments).Select(one => one.Family).ToList();
        if (families.Count < 2)
            return null;
        var found = await sanity.FindPricesOfAsync([.. families.Select(family => family.Family)], cancel);
        foreach (var family in families)
        {
            family.Found.PutPriceDocuments([.. found[family.Family]]);
            family.Look = family.Look with { AllPriceDocuments = true };
        }
        return found;
    }
}
