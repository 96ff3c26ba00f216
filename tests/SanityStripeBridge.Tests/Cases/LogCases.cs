using System.Text.RegularExpressions;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.Cli;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>What the log says, and what it never says.</summary>
public sealed partial class LogCases : IDisposable
{
    private readonly HeardLogs _heard = new();

    public void Dispose() => _heard.Dispose();

    [Fact]
    public async Task Each_line_of_a_delivery_bears_the_request_s_id_and_the_time_from_its_receipt_to_the_write()
    {
        await using var world = await ListenedAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        world.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                PathPrefix = "/v1/products",
                Status = 500,
                Times = 1,
            }
        );
        await SendAsync(world.Sanity.Deliveries);
        var taken = _heard.Lines.Single(line =>
            line.Contains("[SANITY_WEBHOOK]") && line.Contains("accepted")
        );
        var request = Request().Match(taken).Groups["id"].Value;
        request.Should().NotBeEmpty();
        world.Clock.Advance(TimeSpan.FromSeconds(3));

        await world.WorkAsync();

        var work = _heard.Lines.SkipWhile(line => line != taken).Skip(1).Where(IsOurs).ToList();
        work.Should().Contain(line => line.Contains("[STRIPE] Stripe did not do"));
        work.Should().Contain(line => line.Contains("[MIRROR] mug: 1 changes written"));
        work.Should().OnlyContain(line => Request().Match(line).Groups["id"].Value == request);
        work.Select(line => int.Parse(Request().Match(line).Groups["ms"].Value))
            .Should()
            .OnlyContain(time => time >= 3000)
            .And.BeInAscendingOrder();
    }

    [Fact]
    public async Task What_catch_up_found_bears_the_delivery_s_number()
    {
        await using var world = await ListenedAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        world.LoseDeliveries();
        await world.Get<CatchUp>().RunAsync(default);
        await world.WorkAsync();
        _heard
            .Lines.Should()
            .Contain(line => line.Contains("1 changes written") && line.Contains("<request delivery-"));
    }

    [Fact, Trait("case", "93")]
    public async Task Nothing_that_is_logged_holds_a_secret_a_body_or_an_editor_s_name()
    {
        await using var world = await ListenedAsync(("BRIDGE_ADMIN_TOKEN", "admin-secret"));
        await world.CreateProductAsync("cup", "Cup");
        await world.SettleAsync();
        await world.Sanity.Studio.SetAsync("cup", "description", "a text that only the body holds");
        await world.Stripe.Dashboard.EditProductAsync("sanity_cup", new { name = "Beaker" });
        await world.SettleAsync();
        foreach (var status in new[] { 500, 400, 401 })
        {
            world.Stripe.Faults.Add(
                new()
                {
                    Kind = FaultKind.Respond,
                    PathPrefix = "/v1/products",
                    Status = status,
                    Times = 4,
                }
            );
            await world.Sanity.Studio.SetAsync("cup", "name", "Cup " + status);
            await world.DeliverSanityAsync();
        }
        using var http = new HttpClient();
        using var content = new StringContent("{\"secret\":\"forged-body\"}");
        using var refused = await http.PostAsync(
            new Uri(world.Host.Urls.First() + "/api/stripe/webhook"),
            content
        );

        _heard.Lines.Should().Contain(line => line.Contains("refused from"));
        foreach (
            var secret in new[]
            {
                "sk_test_sandbox",
                "sk-editor",
                BridgeWorld.StripeSecret,
                BridgeWorld.SanitySecret,
                "admin-secret",
                "a text that only the body holds",
                "forged-body",
                "pHumanEditor1",
            }
        )
            _heard.Lines.Should().NotContain(line => line.Contains(secret));
    }

    [Fact]
    public async Task A_format_that_is_none_is_refused()
    {
        using var cli = new CliRun();
        cli.Environment["BRIDGE_LOG"] = "xml";
        var result = await cli.RunAsync("status");
        result.Exit.Should().Be(2);
        (result.Out + result.Error).Should().Contain("BRIDGE_LOG: expected one of text, json.");
    }

    private async Task<BridgeWorld> ListenedAsync(params (string, string?)[] settings)
    {
        var world = await Shop.WithMugAsync(settings);
        world.Listener = _heard;
        await world.RestartAsync();
        await world.SettleAsync();
        return world;
    }

    private static bool IsOurs(string line) => line.Contains(" [", StringComparison.Ordinal);

    private static async Task SendAsync(DeliveryQueue queue)
    {
        foreach (var delivery in queue.Pending)
            await queue.SendAsync(delivery.Id, default);
    }

    [GeneratedRegex("<request (?<id>[^,>]+), (?<ms>[0-9]+) ms>")]
    private static partial Regex Request();
}
