using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.TestKit;
using SanityStripeBridge.Tests.Cli;

namespace SanityStripeBridge.Tests.Admin;

/// <summary>
/// What the program says obeys the published schemas, at the command line and over HTTP. With <c>RECORD_OUTPUTS</c> set, what
/// the verbs and the API said is kept as examples, which the Node tests judge with another validator.
/// </summary>
public sealed class SchemaTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public async Task What_the_api_answers_obeys_the_schemas()
    {
        await using var shop = await AdminShop.WithNewMugAsync(("BRIDGE_POLICY_CONFLICT", "hold"));
        Obeys("report", await shop.RunAsync(new { action = "validate" }), "report-plan");
        Obeys("report", await shop.RunAsync(new { action = "sync", ids = new[] { "mug" } }), "report");
        Obeys(
            "report",
            await shop.RunAsync(new { action = "sync", ids = new[] { "nobody" } }),
            "report-failed"
        );
        await shop.World.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await shop.World.Stripe.Dashboard.EditProductAsync("sanity_mug", new { name = "Beaker" });
        await shop.World.SettleAsync();
        Obeys("status", (await shop.GetAsync("status")).Json, "status-api");
        var open = (await shop.GetAsync("conflicts")).Items.Should().ContainSingle().Subject;
        Obeys("conflict", open, "conflict");
        var kept = await shop.PostAsync($"conflicts/{open["id"]}/resolve", new { keep = "sanity" });
        Obeys("conflict", kept.Json, "conflict-resolved");
        var change = (await shop.GetAsync("changes?id=mug")).Items.First(one => one["side"] is not null);
        var undone = await shop.PostAsync($"changes/{change["id"]}/undo?wait=60");
        Obeys("report", undone.Json, "report-undo");
        foreach (var run in (await shop.GetAsync("runs")).Items)
            Obeys("report", (await shop.GetAsync("runs/" + run["id"])).Json);
    }

    [Fact]
    public async Task What_a_schedules_run_left_obeys_the_schema()
    {
        await using var shop = await AdminShop.WithNewMugAsync();
        await shop.World.Get<SanityStripeBridge.Mirror.ScheduledRun>().RunAsync("a test", new(), default);
        var run = (await shop.GetAsync("runs")).Items.Should().ContainSingle().Subject;
        var report = (await shop.GetAsync("runs/" + run["id"])).Json;
        Obeys("report", report);
        ((int?)report["counts"]!["created"]).Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task What_the_verbs_say_obeys_the_schemas()
    {
        await using var shop = await CliShop.OpenAsync();
        await shop.NewMugAsync();
        Obeys("plan", await SayAsync(shop, "plan"), "plan");
        Obeys("status", await SayAsync(shop, "status"));
        Obeys("report", await SayAsync(shop, "sync", "--yes"));
        Obeys("status", await SayAsync(shop, "status"), "status");
        var conflict = await shop.DisagreeAsync();
        Obeys("plan", await SayAsync(shop, "plan"), "plan-conflict");
        Obeys("conflict", (await SayAsync(shop, "conflicts", "list"))["items"]![0]!);
        Obeys("conflict", await SayAsync(shop, "conflicts", "resolve", conflict, "--keep", "stripe"));
    }

    [Fact]
    public void The_check_finds_what_is_wrong()
    {
        JsonSchema
            .Faults(Folder("schemas"), "conflict.schema.json", JsonNode.Parse("""{"id":1,"state":"lost"}"""))
            .Should()
            .Contain(fault => fault.StartsWith("$.id: expected"))
            .And.Contain(fault => fault.StartsWith("$.state: "))
            .And.Contain("$: sanityId is missing");
    }

    private static async Task<JsonNode> SayAsync(CliShop shop, params string[] verb)
    {
        var said = await shop.Cli.RunAsync([.. verb, "--json"]);
        said.Exit.Should().BeOneOf(0, 1, 3);
        return JsonNode.Parse(said.Out)!;
    }

    private static void Obeys(string schema, JsonNode output, string? keep = null)
    {
        var read = JsonNode.Parse(output.ToJsonString())!;
        JsonSchema
            .Faults(Folder("schemas"), schema + ".schema.json", read)
            .Should()
            .BeEmpty(read.ToJsonString());
        if (keep is not null && Environment.GetEnvironmentVariable("RECORD_OUTPUTS") is not null)
            File.WriteAllText(
                Path.Combine(Folder("examples/outputs"), keep + ".json"),
                read.ToJsonString(Indented) + "\n"
            );
    }

    private static string Folder(string name, [CallerFilePath] string here = "") =>
        Directory
            .CreateDirectory(
                Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs", name))
            )
            .FullName;
}
