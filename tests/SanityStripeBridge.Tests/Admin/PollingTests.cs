using System.Net;
using SanityStripeBridge.Operating;

namespace SanityStripeBridge.Tests.Admin;

/// <summary>Who looks again and again costs no calls at each look.</summary>
public sealed class PollingTests
{
    [Fact]
    public async Task Whoever_polls_shares_one_comparison_until_it_is_too_old()
    {
        await using var shop = await AdminShop.WithMugAsync();
        var first = await shop.GetAsync("status");
        var once = shop.World.Calls;
        once.StripeReads.Should().BePositive();

        for (var i = 0; i < 5; i++)
        {
            shop.World.Clock.Advance(TimeSpan.FromSeconds(5));
            var again = await shop.GetAsync(i % 2 == 0 ? "status" : "products");
            ((string?)again.Json["comparedAt"]).Should().Be((string?)first.Json["comparedAt"]);
        }

        shop.World.Calls.Should().Be(once);
        shop.World.Clock.Advance(SharedComparison.GoodFor - TimeSpan.FromSeconds(25));
        var late = await shop.GetAsync("status");
        ((string?)late.Json["comparedAt"]).Should().NotBe((string?)first.Json["comparedAt"]);
        shop.World.Calls.StripeReads.Should().Be(2 * once.StripeReads);
    }

    [Fact]
    public async Task Callers_who_come_at_once_wait_for_one_comparison()
    {
        await using var shop = await AdminShop.WithMugAsync();
        await shop.GetAsync("status");
        var once = shop.World.Calls;
        shop.World.Clock.Advance(SharedComparison.GoodFor);
        shop.World.ClearLogs();

        var replies = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => shop.GetAsync(i % 2 == 0 ? "status" : "products?limit=1"))
        );

        replies.Should().OnlyContain(reply => reply.Status == HttpStatusCode.OK);
        shop.World.Calls.Should().Be(once);
    }

    [Fact]
    public async Task Who_wants_it_fresh_gets_what_stands_there_now()
    {
        await using var shop = await AdminShop.WithMugAsync();
        ((int?)(await shop.GetAsync("status")).Json["drift"]).Should().Be(0);
        await shop.World.Sanity.Studio.SetAsync("mug", "name", "Cup");

        ((int?)(await shop.GetAsync("status")).Json["drift"]).Should().Be(0, "it is the same comparison");
        ((int?)(await shop.GetAsync("status?fresh=true")).Json["drift"]).Should().Be(1);
        ((int?)(await shop.GetAsync("status")).Json["drift"]).Should().Be(1, "the newest one serves all");
        (await shop.GetAsync("products?fresh=maybe")).Code.Should().Be("bad_request");
    }

    [Fact]
    public async Task Whoever_does_something_sees_it_at_the_next_look()
    {
        await using var shop = await AdminShop.WithMugAsync();
        await shop.World.Sanity.Studio.SetAsync("mug", "name", "Cup");
        ((int?)(await shop.GetAsync("status")).Json["drift"]).Should().Be(1);

        await shop.RunAsync(new { action = "sync" });

        ((int?)(await shop.GetAsync("status")).Json["drift"]).Should().Be(0);
    }

    [Fact]
    public async Task What_only_the_store_knows_is_from_now()
    {
        await using var shop = await AdminShop.WithMugAsync();
        var before = (await shop.GetAsync("status")).Json;
        await shop.World.Sanity.Studio.SetAsync("mug", "name", "Cup");
        var queue = shop.World.Sanity.Deliveries;
        await queue.SendAsync(queue.Pending.Single().Id, default);
        var calls = shop.World.Calls;

        var after = (await shop.GetAsync("status")).Json;

        ((int?)before["inbox"]!["depth"]).Should().Be(0);
        ((int?)after["inbox"]!["depth"]).Should().Be(1);
        shop.World.Calls.Should().Be(calls);
    }
}
