using SanityStripeBridge.Cli.Demo;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Tests.Demo;

public sealed class CatalogueTests
{
    [Fact]
    public void The_shop_is_as_large_as_a_real_one()
    {
        var shop = Catalogue.Shipped();

        shop.ProductCount.Should().BeGreaterThanOrEqualTo(40);
        shop.PriceCount.Should().BeGreaterThanOrEqualTo(100);
        shop.BornInStripe.Should().HaveCountGreaterThan(2);
    }

    [Fact]
    public async Task Every_document_of_the_shop_can_be_mirrored()
    {
        var shop = Catalogue.Shipped();
        await using var sandboxes = await Sandboxes.StartAsync(shop, CancellationToken.None);

        var problems = sandboxes
            .Sanity.Dataset.Documents.Select(json => new SanityDocument(json))
            .SelectMany(document => Read(document).Problems.Select(problem => $"{document.Id}: {problem}"));

        problems.Should().BeEmpty();
    }

    [Fact]
    public async Task The_demo_starts_with_two_sides_that_do_not_know_each_other()
    {
        var shop = Catalogue.Shipped();
        await using var sandboxes = await Sandboxes.StartAsync(shop, CancellationToken.None);

        var (products, prices, stripeProducts, stripePrices) = Comparison.Count(sandboxes);

        (products, stripeProducts).Should().Be((shop.BornInSanity.Count, shop.BornInStripe.Count));
        (prices + stripePrices).Should().Be(shop.PriceCount);
        Comparison.Differences(sandboxes).Should().HaveCount(products + prices);
    }

    private static Mapped Read(SanityDocument document) =>
        document.Type == "price"
            ? SanityReader.Price(document)
            : SanityReader.Product(document, _ => true, _ => null);
}
