using System.Text.Json.Nodes;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Tests.Cli;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>One file for each run, in the operator's folder, and what schedules tell of themselves.</summary>
public sealed class ReportCases : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bridge-reports-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_scheduled_run_leaves_its_report_in_a_folder_that_is_made_for_it()
    {
        var folder = Path.Combine(_folder, "new");
        await using var world = await DueAsync(("BRIDGE_REPORTS", folder));
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        world.LoseDeliveries();

        await world.Get<Schedules>().RunDueAsync(default);

        var reports = Directory.GetFiles(folder).Select(Read).ToList();
        reports.Should().HaveCount(2);
        var full = reports.Single(report => (string?)report["kind"] == "full");
        ((string?)full["state"]).Should().Be("done");
        ((int)full["counts"]!["updated"]!).Should().Be(1);
        ((string?)full["items"]![0]!["sanityId"]).Should().Be("mug");
        ((string?)full["items"]![0]!["stripeId"]).Should().Be(Shop.Mug);
        var compared = reports.Single(report => (string?)report["kind"] == "validate");
        ((int)compared["drift"]!).Should().Be(1, "no webhook told of it");
        Directory.GetFiles(folder, "*.part").Should().BeEmpty();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_log_line_and_not_a_failed_run()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "no folder");
        await using var world = await DueAsync(("BRIDGE_REPORTS", Path.Combine(file, "reports")));
        using var heard = new HeardLogs();
        world.Listener = heard;
        await world.RestartAsync();

        await world.Get<Schedules>().RunDueAsync(default);

        (await world.Memory.RunsAsync(10, default))
            .Should()
            .OnlyContain(run => run.Result!.Contains("\"done\""));
        heard
            .Lines.Should()
            .Contain(line => line.Contains("[REPORT]") && line.Contains("It is in the store"));
    }

    [Fact]
    public async Task Reports_older_than_the_retention_go_and_other_files_stay()
    {
        await using var world = await DueAsync(("BRIDGE_REPORTS", _folder), ("BRIDGE_RETENTION_DAYS", "3"));
        await world.Get<Schedules>().RunDueAsync(default);
        await File.WriteAllTextAsync(Path.Combine(_folder, "notes.json"), "{}");
        await File.WriteAllTextAsync(Path.Combine(_folder, "20200101T000000Z_other_full_01.json"), "{}");
        Directory.GetFiles(_folder).Should().HaveCount(4);
        world.Clock.Advance(TimeSpan.FromDays(4));

        await world.Get<Pruning>().RunAsync(default);

        Directory
            .GetFiles(_folder)
            .Select(Path.GetFileName)
            .Should()
            .BeEquivalentTo("notes.json", "20200101T000000Z_other_full_01.json");
        (await world.Memory.RunsAsync(10, default))
            .Select(run => run.Kind)
            .Should()
            .Equal(["full"], "the history names what wrote, for good");
    }

    [Fact]
    public async Task A_verb_leaves_its_report_too()
    {
        await using var shop = await CliShop.OpenAsync();
        shop.Cli.Environment["BRIDGE_REPORTS"] = _folder;
        await shop.NewMugAsync();
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        var report = Directory.GetFiles(_folder).Select(Read).Should().ContainSingle().Subject;
        ((string?)report["kind"]).Should().Be("sync");
        ((int)report["counts"]!["created"]!).Should().Be(2);
    }

    [Fact]
    public async Task Status_tells_of_each_schedule_when_it_ran_how_it_came_out_and_when_it_is_next()
    {
        await using var shop = await CliShop.WithMugAsync();
        shop.Cli.Environment["BRIDGE_SCHEDULE_FULL"] = "off";
        var status = await shop.Cli.RunAsync("status", "--json");
        var schedules = status.Json.GetProperty("schedules").EnumerateArray().ToList();
        schedules
            .Select(schedule => schedule.GetProperty("name").GetString())
            .Should()
            .Equal("catchup", "validate", "full");
        schedules[0].GetProperty("cron").GetString().Should().Be("*/5 * * * *");
        schedules[0].GetProperty("lastAt").GetString().Should().BeNull("nothing has served yet");
        schedules[2].GetProperty("cron").GetString().Should().BeNull("it is off");
        (await shop.Cli.RunAsync("status")).Out.Should().MatchRegex(@"validate +7 \* \* \* \* +never");
    }

    [Fact]
    public async Task A_schedule_remembers_its_last_run_and_that_it_failed()
    {
        await using var world = await DueAsync();
        await world.Get<Schedules>().RunDueAsync(default);
        var full = await StateAsync(world, "full");
        full.Ran!.Result.Should().Be("done");
        full.Ran.RunId.Should().Be((await world.Memory.RunsAsync(1, default))[0].Id);
        full.Text.Should().Be("30 1 * * *");
        full.DueAt.Should().Be(world.Clock.GetUtcNow().Date.AddDays(1).AddMinutes(90));

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

        (await StateAsync(world, "full")).Ran!.Result.Should().Be("failed");
        (await StateAsync(world, "validate")).Ran!.Result.Should().Be("done");
    }

    [Fact]
    public async Task Of_two_nodes_one_runs_each_schedule_and_both_tell_how_it_came_out()
    {
        await using var world = await DueAsync(("BRIDGE_REPORTS", _folder));
        await using var other = await world.AnotherNodeAsync();
        world.ClearLogs();

        await Task.WhenAll(
            new[] { world.Get<Schedules>(), other.Bridge().Get<Schedules>() }.Select(node =>
                node.RunDueAsync(default)
            )
        );

        Directory.GetFiles(_folder).Should().HaveCount(2);
        (await world.Memory.RunsAsync(10, default))
            .Select(run => run.Kind)
            .Should()
            .BeEquivalentTo("validate", "full");
        (await other.Bridge().Get<Schedules>().StateAsync(default))
            .Should()
            .BeEquivalentTo(await world.Get<Schedules>().StateAsync(default));
        world.Calls.StripeWrites.Should().Be(0);
    }

    [Fact]
    public async Task A_comparison_that_is_tried_again_is_one_run()
    {
        await using var world = await DueAsync(("BRIDGE_REPORTS", _folder));
        world.Sanity.Faults.Add(
            new()
            {
                Kind = Sandbox.Faults.FaultKind.Respond,
                PathPrefix = "/",
                Status = 500,
                Times = 6,
            }
        );
        var run = () => world.Get<Schedules>().RunDueAsync(default);
        await run.Should().ThrowAsync<RemoteException>();
        await run.Should().ThrowAsync<RemoteException>();
        (await StateAsync(world, "validate")).Ran!.Result.Should().Be("failed");
        await run.Should().NotThrowAsync();
        Directory.GetFiles(_folder, "*_validate_*").Should().ContainSingle();
        (await StateAsync(world, "validate")).Ran!.Result.Should().Be("done");
    }

    // A comparison and a full run are due, and nothing else.
    private static async Task<BridgeWorld> DueAsync(params (string, string?)[] settings)
    {
        var world = await Shop.WithMugAsync([
            ("BRIDGE_SCHEDULE_CATCHUP", "off"),
            ("BRIDGE_SCHEDULE_VALIDATE", "0 1 * * *"),
            ("BRIDGE_SCHEDULE_FULL", "30 1 * * *"),
            .. settings,
        ]);
        await world.Get<Schedules>().RunDueAsync(default);
        world.Clock.Advance(TimeSpan.FromDays(1));
        return world;
    }

    private static async Task<ScheduleState> StateAsync(BridgeWorld world, string name) =>
        (await world.Get<Schedules>().StateAsync(default)).Single(schedule => schedule.Name == name);

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(file))!;
}
