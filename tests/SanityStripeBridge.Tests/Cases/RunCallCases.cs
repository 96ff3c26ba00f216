using System.Text.Json.Nodes;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.Admin;
using SanityStripeBridge.Tests.Cli;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>A run's report tells the calls that the run made, as the platforms counted them.</summary>
public sealed class RunCallCases
{
    [Fact]
    public async Task A_verbs_report_tells_every_call_that_reached_the_platforms()
    {
        await using var shop = await CliShop.WithMugAsync();
        await shop.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await shop.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        shop.ClearLogs();

        var report = (await shop.Cli.RunAsync("sync", "--yes", "--json")).Json;

        Calls(JsonNode.Parse(report.GetRawText())!)
            .Should()
            .Be(
                (
                    shop.Stripe.Requests.Reads,
                    shop.Stripe.Requests.Writes,
                    shop.Sanity.Requests.Reads,
                    shop.Sanity.Requests.Writes
                )
            );
        shop.Stripe.Requests.Writes.Should().BeGreaterThan(2);
    }

    [Fact]
    public async Task A_retry_counts_because_the_platform_meters_it()
    {
        await using var shop = await AdminShop.WithMugAsync();
        await shop.World.Sanity.Studio.SetAsync("mug", "name", "Cup");
        shop.World.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                Method = "POST",
                PathPrefix = "/v1/products",
                Status = 500,
            }
        );
        shop.World.ClearLogs();

        var report = await shop.RunAsync(new { action = "sync" });

        Calls(report).Should().Be(shop.World.Calls);
        shop.World.Calls.StripeWrites.Should().Be(2);
    }

    [Fact]
    public async Task A_run_that_only_looks_tells_what_looking_cost()
    {
        await using var shop = await AdminShop.WithNewMugAsync();
        shop.World.ClearLogs();

        var report = await shop.RunAsync(new { action = "validate" });

        Calls(report).Should().Be(shop.World.Calls);
        shop.World.Calls.StripeReads.Should().BePositive();
        ((int?)report["plan"]!["calls"]!["stripeWrites"]).Should().Be(1, "a plan tells what it would take");
    }

    [Fact]
    public async Task A_schedules_report_tells_its_calls_too()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        world.LoseDeliveries();
        world.ClearLogs();

        await world.Get<ScheduledRun>().RunAsync("a test", new(), default);

        Calls(await NewestAsync(world)).Should().Be(world.Calls);
        world.Calls.StripeWrites.Should().Be(1);
    }

    [Fact]
    public async Task A_comparison_that_was_tried_twice_cost_both_tries()
    {
        await using var world = await Shop.WithMugAsync();
        world.Sanity.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                PathPrefix = "/",
                Status = 500,
                Times = 3,
            }
        );
        world.ClearLogs();
        var compare = () => world.Get<ScheduledRun>().CompareAsync(new(), default);

        await compare.Should().ThrowAsync<RemoteException>();
        await compare();

        Calls(await NewestAsync(world)).Should().Be(world.Calls);
        world.Calls.SanityReads.Should().BeGreaterThan(3);
    }

    [Fact]
    public async Task What_webhooks_cost_beside_a_run_is_not_the_runs()
    {
        await using var shop = await AdminShop.WithMugAsync();
        var gate = new TaskCompletionSource();
        var run = await shop
            .World.Get<BackgroundRuns>()
            .BeginAsync(
                "validate",
                false,
                async (live, cancel) =>
                {
                    await gate.Task;
                    return (
                        RunReport.Empty(live.Record, "done", null) with
                        {
                            Calls = live.Calls.Counts,
                        }
                    ).ToJson();
                },
                default
            );
        await shop.World.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await shop.World.SettleAsync();
        shop.World.Calls.StripeWrites.Should().Be(1);
        gate.SetResult();

        Calls(await run.End).Should().Be((0, 0, 0, 0));
    }

    private static async Task<JsonNode> NewestAsync(BridgeWorld world) =>
        JsonNode.Parse((await world.Memory.RunsAsync(1, default))[0].Result!)!;

    private static (long, long, long, long) Calls(JsonNode report)
    {
        var calls = report["calls"]!;
        return (Of("stripeReads"), Of("stripeWrites"), Of("sanityReads"), Of("sanityTransactions"));

        long Of(string name) => (long)(int)calls[name]!;
    }
}
