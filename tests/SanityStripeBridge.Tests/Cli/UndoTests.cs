using System.Text.Json;
using SanityStripeBridge.Sandbox.Faults;

namespace SanityStripeBridge.Tests.Cli;

public sealed class UndoTests
{
    private static async Task<JsonElement> LastAsync(CliShop shop, string action, string side)
    {
        var listed = (await shop.Cli.RunAsync("history", "mug", "--json")).Json.GetProperty("items");
        return listed
            .EnumerateArray()
            .Last(entry =>
                entry.GetProperty("action").GetString() == action
                && entry.GetProperty("side").GetString() == side
            );
    }

    private static async Task<CliShop> WithRenamedMugAsync()
    {
        var shop = await CliShop.WithMugAsync();
        await shop.Sanity.Studio.SetAsync("mug", "name", "Cup");
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        return shop;
    }

    [Fact]
    public async Task A_change_is_taken_back_on_both_sides_in_one_write_each()
    {
        await using var shop = await WithRenamedMugAsync();
        var change = (await LastAsync(shop, "update", "stripe")).GetProperty("id").GetString()!;
        shop.Stripe.Requests.Clear();
        shop.Sanity.Requests.Clear();

        var result = await shop.Cli.RunAsync("undo", change, "--yes", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        result.Json.GetProperty("kind").GetString().Should().Be("undo");
        result.Json.GetProperty("left").GetArrayLength().Should().Be(0);
        shop.NameInSanity.Should().Be("Mug");
        (await shop.NameInStripeAsync()).Should().Be("Mug");
        shop.Stripe.Requests.All.Count(request => request.Write).Should().Be(1);
        shop.Sanity.Requests.All.Count(request => request.Write).Should().Be(1);
        (await shop.Cli.RunAsync("plan")).Exit.Should().Be(0);
    }

    [Fact, Trait("case", "87")]
    public async Task A_run_is_taken_back_and_a_changed_amount_becomes_a_replacement_again()
    {
        await using var shop = await CliShop.WithMugAsync();
        var first = shop.PriceInSanity;
        await shop.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await shop.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        var run = (await shop.Cli.RunAsync("sync", "--yes", "--json")).Json.GetProperty("id").GetString()!;
        shop.PriceInSanity.Should().NotBe(first);
        shop.Stripe.Requests.Clear();
        shop.Sanity.Requests.Clear();

        var result = await shop.Cli.RunAsync("undo", run, "--yes", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        result.Json.GetProperty("counts").GetProperty("replaced").GetInt32().Should().Be(1);
        shop.NameInSanity.Should().Be("Mug");
        (await shop.NameInStripeAsync()).Should().Be("Mug");
        ((int)shop.Document("mug-once")!["unitAmount"]!).Should().Be(1900);
        // The former price of the chain is what the document asks for again.
        shop.PriceInSanity.Should().Be(first);
        shop.Stripe.Requests.All.Count(request => request.Write).Should().Be(3);
        shop.Sanity.Requests.All.Count(request => request.Write).Should().Be(2);
        (await shop.Cli.RunAsync("plan")).Exit.Should().Be(0);
    }

    [Fact]
    public async Task A_value_that_has_changed_since_is_listed_and_left()
    {
        await using var shop = await WithRenamedMugAsync();
        var change = (await LastAsync(shop, "update", "stripe")).GetProperty("id").GetString()!;
        await shop.Stripe.Dashboard.EditProductAsync("sanity_mug", new { name = "Beaker" });

        var result = await shop.Cli.RunAsync("undo", change, "--yes", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        var left = result.Json.GetProperty("left")[0];
        left.GetProperty("path").GetString().Should().Be("name");
        left.GetProperty("reason").GetString().Should().Contain("Cup").And.Contain("Beaker");
        shop.NameInSanity.Should().Be("Cup");
        (await shop.NameInStripeAsync()).Should().Be("Beaker");
    }

    [Fact]
    public async Task An_undone_creation_is_an_archive()
    {
        await using var shop = await CliShop.OpenAsync();
        await shop.NewMugAsync();
        var run = (await shop.Cli.RunAsync("sync", "--yes", "--json")).Json.GetProperty("id").GetString()!;

        var result = await shop.Cli.RunAsync("undo", run, "--yes", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        ((bool)shop.Document("mug")!["active"]!).Should().BeFalse();
        ((bool)shop.Document("mug-once")!["active"]!).Should().BeFalse();
        (await shop.StripeAsync("/v1/products/sanity_mug"))["active"]!.GetValue<bool>().Should().BeFalse();
        (await shop.StripeAsync("/v1/prices/" + shop.PriceInSanity))["active"]!
            .GetValue<bool>()
            .Should()
            .BeFalse();
        (await shop.Cli.RunAsync("plan")).Exit.Should().Be(0);
    }

    [Fact]
    public async Task An_undo_can_be_undone()
    {
        await using var shop = await WithRenamedMugAsync();
        var change = (await LastAsync(shop, "update", "stripe")).GetProperty("id").GetString()!;
        var undo = (await shop.Cli.RunAsync("undo", change, "--yes", "--json")).Json.GetProperty("id");

        var result = await shop.Cli.RunAsync("undo", undo.GetString()!, "--yes", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        shop.NameInSanity.Should().Be("Cup");
        (await shop.NameInStripeAsync()).Should().Be("Cup");
    }

    [Fact]
    public async Task A_deleted_document_is_not_brought_back_and_it_is_said_what_does()
    {
        await using var shop = await WithRenamedMugAsync();
        var change = (await LastAsync(shop, "update", "stripe")).GetProperty("id").GetString()!;
        await shop.Sanity.Studio.DeleteAsync("mug-once");
        await shop.Sanity.Studio.DeleteAsync("mug");
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);

        var result = await shop.Cli.RunAsync("undo", change, "--yes", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        result.Json.GetProperty("left")[0].GetProperty("reason").GetString().Should().Contain("restore it");
        (await shop.StripeAsync("/v1/products/sanity_mug"))["active"]!.GetValue<bool>().Should().BeFalse();
    }

    [Fact]
    public async Task An_undo_that_was_broken_off_is_carried_on_at_once_by_the_next_run()
    {
        await using var shop = await WithRenamedMugAsync();
        var change = (await LastAsync(shop, "update", "stripe")).GetProperty("id").GetString()!;
        using var control = new CancellationTokenSource();
        shop.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.ActBefore,
                Method = "POST",
                PathPrefix = "/v1/products",
                Act = _ => control.CancelAsync(),
            }
        );
        shop.Cli.Cancel = control.Token;

        var broken = await shop.Cli.RunAsync("undo", change, "--yes", "--json");
        shop.Cli.Cancel = default;
        var next = await shop.Cli.RunAsync("sync", "--yes", "--json");

        broken.ErrorCode.Should().Be("cancelled", broken.Out + broken.Error);
        next.Exit.Should().Be(0, next.Out + next.Error);
        (await shop.NameInStripeAsync()).Should().Be("Mug");
        shop.NameInSanity.Should().Be("Mug");
    }

    [Fact]
    public async Task What_would_be_taken_back_is_shown_first_and_needs_a_yes()
    {
        await using var shop = await WithRenamedMugAsync();
        var change = (await LastAsync(shop, "update", "stripe")).GetProperty("id").GetString()!;

        var dry = await shop.Cli.RunAsync("undo", change, "--dry-run", "--json");
        var unasked = await shop.Cli.RunAsync("undo", change, "--json");

        dry.Exit.Should().Be(3);
        dry.Json.GetProperty("changes")
            .EnumerateArray()
            .Select(planned => planned.GetProperty("side").GetString())
            .Should()
            .Equal("sanity", "stripe");
        unasked.Exit.Should().Be(1);
        unasked.ErrorCode.Should().Be("confirmation");
        shop.NameInSanity.Should().Be("Cup");
    }

    [Fact]
    public async Task An_unknown_change_is_not_found()
    {
        await using var shop = await CliShop.WithMugAsync();
        var result = await shop.Cli.RunAsync("undo", "01nosuchchange", "--json");
        result.Exit.Should().Be(1);
        result.ErrorCode.Should().Be("not_found");
    }

    [Fact]
    public async Task The_audit_trail_names_cause_actor_key_and_Stripes_request()
    {
        await using var shop = await WithRenamedMugAsync();
        var entry = await LastAsync(shop, "update", "stripe");
        entry.GetProperty("actor").GetString().Should().Be("sanity");
        entry.GetProperty("requestId").GetString().Should().StartWith("req_");
        entry.GetProperty("key").GetString().Should().StartWith("ssb-bridge-");
        entry.GetProperty("fields")[0].GetProperty("from").GetString().Should().Be("Mug");
        entry.GetProperty("fields")[0].GetProperty("to").GetString().Should().Be("Cup");
        var run = entry.GetProperty("cause").GetString()!;
        var ofRun = (await shop.Cli.RunAsync("history", "--run", run, "--json")).Json.GetProperty("items");
        ofRun.GetArrayLength().Should().Be(1);
        (await shop.Cli.RunAsync("history", "mug", "--prices", "--json"))
            .Json.GetProperty("items")
            .EnumerateArray()
            .Should()
            .OnlyContain(price => price.GetProperty("type").GetString() == "price");
    }
}
