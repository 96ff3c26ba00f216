using System.Globalization;

namespace SanityStripeBridge.Tests.Nodes;

/// <summary>Real processes, real time, one PostgreSQL.</summary>
public sealed class TwoNodesTests
{
    private const int Products = 20;
    private const int Edits = 60;

    [Fact, Trait("case", "10")]
    public async Task Two_nodes_share_the_work_and_when_one_is_killed_the_other_ends_it_with_each_edit_written_once()
    {
        await using var shop = await SharedShop.OpenAsync();
        using var first = await shop.StartNodeAsync(0);
        using var second = await shop.StartNodeAsync(1);
        await shop.PublishAsync(Products);
        await shop.Watch.UntilAsync("all products are mirrored", () => shop.Linked == Products, default);
        await shop.AgreeAsync();
        shop.Stripe.Requests.Clear();
        shop.Sanity.Requests.Clear();

        for (var i = 0; i < Edits; i++)
        {
            // Two fields of each side's own in turn over all families, so that no edit undoes another.
            var product = i % Products;
            var round = i / Products;
            if ((product + round) % 2 == 0)
                await shop.Sanity.Studio.SetAsync(SharedShop.Id(product), "name", Text("sanity", i));
            else
                await shop.Stripe.Dashboard.EditProductAsync(
                    "sanity_" + SharedShop.Id(product),
                    new { description = Text("stripe", i) }
                );
        }
        await shop.Watch.UntilAsync(
            "the nodes are in the middle of it",
            () => shop.Stripe.Requests.Writes + shop.Sanity.Requests.Writes > 8,
            default
        );
        await first.KillAsync(default);
        var (atOnce, dead) = (shop.Stripe.Requests.Writes, shop.Differences().Count);
        await shop.AgreeAsync();

        dead.Should().BePositive("it was killed in the middle, after {0} writes", atOnce);
        shop.StripeProducts.Should().HaveCount(Products);
        shop.StripePrices.Should().HaveCount(Products);
        var history = await shop.HistoryAsync();
        foreach (
            var value in history
                .SelectMany(entry => entry.Fields)
                .Select(field => field.To.ToString())
                .Where(IsEdit)
                .GroupBy(text => text)
        )
            value.Should().HaveCount(1, "{0} was written once", value.Key);
        // A burst on one family is one write to each side; what the dead node had begun is sent once more, under its own key.
        var keys = shop
            .Stripe.Requests.All.Where(request => request.Write)
            .Select(request => request.IdempotencyKey)
            .ToList();
        keys.Distinct().Count().Should().BeLessThanOrEqualTo(Edits / 2);
        keys.Count.Should().BeLessThanOrEqualTo((Edits / 2) + 8);
        shop.Sanity.Requests.Writes.Should().BeLessThanOrEqualTo((Edits / 2) + 8);
    }

    private static string Text(string side, int i) =>
        string.Create(CultureInfo.InvariantCulture, $"Edited in {side}, {i:00}");

    private static bool IsEdit(string text) => text.Contains("Edited in", StringComparison.Ordinal);
}
