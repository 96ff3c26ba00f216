namespace SanityStripeBridge.Mirror;

/// <summary>
/// Reads both sides whole: ceil(N/100) products, active and inactive prices in pages of 100, a handful of Sanity reads. In
/// memory are a page and an index of ids.
/// </summary>
internal sealed class Stocktaking(
    IStripeSide stripe,
    ISanitySide sanity,
    IMemory memory,
    Standing standing,
    StockProgress progress
)
{
    public Task<Stock> TakeAsync(CancellationToken cancel) => TakeAsync(null, cancel);

    /// <param name="release">A release whose versions count as published; null for none.</param>
    public async Task<Stock> TakeAsync(string? release, CancellationToken cancel)
    {
        var settings = await standing.PlanSettingsAsync(cancel);
        var families = new FamilyIndex(settings);
        await foreach (var link in memory.LinksAsync(cancel))
            families.Add(link);
        await foreach (var document in sanity.ListAsync(settings.Mapping.Names, cancel))
            families.Add(Seen(document));
        if (release is not null)
            await foreach (var version in sanity.ListReleaseAsync(release, settings.Mapping.Names, cancel))
                families.LayOver(Seen(version));
        await foreach (var product in stripe.ListProductsAsync(cancel))
            families.Add(Seen(product));
        await foreach (var price in stripe.ListPricesAsync(cancel))
            families.Add(Seen(price));
        return families.ToStock();
    }

    private T Seen<T>(T one)
    {
        progress.Saw();
        return one;
    }
}
