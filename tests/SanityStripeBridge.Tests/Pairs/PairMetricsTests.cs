namespace SanityStripeBridge.Tests.Pairs;

/// <summary>Figures of several bridges in one process.</summary>
public sealed class PairMetricsTests
{
    [Fact]
    public async Task Each_bridge_s_figures_bear_its_name()
    {
        await using var pairs = await TwoPairs.StartAsync();
        await pairs.Eu.CreateProductAsync("mug", "Tasse");
        await pairs.SettleAsync();

        var page = await pairs.Http.GetStringAsync(new Uri(pairs.Address, "/metrics"));

        page.Should()
            .Contain("bridge_links{bridge=\"eu\",type=\"product\"} 1\n")
            .And.Contain("bridge_links{bridge=\"default\",type=\"product\"} 0\n")
            .And.Contain("bridge_deliveries_total{bridge=\"eu\",side=\"sanity\",outcome=\"accepted\"}")
            .And.Contain(
                "bridge_api_calls_total{bridge=\"eu\",side=\"stripe\",operation=\"POST /v1/products\""
            )
            .And.NotContain(
                "bridge_api_calls_total{bridge=\"default\",side=\"stripe\",operation=\"POST /v1/products\""
            );
    }
}
