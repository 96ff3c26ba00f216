using System.Text.Json.Nodes;

namespace SanityStripeBridge.Tests.Cli;

public sealed class AdoptVerbTests
{
    [Fact]
    public async Task Adopt_links_what_is_certain_reports_it_and_ends_the_unadopted_state()
    {
        await using var shop = await FilledAsync();
        (await shop.Cli.RunAsync("sync", "--json")).ErrorCode.Should().Be("unadopted");

        var result = await shop.Cli.RunAsync("adopt", "--yes", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        result.Json.GetProperty("kind").GetString().Should().Be("adopt");
        var adoption = result.Json.GetProperty("adoption");
        adoption.GetProperty("adopted").GetBoolean().Should().BeTrue();
        adoption.GetProperty("certain").GetArrayLength().Should().Be(2);
        adoption.GetProperty("certain")[0].GetProperty("because").GetString().Should().Be("name and price");
        adoption
            .GetProperty("unmatched")
            .GetProperty("stripe")[0]
            .GetProperty("stripeId")
            .GetString()
            .Should()
            .Be("prod_plate");
        shop.Document("mug")!["stripeProductId"]!.GetValue<string>().Should().Be("prod_mug");
        shop.StripeProducts().Should().HaveCount(2);
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        shop.Document("stripe-prod_plate").Should().NotBeNull();
        shop.StripeProducts().Should().HaveCount(2, "nothing was made twice");

        shop.ClearLogs();
        var again = await shop.Cli.RunAsync("adopt", "--json");
        again.Exit.Should().Be(0, "with nothing to do nobody is asked");
        again.Json.GetProperty("adoption").GetProperty("certain").GetArrayLength().Should().Be(0);
        (shop.Stripe.Requests.Writes, shop.Sanity.Requests.Writes).Should().Be((0, 0));
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_adopt_shows_its_table_and_writes_nothing_without_a_yes()
    {
        await using var shop = await FilledAsync();
        shop.ClearLogs();

        var shown = await shop.Cli.RunAsync("adopt");
        var result = await shop.Cli.RunAsync("adopt", "--json");

        shown.Exit.Should().Be(1);
        shown.Out.Should().Contain("test mode").And.Contain("prod_mug").And.Contain("name and price");
        shown
            .Out.Split('\n')
            .Max(line => line.Length)
            .Should()
            .BeLessThanOrEqualTo(100 + 80, "only sentences may be longer");
        shown
            .Out.Split('\n')
            .Where(line => line.Contains('─'))
            .Should()
            .OnlyContain(line => line.TrimEnd().Length <= 100);
        result.ErrorCode.Should().Be("confirmation");
        result
            .Json.GetProperty("error")
            .GetProperty("details")
            .GetProperty("adoption")
            .GetProperty("certain")
            .GetArrayLength()
            .Should()
            .Be(2);
        (shop.Stripe.Requests.Writes, shop.Sanity.Requests.Writes).Should().Be((0, 0));
    }

    [Fact]
    public async Task A_person_at_the_terminal_is_asked()
    {
        await using var shop = await FilledAsync();
        shop.ClearLogs();
        shop.Cli.Typed = "n\n";
        (await shop.Cli.RunAsync("adopt")).Exit.Should().Be(1);
        shop.Stripe.Requests.Writes.Should().Be(0);
        shop.Cli.Typed = "yes\n";
        (await shop.Cli.RunAsync("adopt")).Exit.Should().Be(0);
        shop.Document("mug")!["stripeProductId"].Should().NotBeNull();
    }

    [Fact]
    public async Task A_review_is_written_for_a_person_and_its_choices_are_applied()
    {
        await using var shop = await FilledAsync();
        await TwinAsync(shop);

        var first = await shop.Cli.RunAsync("adopt", "--review", "open.json", "--yes", "--json");

        first.Exit.Should().Be(1, "something waits for a person");
        first.Json.GetProperty("adoption").GetProperty("adopted").GetBoolean().Should().BeTrue();
        var review = JsonNode.Parse(shop.Text("open.json"))!;
        var entry = review["undecided"]!.AsArray().Should().ContainSingle().Subject!;
        entry["sanityId"]!.GetValue<string>().Should().Be("twin");
        entry["candidates"]!.AsArray().Should().HaveCount(2);
        entry["candidates"]![0]!["shows"]!.GetValue<string>().Should().Be("Twin");
        var held = await shop.Cli.RunAsync("sync", "--yes", "--json");
        held.Json.GetProperty("counts").GetProperty("held").GetInt32().Should().Be(1);
        shop.StripeProducts().Should().HaveCount(4);
        var status = (await shop.Cli.RunAsync("status", "--json")).Json;
        status.GetProperty("recommended").GetString().Should().Be("adopt");
        status.GetProperty("message").GetString().Should().Contain("adopt --review");

        entry["choice"] = "prod_twin2";
        shop.Put("open.json", review.ToJsonString());
        var second = await shop.Cli.RunAsync("adopt", "--review", "open.json", "--yes", "--json");

        second.Exit.Should().Be(0, second.Out + second.Error);
        shop.Document("twin")!["stripeProductId"]!.GetValue<string>().Should().Be("prod_twin2");
        (await shop.Cli.RunAsync("adopt", "--review", "open.json", "--yes"))
            .Exit.Should()
            .Be(0, "applied twice is no fault");
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        shop.StripeProducts().Should().HaveCount(4);
        shop.Document("stripe-prod_twin1").Should().NotBeNull();
    }

    [Fact]
    public async Task A_review_may_be_had_before_anything_is_written()
    {
        await using var shop = await FilledAsync();
        await TwinAsync(shop);
        shop.ClearLogs();

        (await shop.Cli.RunAsync("adopt", "--review", "open.json")).Exit.Should().Be(1);

        shop.Text("open.json").Should().Contain("prod_twin1");
        (shop.Stripe.Requests.Writes, shop.Sanity.Requests.Writes).Should().Be((0, 0));
    }

    [Fact]
    public async Task A_review_with_faults_tells_them_all_with_path_and_line_and_nothing_is_written()
    {
        await using var shop = await FilledAsync();
        await TwinAsync(shop);
        shop.Put(
            "open.json",
            """
            {
              "version": 1,
              "account": "acct_elsewhere",
              "undecided": [
                { "type": "product", "sanityId": "twin", "choice": "prod_nowhere" },
                { "type": "product", "sanityId": "nobody", "choice": "prod_twin1" },
                { "type": "price", "sanityId": "mug-once", "choice": "prod_twin1" },
                { "type": "product", "choice": "none" },
                { "type": "product", "sanityId": "cup", "choice": 5 }
              ]
            }
            """
        );
        shop.ClearLogs();

        var result = await shop.Cli.RunAsync("adopt", "--review", "open.json", "--yes", "--json");

        result.Exit.Should().Be(2);
        result.ErrorCode.Should().Be("bad_file");
        result
            .Json.GetProperty("error")
            .GetProperty("details")
            .GetProperty("faults")
            .EnumerateArray()
            .Select(fault => (fault.GetProperty("path").GetString(), fault.GetProperty("line").GetInt32()))
            .Should()
            .Equal(
                ("$.account", 3),
                ("$.undecided[0].choice", 5),
                ("$.undecided[1].choice", 6),
                ("$.undecided[2].choice", 7),
                ("$.undecided[3].sanityId", 8),
                ("$.undecided[4].choice", 9)
            );
        (shop.Stripe.Requests.Writes, shop.Sanity.Requests.Writes).Should().Be((0, 0));
    }

    [Fact]
    public async Task Ids_of_another_account_wait_for_a_person_and_are_forgotten_on_request()
    {
        await using var shop = await FilledAsync();
        await shop.Sanity.Studio.SetAsync("mug", "stripeProductId", "prod_of_live");
        await shop.Sanity.Studio.SetAsync("mug-once", "stripePriceId", "price_of_live");

        var held = await shop.Cli.RunAsync("adopt", "--yes", "--json");

        held.Exit.Should().Be(1);
        held.Json.GetProperty("adoption")
            .GetProperty("ambiguous")[0]
            .GetProperty("because")
            .GetString()
            .Should()
            .Contain("prod_of_live");
        shop.Document("mug")!["stripeProductId"]!.GetValue<string>().Should().Be("prod_of_live");

        var result = await shop.Cli.RunAsync("adopt", "--forget-ids", "--yes", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        shop.Document("mug")!["stripeProductId"]!.GetValue<string>().Should().Be("prod_mug");
        shop.Document("mug-once")!["stripePriceId"]!.GetValue<string>().Should().NotBe("price_of_live");
        shop.StripeProducts().Should().HaveCount(2);
    }

    [Fact]
    public async Task A_preferred_side_wins_and_an_unknown_one_is_a_wrong_usage()
    {
        await using var shop = await FilledAsync();
        await shop.Sanity.Studio.SetAsync("mug", "description", "ours");
        await shop.Stripe.Dashboard.EditProductAsync("prod_mug", new { description = "theirs" });
        (await shop.Cli.RunAsync("adopt", "--prefer", "both", "--yes")).Exit.Should().Be(2);

        (await shop.Cli.RunAsync("adopt", "--prefer", "stripe", "--yes")).Exit.Should().Be(0);

        shop.Document("mug")!["description"]!.GetValue<string>().Should().Be("theirs");
    }

    [Fact]
    public async Task While_writing_is_paused_nothing_is_adopted()
    {
        await using var shop = await FilledAsync();
        (await shop.Cli.RunAsync("pause")).Exit.Should().Be(0);
        (await shop.Cli.RunAsync("adopt", "--yes", "--json")).ErrorCode.Should().Be("paused");
    }

    /// <summary>A mug on both sides, told by name and price, and a plate that only finance has.</summary>
    private static async Task<CliShop> FilledAsync()
    {
        var shop = await CliShop.OpenAsync();
        await shop.NewMugAsync();
        await shop.Stripe.Dashboard.CreateProductAsync(new { id = "prod_mug", name = "Mug" });
        await shop.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = "prod_mug",
                currency = "eur",
                unit_amount = 1900,
            }
        );
        await shop.Stripe.Dashboard.CreateProductAsync(new { id = "prod_plate", name = "Plate" });
        return shop;
    }

    private static async Task TwinAsync(CliShop shop)
    {
        await shop.Sanity.Studio.CreatePublishedAsync("twin", "product", new() { ["name"] = "Twin" });
        foreach (var id in new[] { "prod_twin1", "prod_twin2" })
            await shop.Stripe.Dashboard.CreateProductAsync(new { id, name = "Twin" });
    }
}
