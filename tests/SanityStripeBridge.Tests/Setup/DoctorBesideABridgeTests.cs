using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Tests.Cases;
using SanityStripeBridge.Tests.Cli;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Setup;

/// <summary>The doctor on the store of a running bridge, on a clock that only the test moves.</summary>
public sealed class DoctorBesideABridgeTests
{
    [Fact]
    public async Task A_healthy_bridge_costs_the_doctor_seven_reads_and_one_dry_run()
    {
        await using var world = await Shop.WithMugAsync();

        var told = await DoctorAsync(world);

        told.Exit.Should().Be(0, told.Out);
        // Stripe: account twice, endpoints; Sanity: a count, hooks, the mark, and the dry run of a write.
        world.Calls.Should().Be((3, 0, 3, 1), told.Out);
        DoctorTests
            .States(told)
            .Should()
            .Contain("stream.stripe", "ok")
            .And.Contain("stream.sanity", "ok")
            .And.Contain("pins", "ok")
            .And.Contain("mark", "ok")
            .And.Contain("stripe.receiver", "ok", told.Out)
            .And.Contain("sanity.receiver", "ok");
    }

    [Fact]
    public async Task A_stream_whose_echo_never_came_is_a_failure_with_its_age_as_a_figure()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        foreach (var delivery in world.Sanity.Deliveries.Pending)
            await world.Sanity.Deliveries.SendAsync(delivery.Id, default);
        await world.WorkAsync();
        world.LoseDeliveries();
        world.Clock.Advance(TimeSpan.FromMinutes(16));

        var told = await DoctorAsync(world);

        told.Exit.Should().Be(1);
        var line = DoctorTests.Line(told, "stream.stripe");
        line.GetProperty("state").GetString().Should().Be("failure");
        line.GetProperty("figures").GetProperty("unheardSeconds").GetInt64().Should().BeGreaterThan(900);
        line.GetProperty("remedy").GetString().Should().Contain("setup webhooks");
        DoctorTests.States(told).Should().Contain("stream.sanity", "ok");
    }

    [Fact]
    public async Task A_schedule_that_should_have_run_is_a_warning()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Get<Schedules>().BeginAsync(default);
        DoctorTests.States(await DoctorAsync(world)).Should().Contain("schedule.catchup", "ok");
        world.Clock.Advance(TimeSpan.FromMinutes(20));

        var told = await DoctorAsync(world);

        DoctorTests.States(told).Should().Contain("schedule.catchup", "warning");
        DoctorTests
            .Line(told, "schedule.catchup")
            .GetProperty("message")
            .GetString()
            .Should()
            .Contain("due for");
    }

    [Fact]
    public async Task Dead_deliveries_and_a_pause_are_told()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Get<Standing>().PauseAsync("stocktaking", default);
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        foreach (var delivery in world.Sanity.Deliveries.Pending)
            await world.Sanity.Deliveries.SendAsync(delivery.Id, default);
        var waiting = (await world.Get<IInbox>().ListAsync(DeliveryState.Received, null, 1, default))[0];
        var lease = await world
            .Get<IInbox>()
            .ClaimAsync(
                "test",
                world.Clock.GetUtcNow().AddMinutes(1),
                world.Clock.GetUtcNow().AddMinutes(2),
                default
            );
        await world.Get<IInbox>().TakeAsync(lease!, default);
        await world.Get<IInbox>().BuryAsync(lease!, [waiting.Id], "gone", world.Clock.GetUtcNow(), default);

        var told = await DoctorAsync(world);

        DoctorTests.States(told).Should().Contain("inbox", "warning").And.Contain("writing", "failure");
        DoctorTests.Line(told, "inbox").GetProperty("figures").GetProperty("dead").GetInt64().Should().Be(1);
    }

    private static async Task<CliResult> DoctorAsync(BridgeWorld world)
    {
        using var cli = new CliRun { Clock = world.Clock };
        foreach (var (name, value) in world.Settings)
            cli.Environment[name] = value;
        cli.Environment["SANITY_MANAGE_TOKEN"] = "sk-manage";
        world.ClearLogs();
        return await cli.RunAsync("doctor", "--json");
    }
}
