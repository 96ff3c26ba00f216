namespace SanityStripeBridge.Cli.Demo.Acts;

internal static class FirstSync
{
    /// <summary>Every product and price of the catalogue stands on both sides, with the same values.</summary>
    public static async Task<string> BothSidesAreFullAsync(Stage stage, CancellationToken cancel)
    {
        await stage.QuietAsync(cancel);
        var (products, prices, stripeProducts, stripePrices) = Comparison.Count(stage.Sandboxes);
        var (expectedProducts, expectedPrices) = (stage.Catalogue.ProductCount, stage.Catalogue.PriceCount);
        Hold.That(
            products == expectedProducts && stripeProducts == expectedProducts,
            $"expected {expectedProducts} products; Sanity has {products}, Stripe {stripeProducts}"
        );
        Hold.That(
            prices == expectedPrices && stripePrices == expectedPrices,
            $"expected {expectedPrices} prices; Sanity has {prices}, Stripe {stripePrices}"
        );
        Hold.Nothing(Comparison.Differences(stage.Sandboxes));
        return $"{products} products, {prices} prices";
    }
}
