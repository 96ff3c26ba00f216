using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>What runs at set times, and what is noticed when nothing comes.</summary>
public sealed class ScheduleCases
{
    private static readonly (string, string?)[] OnlyFull =
    [
        ("BRIDGE_SCHEDULE_CATCHUP", "off"),
        ("BRIDGE_SCHEDULE_VALIDATE", "off"),
        ("BRIDGE_SCHEDULE_FULL", "30 1 * * *"),
    ];

    [Fact, Trait("case", "91")]
    public async Task A_run_falls_due_by_UTC_and_what_was_missed_is_done_once()
    {
        await using var world = await Shop.WithMugAsync(OnlyFull);
        var rest = await world.Get<Schedules>().RunDueAsync(default);
        rest.Should().BeLessThan(TimeSpan.FromHours(17));
        (await RunsAsync(world)).Should().Be(0, "nothing was missed before the first start");
        world.Clock.Advance(TimeSpan.FromDays(9));
        await world.RestartAsync();
        await world.Get<Schedules>().RunDueAsync(default);
        (await RunsAsync(world)).Should().Be(1);
        await world.Get<Schedules>().RunDueAsync(default);
        (await RunsAsync(world)).Should().Be(1);
        world.Calls.StripeWrites.Should().Be(0);
    }

    [Fact, Trait("case", "91")]
    public async Task Of_two_nodes_on_one_store_one_does_the_run()
    {
        await using var world = await Shop.WithMugAsync(OnlyFull);
        await world.Get<Schedules>().RunDueAsync(default);
        world.Clock.Advance(TimeSpan.FromDays(1));
        var runs = Enumerable.Range(0, 3).Select(_ => world.Get<Schedules>().RunDueAsync(default));
        await Task.WhenAll(runs);
        (await RunsAsync(world)).Should().Be(1);
    }

    [Fact, Trait("case", "91")]
    public async Task A_run_that_failed_stays_due()
    {
        await using var world = await Shop.WithMugAsync(OnlyFull);
        await world.Get<Schedules>().RunDueAsync(default);
        world.Clock.Advance(TimeSpan.FromDays(1));
        world.Stripe.Faults.Add(
            new()
            {
                Kind = Sandbox.Faults.FaultKind.Respond,
                PathPrefix = "/v1/products",
                Status = 500,
                Times = 3,
            }
        );
        var run = () => world.Get<Schedules>().RunDueAsync(default);
        await run.Should().ThrowAsync<RemoteException>();
        await run.Should().NotThrowAsync();
        (await world.Memory.RunsAsync(10, default))
            .Select(each => each.Result)
            .Should()
            .SatisfyRespectively(
                newest => newest.Should().Contain("done"),
                oldest => oldest.Should().Contain("failed")
            );
    }

    [Fact, Trait("case", "91")]
    public async Task A_run_whose_node_died_is_taken_over_once_it_has_been_silent()
    {
        await using var world = await Shop.WithMugAsync(OnlyFull);
        await world.Get<Schedules>().RunDueAsync(default);
        world.Clock.Advance(TimeSpan.FromDays(1));
        world.Fuse.Count(dieAfter: 4);
        var run = () => world.Get<Schedules>().RunDueAsync(default);
        await run.Should().ThrowAsync<ProcessDiedException>();

        await world.RestartAsync();
        var rest = await world.Get<Schedules>().RunDueAsync(default);

        (await RunsAsync(world)).Should().Be(0, "whoever did it may still be alive");
        rest.Should().BeLessThanOrEqualTo(Turns.Dead);
        world.Clock.Advance(rest);
        await world.Get<Schedules>().RunDueAsync(default);
        (await world.Memory.RunsAsync(10, default)).Should().Contain(each => each.EndedAt != null);
        world.Clock.Advance(rest);
        await world.Get<Schedules>().RunDueAsync(default);
        (await RunsAsync(world)).Should().Be(1);
    }

    [Fact]
    public async Task Without_any_webhook_the_bridge_pulls_quickly_after_a_change_and_slowly_when_idle()
    {
        await using var world = await BridgeWorld.StartAsync(
            settings:
            [
                ("BRIDGE_FEED", "pull"),
                ("BRIDGE_PULL_SECONDS", "15-300"),
                ("STRIPE_WEBHOOK_SECRET", null),
                ("SANITY_WEBHOOK_SECRET", null),
                ("BRIDGE_SCHEDULE_VALIDATE", "off"),
                ("BRIDGE_SCHEDULE_FULL", "off"),
            ]
        );
        await world.Get<Schedules>().BeginAsync(default);
        await world.CreateMugAsync();
        await PullAsync(world);
        world.NameInStripe().Should().Be("Mug");
        var idle = new List<double>();
        for (var i = 0; i < 6; i++)
            idle.Add((await PullAsync(world)).TotalSeconds);
        idle.Should().BeInAscendingOrder();
        idle[^1].Should().BeInRange(280, 300);
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Cup" });
        world.ClearLogs();
        (await PullAsync(world)).TotalSeconds.Should().BeLessThanOrEqualTo(15);
        world.Document("mug")!.Text("name").Should().Be("Cup");
        world.Calls.Should().Be((2, 0, 2, 1), "a page of events and a scan, a look on each side, one write");
    }

    [Fact]
    public async Task A_stream_that_does_not_bring_the_echo_of_our_own_write_is_called_silent()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.DeliverSanityAsync();
        foreach (var delivery in world.Stripe.Deliveries.Pending)
            world.Stripe.Deliveries.Drop(delivery.Id);
        var watch = world.Get<StreamWatch>();
        (await watch.SilentAsync(default)).Should().BeEmpty("it may still come");
        world.Clock.Advance(TimeSpan.FromMinutes(16));
        await world.Get<CatchUp>().RunAsync(default);
        (await watch.SilentAsync(default)).Should().Equal([Side.Stripe], "catch-up is no webhook");
        await world.Sanity.Studio.SetAsync("mug", "name", "Beaker");
        await world.SettleAsync();
        (await watch.SilentAsync(default)).Should().BeEmpty();
        var proof = await watch.OfAsync(Side.Stripe, default);
        proof.LastProvenAt.Should().BeCloseTo(world.Clock.GetUtcNow(), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Finished_deliveries_and_closed_writes_are_forgotten_after_their_time_and_nothing_else()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.SettleAsync();
        var history = (await world.Memory.HistoryAsync("mug", 100, default)).Count;
        await world.Get<Pruning>().RunAsync(default);
        (await world.InboxAsync()).Should().NotBeEmpty();
        world.Clock.Advance(TimeSpan.FromDays(46));
        await world.Get<Pruning>().RunAsync(default);
        (await world.InboxAsync()).Should().BeEmpty();
        (await world.Memory.HistoryAsync("mug", 100, default)).Should().HaveCount(history);
        (await world.Memory.LoadAsync("mug", default)).Links.Should().HaveCount(2);
        (await world.Memory.OldestWriteAsync(Side.Stripe, DateTimeOffset.UnixEpoch, default))
            .Should()
            .BeNull();
    }

    private static async Task<TimeSpan> PullAsync(BridgeWorld world)
    {
        world.LoseDeliveries();
        world.Clock.Advance(TimeSpan.FromSeconds(300));
        var rest = await world.Get<Schedules>().RunDueAsync(default);
        await world.WorkAsync();
        return rest;
    }

    private static async Task<int> RunsAsync(BridgeWorld world) =>
        (await world.Memory.RunsAsync(100, default)).Count;
}
