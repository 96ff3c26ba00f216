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
        var families = stock.Looks.Select(entry => Of(entry.Key, entry.Value, linked, settings)).ToList();
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
            .Order(StringComparer.Ordinal);
        return new(text, export.Count.Products, export.Count.Prices, [.. export.LeftOut, .. homeless]);
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
