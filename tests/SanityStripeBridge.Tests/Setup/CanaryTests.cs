using Microsoft.Extensions.DependencyInjection;

namespace SanityStripeBridge.Tests.Setup;

public sealed class CanaryTests
{
    [Fact]
    public async Task Against_a_running_service_both_streams_are_proved_and_nothing_is_left_behind()
    {
        await using var shop = await HookShop.OpenAsync();
        await using var service = await DoctorTests.ServedAsync(shop);

        var told = await shop.DoctorAsync("--canary");

        told.Exit.Should().Be(0, told.Out);
        DoctorTests.States(told).Should().Contain("canary.stripe", "ok").And.Contain("canary.sanity", "ok");
        DoctorTests
            .Line(told, "canary.stripe")
            .GetProperty("figures")
            .GetProperty("seconds")
            .GetDouble()
            .Should()
            .BeLessThan(60);
        await shop.Shop.Stripe.Deliveries.WhenIdleAsync(default);
        shop.Shop.Stripe.State().GetProperty("products").GetArrayLength().Should().Be(0);
        Ids(shop).Should().BeSubsetOf(["stripeSync.bridge"]);
        var after = await shop.DoctorAsync();
        DoctorTests.Line(after, "stream.stripe").GetProperty("message").GetString().Should().Contain("echo");
        DoctorTests.Line(after, "stream.sanity").GetProperty("message").GetString().Should().Contain("echo");
    }

    [Fact]
    public async Task Nobody_mirrors_the_canary_while_it_is_out()
    {
        await using var shop = await HookShop.OpenAsync();
        await using var service = await DoctorTests.ServedAsync(shop);
        shop.Cli.Environment["STRIPE_SECRET_KEY"] = "sk_test_sandbox";
        shop.Shop.Stripe.Faults.Add(
            new()
            {
                Kind = Sandbox.Faults.FaultKind.ActBefore,
                Method = "DELETE",
                Act = async _ => (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0),
            }
        );

        (await shop.DoctorAsync("--canary")).Exit.Should().Be(0);

        Ids(shop).Should().BeSubsetOf(["stripeSync.bridge"], "a full run passed while the canary was out");
    }

    [Fact]
    public async Task A_webhook_that_leads_nowhere_is_a_failure_and_the_canary_comes_home()
    {
        await using var shop = await HookShop.OpenAsync();
        // The service keeps real time: a catch-up that falls due now would bring the echo.
        foreach (var schedule in (string[])["CATCHUP", "VALIDATE", "FULL"])
            shop.Cli.Environment["BRIDGE_SCHEDULE_" + schedule] = "off";
        await using var service = await DoctorTests.ServedAsync(shop);
        // Its first catch-up is over, too.
        var work = service
            .Services.GetRequiredService<Hosting.Bridges>()
            .Find("default")!
            .Get<Mirror.WorkerLoop>();
        while (!work.IsRunning)
            await Task.Yield();
        shop.Cli.Clock = new TestKit.ManualTime(TimeProvider.System.GetUtcNow())
        {
            PassesBySelf = TimeSpan.FromSeconds(10),
        };
        shop.Shop.Stripe.Deliveries.Automatic = false;
        shop.Shop.Sanity.Deliveries.Automatic = false;

        var told = await shop.DoctorAsync("--canary");

        told.Exit.Should().Be(1);
        DoctorTests
            .States(told)
            .Should()
            .Contain("canary.stripe", "failure")
            .And.Contain("canary.sanity", "failure");
        shop.Shop.Stripe.State().GetProperty("products").GetArrayLength().Should().Be(0);
        Ids(shop).Should().BeSubsetOf(["stripeSync.bridge"]);
    }

    [Fact]
    public async Task What_a_crash_left_behind_the_next_run_removes()
    {
        await using var shop = await HookShop.OpenAsync();
        await using var service = await DoctorTests.ServedAsync(shop);
        shop.Shop.Stripe.Faults.Add(
            new()
            {
                Kind = Sandbox.Faults.FaultKind.Respond,
                Method = "DELETE",
                Status = 500,
                Times = 3,
            }
        );
        await shop.DoctorAsync("--canary");
        shop.Shop.Stripe.State().GetProperty("products").GetArrayLength().Should().Be(1);

        (await shop.DoctorAsync("--canary")).Exit.Should().Be(0);

        shop.Shop.Stripe.State().GetProperty("products").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Without_a_service_or_a_yes_in_live_mode_it_is_not_let_out()
    {
        await using var shop = await HookShop.ReadyAsync();
        DoctorTests.States(await shop.DoctorAsync("--canary")).Should().Contain("canary", "failure");
        shop.Shop.Stripe.Requests.Clear();
        shop.Cli.Environment["STRIPE_SECRET_KEY"] = "sk_live_sandbox";
        await using var service = await shop.ServeAsync(works: false);

        var told = await shop.DoctorAsync("--canary");

        DoctorTests.Line(told, "canary").GetProperty("message").GetString().Should().Contain("live");
        shop.Shop.Stripe.Requests.Writes.Should().Be(0);
    }

    private static IEnumerable<string?> Ids(HookShop shop) =>
        shop.Shop.Sanity.Dataset.Documents.Select(document => (string?)document["_id"]);
}
