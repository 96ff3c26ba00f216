using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>What a Prometheus reads from the bridge, over real HTTP.</summary>
public sealed partial class MetricsCases
{
    [Fact]
    public async Task An_edit_can_be_followed_from_its_webhook_to_the_confirmed_write()
    {
        await using var world = await Shop.WithMugAsync();
        var before = await ReadAsync(world);
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await SendAsync(world.Sanity.Deliveries);
        (await ReadAsync(world))["bridge_inbox_depth{bridge=\"default\"}"].Should().Be(1);
        world.Clock.Advance(TimeSpan.FromSeconds(4));
        (await ReadAsync(world))["bridge_inbox_oldest_seconds{bridge=\"default\"}"]
            .Should()
            .BeGreaterThanOrEqualTo(4);
        await world.SettleAsync();

        var after = await ReadAsync(world);

        Grown("bridge_deliveries_total{bridge=\"default\",side=\"sanity\",outcome=\"accepted\"}")
            .Should()
            .Be(1);
        Grown("bridge_deliveries_total{bridge=\"default\",side=\"stripe\",outcome=\"echo\"}").Should().Be(1);
        Grown("bridge_delivery_delay_seconds_count{bridge=\"default\",side=\"sanity\"}").Should().Be(1);
        Grown("bridge_delivery_delay_seconds_sum{bridge=\"default\",side=\"sanity\"}")
            .Should()
            .BeGreaterThan(3.9);
        Grown("bridge_delivery_delay_seconds_bucket{bridge=\"default\",side=\"sanity\",le=\"2.5\"}")
            .Should()
            .Be(0);
        Grown("bridge_delivery_delay_seconds_bucket{bridge=\"default\",side=\"sanity\",le=\"+Inf\"}")
            .Should()
            .Be(1);
        Grown(
                "bridge_api_calls_total{bridge=\"default\",side=\"stripe\",operation=\"POST /v1/products/{id}\",result=\"ok\"}"
            )
            .Should()
            .Be(1);
        Grown("bridge_families_worked_total{bridge=\"default\",result=\"settled\"}").Should().Be(1);
        after["bridge_inbox_depth{bridge=\"default\"}"].Should().Be(0);
        after["bridge_links{bridge=\"default\",type=\"product\"}"].Should().Be(1);
        after["bridge_links{bridge=\"default\",type=\"price\"}"].Should().Be(1);
        after["bridge_stream_silent{bridge=\"default\",side=\"stripe\"}"].Should().Be(0);
        after.Should().ContainKey("bridge_stream_proven_age_seconds{bridge=\"default\",side=\"stripe\"}");
        after["bridge_api_headroom{bridge=\"default\",side=\"stripe\"}"].Should().BeInRange(0, 1);
        after["bridge_adopted{bridge=\"default\"}"].Should().Be(1);
        after["bridge_store_up{bridge=\"default\"}"].Should().Be(1);

        double Grown(string series) => after.GetValueOrDefault(series) - before.GetValueOrDefault(series);
    }

    [Fact]
    public async Task What_goes_wrong_is_counted()
    {
        await using var world = await Shop.WithMugAsync(
            ("BRIDGE_ATTEMPTS", "2"),
            ("BRIDGE_SCHEDULE_CATCHUP", "off"),
            ("BRIDGE_SCHEDULE_VALIDATE", "off"),
            ("BRIDGE_SCHEDULE_FULL", "30 1 * * *")
        );
        await world.Get<Schedules>().RunDueAsync(default);
        world.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                PathPrefix = "/v1/products",
                Status = 500,
                Times = 9,
            }
        );
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.DeliverSanityAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.WorkAsync();
        await world.Get<Standing>().PauseAsync("by hand", default);
        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.Get<Standing>().ResumeAsync(default);
        var run = () => world.Get<Schedules>().RunDueAsync(default);
        await run.Should().ThrowAsync<RemoteException>();
        await world.Get<Standing>().PauseAsync("by hand", default);

        var page = await ReadAsync(world);

        page["bridge_families_worked_total{bridge=\"default\",result=\"retried\"}"].Should().Be(1);
        page["bridge_families_worked_total{bridge=\"default\",result=\"dead\"}"].Should().Be(1);
        page["bridge_inbox_dead{bridge=\"default\"}"].Should().Be(1);
        page["bridge_paused{bridge=\"default\"}"].Should().Be(1);
        page["bridge_runs_total{bridge=\"default\",kind=\"full\",result=\"failed\"}"].Should().Be(1);
        page["bridge_schedule_failed{bridge=\"default\",schedule=\"full\"}"].Should().Be(1);
        page["bridge_schedule_overdue_seconds{bridge=\"default\",schedule=\"full\"}"].Should().BePositive();
        page.Keys.Should()
            .Contain(series =>
                series.StartsWith("bridge_api_calls_total") && series.Contains("result=\"transient\"")
            );
    }

    [Fact]
    public async Task The_page_is_well_formed_and_every_series_of_ours_names_its_bridge()
    {
        await using var world = await Shop.WithMugAsync();
        using var http = new HttpClient();
        using var answer = await http.GetAsync(Address(world));
        answer.Content.Headers.ContentType!.ToString().Should().StartWith("text/plain; version=0.0.4");
        var lines = (await answer.Content.ReadAsStringAsync()).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
        lines.Should().OnlyContain(line => Comment().IsMatch(line) || Sample().IsMatch(line));
        lines
            .Where(line => line.StartsWith("# TYPE"))
            .Select(line => line.Split(' ')[2])
            .Should()
            .OnlyHaveUniqueItems();
        lines
            .Where(line => line.StartsWith("bridge_"))
            .Should()
            .OnlyContain(line => line.Contains("{bridge=\"default\""));
        lines
            .Should()
            .Contain(line => line.StartsWith("dotnet_"))
            .And.Contain(line => line.StartsWith("http_server_"));
        string.Join('\n', lines)
            .Should()
            .NotContainAny("sk_test_sandbox", "sk-editor", BridgeWorld.StripeSecret);
    }

    [Fact]
    public async Task It_is_for_this_machine_and_for_whoever_has_the_token()
    {
        await using var world = await Shop.WithMugAsync(("BRIDGE_ADMIN_TOKEN", "old-token, new-token"));
        (await StatusAsync(world)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(world, proxied: true)).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(world, proxied: true, "Bearer new-token")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(world, proxied: true, "bearer old-token")).Should().Be(HttpStatusCode.OK);
        foreach (
            var wrong in new[]
            {
                "Bearer new-toke",
                "Bearer ",
                "Basic new-token",
                "Bearer old-token, new-token",
            }
        )
            (await StatusAsync(world, proxied: true, wrong)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Without_a_token_there_is_nothing_to_see_from_elsewhere()
    {
        await using var world = await Shop.WithMugAsync();
        (await StatusAsync(world, proxied: true)).Should().Be(HttpStatusCode.NotFound);
        (await StatusAsync(world, proxied: true, "Bearer ")).Should().Be(HttpStatusCode.NotFound);
    }

    private static async Task<HttpStatusCode> StatusAsync(
        BridgeWorld world,
        bool proxied = false,
        string? authorization = null
    )
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(world));
        if (proxied)
            request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<Dictionary<string, double>> ReadAsync(BridgeWorld world)
    {
        using var http = new HttpClient();
        var page = await http.GetStringAsync(Address(world));
        return page.Split('\n')
            .Select(line => Sample().Match(line))
            .Where(match => match.Success)
            .ToDictionary(
                match => match.Groups["series"].Value,
                match => double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)
            );
    }

    private static Uri Address(BridgeWorld world) => new(world.Host.Urls.First() + "/metrics");

    private static async Task SendAsync(DeliveryQueue queue)
    {
        foreach (var delivery in queue.Pending)
            await queue.SendAsync(delivery.Id, default);
    }

    [GeneratedRegex("^# (HELP|TYPE) [a-z_][a-z0-9_]* .+$")]
    private static partial Regex Comment();

    [GeneratedRegex(
        """^(?<series>[a-z_][a-z0-9_]*(\{[a-z_]+="([^"\\]|\\.)*"(,[a-z_]+="([^"\\]|\\.)*")*\})?) (?<value>-?[0-9.E+-]+|NaN)$"""
    )]
    private static partial Regex Sample();
}
