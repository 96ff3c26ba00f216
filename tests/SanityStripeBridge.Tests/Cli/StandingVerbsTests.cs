using System.Text.Json;

namespace SanityStripeBridge.Tests.Cli;

public sealed class StandingVerbsTests
{
    [Fact]
    public async Task Status_tells_both_sides_what_is_linked_and_what_to_do()
    {
        await using var shop = await CliShop.OpenAsync();
        await shop.NewMugAsync();
        var before = (await shop.Cli.RunAsync("status", "--json")).Json;
        before.GetProperty("state").GetString().Should().Be("needs_sync");
        before.GetProperty("recommended").GetString().Should().Be("create");
        before.GetProperty("mode").GetString().Should().Be("test");
        before.GetProperty("sanity").GetProperty("products").GetInt32().Should().Be(1);
        before.GetProperty("stripe").GetProperty("activePrices").GetInt32().Should().Be(0);
        before.GetProperty("inbox").GetProperty("oldestSeconds").ValueKind.Should().Be(JsonValueKind.Null);

        await shop.Cli.RunAsync("sync", "--yes");

        var after = (await shop.Cli.RunAsync("status", "--json")).Json;
        after.GetProperty("state").GetString().Should().Be("synced");
        after.GetProperty("recommended").GetString().Should().Be("none");
        after.GetProperty("linked").GetProperty("products").GetInt32().Should().Be(1);
        after.GetProperty("linked").GetProperty("prices").GetInt32().Should().Be(1);
        var run = after.GetProperty("runs")[0];
        run.GetProperty("kind").GetString().Should().Be("sync");
        run.GetProperty("result").GetString().Should().Be("done");
    }

    [Fact]
    public async Task The_mode_stands_above_what_people_read()
    {
        await using var shop = await CliShop.WithMugAsync();
        (await shop.Cli.RunAsync("status"))
            .Out.Should()
            .StartWith("test mode")
            .And.Contain("acct_1SandboxMain");
        (await shop.Cli.RunAsync("plan"))
            .Out.Split('\n')
            .Should()
            .OnlyContain(line => line.TrimEnd().Length <= 100);
    }

    [Fact]
    public async Task While_paused_nothing_is_written()
    {
        await using var shop = await CliShop.WithMugAsync();
        await shop.Sanity.Studio.SetAsync("mug", "name", "Cup");
        (await shop.Cli.RunAsync("pause", "--reason", "stocktaking")).Exit.Should().Be(0);

        var refused = await shop.Cli.RunAsync("sync", "--yes", "--json");

        refused.ErrorCode.Should().Be("paused");
        (await shop.Cli.RunAsync("status", "--json"))
            .Json.GetProperty("state")
            .GetString()
            .Should()
            .Be("paused");
        (await shop.Cli.RunAsync("resume")).Exit.Should().Be(0);
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        (await shop.NameInStripeAsync()).Should().Be("Cup");
    }

    [Theory]
    [InlineData("mug")]
    [InlineData("drafts.mug")]
    [InlineData("mug-once")]
    [InlineData("sanity_mug")]
    public async Task Why_tells_the_story_of_the_whole_family(string id)
    {
        await using var shop = await CliShop.WithMugAsync();
        await shop.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await shop.Cli.RunAsync("sync", "--yes");

        var told = await shop.Cli.RunAsync("why", id, "--json");

        told.Exit.Should().Be(0);
        told.Json.GetProperty("family").GetString().Should().Be("mug");
        told.Json.GetProperty("items")
            .EnumerateArray()
            .Last()
            .GetProperty("text")
            .GetString()
            .Should()
            .Contain("written to Stripe")
            .And.Contain("name \"Mug\" -> \"Cup\"");
    }

    [Theory]
    [InlineData("why", "nobody")]
    [InlineData("inbox", "show", "17")]
    [InlineData("inbox", "discard", "17")]
    [InlineData("conflicts", "resolve", "nothing", "--keep", "sanity")]
    [InlineData("held", "release", "nobody")]
    public async Task An_unknown_id_is_not_found(params string[] args)
    {
        await using var shop = await CliShop.OpenAsync();

        var result = await shop.Cli.RunAsync([.. args, "--json"]);

        result.Exit.Should().Be(1);
        result.ErrorCode.Should().Be("not_found");
    }

    [Fact]
    public async Task A_key_of_another_account_stops_every_verb_that_would_look()
    {
        await using var shop = await CliShop.WithMugAsync();
        shop.Cli.Environment["SANITY_DATASET"] = "staging";

        var result = await shop.Cli.RunAsync("status", "--json");

        result.Exit.Should().Be(1);
        result.ErrorCode.Should().Be("operator");
        result.Out.Should().Contain("production").And.Contain("staging");
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("sync")]
    [InlineData("serve")]
    [InlineData("conflicts", "resolve")]
    [InlineData("inbox", "replay")]
    public async Task Every_verb_explains_itself_with_an_example(params string[] verb)
    {
        using var cli = new CliRun();

        var help = await cli.RunAsync([.. verb, "--help"]);

        help.Exit.Should().Be(0);
        help.Out.Should().Contain("Example:").And.Contain("bridge " + verb[0]).And.Contain("--json");
    }

    [Theory]
    [InlineData("juggle")]
    [InlineData("plan", "--colour")]
    [InlineData("conflicts", "resolve", "x")]
    public async Task A_wrong_usage_exits_with_two(params string[] args)
    {
        using var cli = new CliRun();

        var result = await cli.RunAsync([.. args, "--json"]);

        result.Exit.Should().Be(2);
        result.ErrorCode.Should().Be("usage");
    }
}
