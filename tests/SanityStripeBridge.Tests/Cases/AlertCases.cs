using SanityStripeBridge.Alerts;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.Cli;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>What an operator is told at <c>BRIDGE_ALERT_URL</c>, over real HTTP.</summary>
public sealed class AlertCases : IAsyncLifetime
{
    private AlertDesk _desk = null!;

    public async Task InitializeAsync() => _desk = await AlertDesk.OpenAsync();

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    [Fact]
    public async Task A_pause_is_told_once_and_again_when_it_comes_back_after_the_hour()
    {
        await using var world = await ShopAsync();
        (await LookAsync(world)).Should().Be(0, "all is well");
        await world.Get<Standing>().PauseAsync("the price list is checked", default);

        (await LookAsync(world)).Should().Be(1);
        (await LookAsync(world)).Should().Be(0);
        var alert = _desk.Taken.Single();
        ((string?)alert["kind"]).Should().Be("paused");
        ((string?)alert["bridge"]).Should().Be("default");
        ((string?)alert["subject"]).Should().Be("default");
        ((string?)alert["message"]).Should().Contain("the price list is checked").And.Contain("resume");
        ((int)alert["version"]!).Should().Be(1);

        await world.Get<Standing>().ResumeAsync(default);
        await LookAsync(world);
        await world.Get<Standing>().PauseAsync("the price list is checked", default);
        (await LookAsync(world)).Should().Be(0, "at most one in an hour");
        world.Clock.Advance(TimeSpan.FromHours(1));
        (await LookAsync(world)).Should().Be(1, "it still stands");
        world.Clock.Advance(TimeSpan.FromHours(5));
        (await LookAsync(world)).Should().Be(0, "it was told");
    }

    [Fact]
    public async Task Of_two_nodes_one_tells()
    {
        await using var world = await ShopAsync();
        await using var other = await world.AnotherNodeAsync();
        await world.Get<Standing>().PauseAsync("by hand", default);

        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(i =>
                    (i % 2 == 0 ? world.Get<AlertLoop>() : other.Bridge().Get<AlertLoop>()).LookAsync(default)
                )
        );

        _desk.Asked.Should().Be(1);
    }

    [Fact]
    public async Task What_did_not_arrive_is_sent_again_and_a_redirect_is_not_followed()
    {
        await using var world = await ShopAsync();
        await world.Get<Standing>().PauseAsync("by hand", default);
        var look = () => LookAsync(world);
        foreach (var status in new[] { 500, 302, 404 })
        {
            _desk.Status = status;
            await look.Should().ThrowAsync<AlertNotSentException>();
        }
        _desk.Asked.Should().Be(3);
        _desk.Status = 200;
        (await LookAsync(world)).Should().Be(1);
        _desk.Kinds.Should().Equal("paused");
    }

    [Fact]
    public async Task An_address_that_nobody_answers_costs_the_work_nothing_and_is_not_logged()
    {
        using var heard = new HeardLogs();
        await using var world = await ShopAsync();
        world.Set("BRIDGE_ALERT_URL", "http://127.0.0.1:1/hook?key=" + AlertDesk.Secret);
        world.Listener = heard;
        await world.RestartAsync();
        await world.Get<Standing>().PauseAsync("by hand", default);
        var look = () => LookAsync(world);
        (await look.Should().ThrowAsync<AlertNotSentException>())
            .Which.ToString()
            .Should()
            .NotContain(AlertDesk.Secret);
        await world.Get<Standing>().ResumeAsync(default);
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Cup");
        heard.Lines.Should().NotContain(line => line.Contains(AlertDesk.Secret));
    }

    [Fact]
    public async Task A_dead_letter_is_told_with_its_reason()
    {
        await using var world = await ShopAsync(("BRIDGE_ATTEMPTS", "1"));
        world.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                PathPrefix = "/v1/products",
                Status = 500,
                Times = 10,
            }
        );
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.DeliverSanityAsync();

        await LookAsync(world);

        var alert = _desk.Taken.Single();
        ((string?)alert["kind"]).Should().Be("dead_letter");
        ((string?)alert["subject"]).Should().Be("mug");
        ((string?)alert["message"]).Should().StartWith("mug is given up: ");
    }

    [Fact]
    public async Task Much_held_at_once_is_one_alert()
    {
        await using var world = await ShopAsync(("BRIDGE_BRAKE", "0,0%,0"));
        foreach (var i in Enumerable.Range(0, 8))
            await world.CreateProductAsync($"p{i}", $"P{i}");
        await world.SettleAsync();
        foreach (var i in Enumerable.Range(0, 8))
            await world.Sanity.Studio.DeleteAsync($"p{i}");
        await world.SettleAsync();

        await LookAsync(world);

        var alert = _desk.Taken.Single();
        ((string?)alert["kind"]).Should().Be("held");
        alert["subject"].Should().BeNull();
        alert["subjects"]!.AsArray().Should().HaveCount(8);
        ((string?)alert["message"]).Should().StartWith("8 at once: ");
        (await LookAsync(world)).Should().Be(0);
    }

    [Fact]
    public async Task A_failed_run_drift_and_a_silent_stream_are_told()
    {
        await using var world = await ShopAsync(
            ("BRIDGE_SCHEDULE_CATCHUP", "off"),
            ("BRIDGE_SCHEDULE_VALIDATE", "0 1 * * *"),
            ("BRIDGE_SCHEDULE_FULL", "30 1 * * *")
        );
        await world.Get<Schedules>().RunDueAsync(default);
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.DeliverSanityAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Beaker");
        world.LoseDeliveries();
        world.Clock.Advance(TimeSpan.FromDays(1));
        world.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                PathPrefix = "/v1/prices",
                Status = 500,
                Times = 100,
            }
        );
        var run = () => world.Get<Schedules>().RunDueAsync(default);
        await run.Should().ThrowAsync<RemoteException>();

        await LookAsync(world);

        _desk.Kinds.Should().BeEquivalentTo("silent_stream", "drift", "run_failed");
        _desk
            .Taken.Select(alert => (string?)alert["subject"])
            .Should()
            .BeEquivalentTo("stripe", "sanity", "full");
    }

    [Fact]
    public async Task A_refused_key_is_told_without_the_key()
    {
        await using var world = await ShopAsync();
        world.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                PathPrefix = "/v1/products",
                Status = 401,
                Times = 1,
            }
        );
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.DeliverSanityAsync();

        await LookAsync(world);

        _desk.Kinds.Should().Equal("paused");
        _desk.Taken[0].ToJsonString().Should().NotContain("sk_test_sandbox");
    }

    [Theory]
    [InlineData("http://alerts.example/hook?key=verysecret")]
    [InlineData("ftp://127.0.0.1/verysecret")]
    [InlineData("verysecret")]
    public async Task An_address_that_others_could_read_on_the_way_is_refused(string address)
    {
        using var cli = new CliRun();
        cli.Environment["BRIDGE_ALERT_URL"] = address;
        var result = await cli.RunAsync("status");
        result.Exit.Should().Be(2);
        (result.Out + result.Error).Should().Contain("BRIDGE_ALERT_URL").And.NotContain("verysecret");
    }

    private Task<BridgeWorld> ShopAsync(params (string, string?)[] settings) =>
        Shop.WithMugAsync([("BRIDGE_ALERT_URL", _desk.Address), .. settings]);

    private static Task<int> LookAsync(BridgeWorld world) => world.Get<AlertLoop>().LookAsync(default);
}
