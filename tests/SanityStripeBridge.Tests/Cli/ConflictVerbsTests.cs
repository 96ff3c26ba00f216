namespace SanityStripeBridge.Tests.Cli;

public sealed class ConflictVerbsTests
{
    [Theory]
    [InlineData("sanity", "Cup")]
    [InlineData("stripe", "Beaker")]
    [InlineData("Goblet", "Goblet")]
    public async Task A_person_decides_what_stays(string keep, string name)
    {
        await using var shop = await CliShop.WithMugAsync();
        var id = await shop.DisagreeAsync();

        var result = await shop.Cli.RunAsync("conflicts", "resolve", id, "--keep", keep, "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        result.Json.GetProperty("state").GetString().Should().Be("resolved");
        shop.NameInSanity.Should().Be(name);
        (await shop.NameInStripeAsync()).Should().Be(name);
        (await shop.Cli.RunAsync("plan")).Exit.Should().Be(0);
    }

    [Fact]
    public async Task A_conflict_is_listed_with_both_values_and_counts_as_something_to_do()
    {
        await using var shop = await CliShop.WithMugAsync();
        await shop.DisagreeAsync();

        var conflict = (await shop.Cli.RunAsync("conflicts", "list", "--json")).Json.GetProperty("items")[0];

        conflict.GetProperty("path").GetString().Should().Be("name");
        conflict.GetProperty("baseline").GetString().Should().Be("Mug");
        conflict.GetProperty("sanity").GetString().Should().Be("Cup");
        conflict.GetProperty("stripe").GetString().Should().Be("Beaker");
        conflict.GetProperty("policy").GetString().Should().Be("hold");
        conflict.GetProperty("state").GetString().Should().Be("open");
        (await shop.Cli.RunAsync("validate")).Exit.Should().Be(3);
        (await shop.Cli.RunAsync("status", "--json"))
            .Json.GetProperty("recommended")
            .GetString()
            .Should()
            .Be("resolve");
    }

    [Fact]
    public async Task A_decision_about_values_that_changed_since_is_refused()
    {
        await using var shop = await CliShop.WithMugAsync();
        var id = await shop.DisagreeAsync();
        await shop.Sanity.Studio.SetAsync("mug", "name", "Jug");

        var result = await shop.Cli.RunAsync("conflicts", "resolve", id, "--keep", "stripe", "--json");

        result.Exit.Should().Be(1);
        result.ErrorCode.Should().Be("changed");
        shop.NameInSanity.Should().Be("Jug");
        (await shop.NameInStripeAsync()).Should().Be("Beaker");
    }

    [Fact]
    public async Task A_decision_can_be_turned_round()
    {
        await using var shop = await CliShop.WithMugAsync();
        var id = await shop.DisagreeAsync();
        await shop.Cli.RunAsync("conflicts", "resolve", id, "--keep", "sanity");

        var result = await shop.Cli.RunAsync("conflicts", "resolve", id, "--keep", "stripe", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        result.Json.GetProperty("winner").GetString().Should().Be("stripe");
        shop.NameInSanity.Should().Be("Beaker");
        (await shop.NameInStripeAsync()).Should().Be("Beaker");
        (await shop.Cli.RunAsync("plan")).Exit.Should().Be(0);
    }
}
