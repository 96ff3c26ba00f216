using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Seeding;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>A catalogue as text, and what is not in it.</summary>
internal sealed record ExportedText(string Text, int Products, int Prices, IReadOnlyList<string> LeftOut);

/// <summary>The catalogue with its links as a seed file: documents, and what only Stripe has.</summary>
internal sealed class Exporting(
    Stocktaking stocktaking,
    IMemory memory,
    Standing standing,
    IOptionsMonitor<MirrorOptions> options
)
{
    /// <summary>Reads both sides once; writes nothing.</summary>
    public async Task<ExportedText> WriteAsync(CancellationToken cancel)
    {
        var stock = await stocktaking.TakeAsync(cancel);
        var links = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var link in memory.LinksAsync(cancel))
            if (link.State == LinkState.Linked)
                links[link.SanityId] = link.StripeId;
        var settings = await standing.PlanSettingsAsync(cancel);
        var linked = links.Values.ToHashSet(StringComparer.Ordinal);
        // Until somebody has matched the two sides, what stands in Stripe may be the same things once more.
        var isMatched =
            await standing.IsAdoptedAsync(cancel) == true || stock.Counts.SanityProducts + stock.Counts.SanityPrices == 0;
        var doubtful = new List<string>();
        var families = stock
            .Looks.Select(entry => Of(entry.Key, entry.Value, linked, settings))
            .Select(family =>
                isMatched ? Without(family, settings.Undecided, doubtful) : Without(family, null, doubtful)
            )
            .ToList();
        var place = new ExportPlace(
            await memory.GetSettingAsync(FirstContact.AccountPin, cancel),
            options.CurrentValue.Mode,
            options.CurrentValue.Project,
            options.CurrentValue.Dataset
        );
        var export = new SeedExport(links, settings.ImageUrl);
        var text = export.Write(families.Where(IsWhole), place);
        var homeless = families
            .Where(family => !IsWhole(family))
            .SelectMany(family => family.PriceDocuments)
            .Select(price => $"{price.Id}: its product is not published")
            .Concat(doubtful.Select(id => $"{id}: it is not linked; run adopt to match the two sides"))
            .Order(StringComparer.Ordinal);
        return new(text, export.Count.Products, export.Count.Prices, [.. export.LeftOut, .. homeless]);
    }

    // Null: of what only Stripe has nothing is certain.
    private static Exported Without(Exported family, IReadOnlySet<string>? undecided, List<string> doubtful)
    {
        var product = family.Product is { Active: true } known && IsDoubtful(known.Id) ? known : null;
        var prices = family.Prices.Where(price => product is null && IsDoubtful(price.Id)).ToList();
        doubtful.AddRange(prices.Select(price => price.Id));
        if (product is not null)
            doubtful.Add(product.Id);
        return family with
        {
            Product = product is null ? family.Product : null,
            Prices = product is null ? [.. family.Prices.Except(prices)] : [],
        };

        bool IsDoubtful(string id) => undecided?.Contains(id) != false;
    }

    private static bool IsWhole(Exported family) =>
        family.Document is not null || family.Product is { Active: true };

    // What was archived in Stripe and has no document is history.
    private static Exported Of(string family, Look look, HashSet<string> linked, PlanSettings settings)
    {
        var documents = look
            .Documents.Values.Select(seen => seen.Published)
            .OfType<SanityDocument>()
            .ToList();
        return new(
            family,
            documents.Find(document => document.Id == family && document.Type == "product"),
            [.. documents.Where(document => document.Type == "price")],
            look.Products.Values.OfType<StripeProduct>()
                .OrderByDescending(product => product.Active)
                .ThenBy(product => product.Id, StringComparer.Ordinal)
                .FirstOrDefault(product => !linked.Contains(product.Id)),
            [
                .. look
                    .Prices.Values.OfType<StripePrice>()
                    .Where(price => price.Active && !linked.Contains(price.Id))
                    .Where(price => settings.ClaimedPrice(price.Metadata) is null)
                    .OrderBy(price => price.Id, StringComparer.Ordinal),
            ]
        );
    }
}
