using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Tests.Pairs;

namespace SanityStripeBridge.Tests.Admin;

public sealed class AdminOfTwoPairsTests
{
    [Fact]
    public async Task Each_bridge_is_asked_by_its_name_and_with_its_token()
    {
        await using var pairs = await TwoPairs.OpenAsync();
        pairs.Set("BRIDGE_ADMIN_TOKEN", "of-all");
        pairs.Set("Bridges:eu:BRIDGE_ADMIN_TOKEN", "of-eu");
        await pairs.MeetAsync();
        await pairs.Eu.CreateProductAsync("mug", "Tasse");

        (await StatusAsync(pairs, "status", "of-all")).Bridge.Should().Be("default");
        (await StatusAsync(pairs, "status?bridge=eu", "of-eu")).Bridge.Should().Be("eu");
        (await StatusAsync(pairs, "status?bridge=eu", "of-all"))
            .Code.Should()
            .Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(pairs, "status", "of-eu")).Code.Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(pairs, "status?bridge=us", "of-eu")).Code.Should().Be(HttpStatusCode.NotFound);
        pairs.ClearLogs();

        using var sync = Request(pairs, HttpMethod.Post, "sync?wait=60&bridge=eu", "of-eu");
        sync.Content = JsonContent.Create(new { action = "sync" });
        using var done = await pairs.Http.SendAsync(sync);

        done.StatusCode.Should().Be(HttpStatusCode.OK, await done.Content.ReadAsStringAsync());
        pairs.Eu.NameInStripe("sanity_mug").Should().Be("Tasse");
        pairs.Default.Stripe.Requests.All.Should().BeEmpty();
        pairs.Default.Sanity.Requests.All.Should().BeEmpty();
    }

    private static async Task<(HttpStatusCode Code, string? Bridge)> StatusAsync(
        TwoPairs pairs,
        string path,
        string token
    )
    {
        using var request = Request(pairs, HttpMethod.Get, path, token);
        using var reply = await pairs.Http.SendAsync(request);
        return (
            reply.StatusCode,
            (string?)JsonNode.Parse(await reply.Content.ReadAsStringAsync())?["bridge"]
        );
    }

    private static HttpRequestMessage Request(TwoPairs pairs, HttpMethod method, string path, string token) =>
        new(method, new Uri(pairs.Address, "/api/admin/" + path))
        {
            Headers = { Authorization = new("Bearer", token) },
        };
}
