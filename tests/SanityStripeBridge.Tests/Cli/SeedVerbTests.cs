using SanityStripeBridge.Sandbox.Faults;

namespace SanityStripeBridge.Tests.Cli;

public sealed class SeedVerbTests
{
    /// <summary>Two products: one with a recurring and a one-time price, one without any default.</summary>
    private const string Small = """
        {
          "version": 1,
          "products": [
            {
              "key": "pro",
              "name": "Pro",
              "description": "For teams",
              "planType": "team",
              "displayOrder": 2,
              "isRecommended": true,
              "features": ["Unlimited seats", "Support"],
              "metadata": { "erp_code": "P-1" },
              "prices": [
                { "key": "month", "currency": "eur", "unitAmount": 1900, "type": "recurring", "interval": "month", "trialPeriodDays": 14, "default": true },
                { "key": "life", "currency": "eur", "unitAmount": 49900, "type": "one_time", "lookupKey": "pro_lifetime" }
              ]
            },
            { "key": "free", "name": "Free", "prices": [ { "key": "month", "currency": "eur", "unitAmount": 0, "type": "recurring", "interval": "month" } ] }
          ]
        }
        """;

    [Fact]
    public async Task With_a_mapping_the_file_becomes_documents_of_its_types_and_a_second_run_creates_nothing()
    {
        await using var shop = await CliShop.OpenAsync();
        shop.Put("catalogue.json", Small);
        shop.Put(
            "mapping.json",
            """
            {
              "version": 1,
              "products": [{ "type": "plan", "id": "stripeId", "fields": { "name": "title", "description": "text", "active": "active", "features": "points", "defaultPrice": "mainTariff" } }],
              "prices": [{ "type": "tariff", "id": "stripeId", "fields": { "product": "plan", "currency": "currency", "unitAmount": "cents", "type": "kind", "interval": "every", "intervalCount": "everyCount", "trialPeriodDays": "trial", "lookupKey": "sku", "active": "active" } }]
            }
            """
        );
        shop.Cli.Environment["BRIDGE_MAPPING"] = Path.Combine(shop.Cli.Directory, "mapping.json");

        var seeded = await shop.Cli.RunAsync("seed", "catalogue.json", "--yes", "--json");
        var again = await shop.Cli.RunAsync("seed", "catalogue.json", "--yes", "--json");

        seeded.Exit.Should().Be(0, seeded.Out + seeded.Error);
        ((string?)shop.Document("pro")!["_type"]).Should().Be("plan");
        ((string?)shop.Document("pro")!["title"]).Should().Be("Pro");
        ((string?)shop.Document("pro")!["stripeId"]).Should().Be("sanity_pro");
        ((string?)shop.Document("pro-month")!["_type"]).Should().Be("tariff");
        ((long?)shop.Document("pro-month")!["cents"]).Should().Be(1900);
        shop.StripeProducts().Should().HaveCount(2);
        shop.StripePrices().Should().HaveCount(3);
        again.Json.GetProperty("seed").GetProperty("decision").GetString().Should().Be("none");
        (await shop.Cli.RunAsync("validate")).Exit.Should().Be(0);
    }

    [Fact]
    public async Task Two_empty_sides_get_the_whole_catalogue_and_a_second_run_creates_nothing()
    {
        await using var shop = await CliShop.OpenAsync();
        shop.Put("catalogue.json", Small);

        var result = await shop.Cli.RunAsync("seed", "catalogue.json", "--yes", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        result.Json.GetProperty("kind").GetString().Should().Be("seed");
        result.Json.GetProperty("state").GetString().Should().Be("done");
        result.Json.GetProperty("counts").GetProperty("created").GetInt32().Should().Be(5);
        result.Json.GetProperty("seed").GetProperty("decision").GetString().Should().Be("create");
        var pro = shop.Document("pro")!;
        pro["slug"]!["current"]!.GetValue<string>().Should().Be("pro");
        pro["stripeProductId"]!.GetValue<string>().Should().Be("sanity_pro");
        pro["defaultPrice"]!["_ref"]!.GetValue<string>().Should().Be("pro-month");
        shop.Document("pro-month")!["lookupKey"]!.GetValue<string>().Should().Be("pro-month");
        shop.Document("pro-life")!["lookupKey"]!.GetValue<string>().Should().Be("pro_lifetime");
        var product = shop.StripeProducts().Single(entry => (string?)entry["id"] == "sanity_pro");
        ((string?)product["metadata"]!["plan_type"]).Should().Be("team");
        ((string?)product["metadata"]!["erp_code"]).Should().Be("P-1");
        shop.StripePrices().Should().HaveCount(3);
        (await shop.Cli.RunAsync("plan")).Exit.Should().Be(0);

        shop.ClearLogs();
        var again = await shop.Cli.RunAsync("seed", "catalogue.json", "--yes", "--json");

        again.Exit.Should().Be(0, again.Out + again.Error);
        again.Json.GetProperty("seed").GetProperty("decision").GetString().Should().Be("none");
        again.Json.GetProperty("counts").GetProperty("created").GetInt32().Should().Be(0);
        (shop.Stripe.Requests.Writes, shop.Sanity.Requests.Writes).Should().Be((0, 0));
    }

    [Fact]
    public async Task Each_product_of_a_file_costs_one_read_and_two_transactions_in_Sanity_and_only_its_writes_in_Stripe()
    {
        await using var shop = await CliShop.OpenAsync();
        shop.Put("catalogue.json", Small);
        (await shop.Cli.RunAsync("plan")).Exit.Should().Be(0);
        shop.ClearLogs();

        (await shop.Cli.RunAsync("seed", "catalogue.json", "--yes")).Exit.Should().Be(0);

        shop.Stripe.Requests.Writes.Should().Be(6, "2 products, 3 prices, and one default that is told of");
        shop.Sanity.Requests.Writes.Should().Be(5, "2 for each product, and the bridge's mark");
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_seed_needs_a_yes_and_tells_counts_and_mode()
    {
        await using var shop = await CliShop.OpenAsync();
        shop.Put("catalogue.json", Small);

        var result = await shop.Cli.RunAsync("seed", "catalogue.json", "--json");

        result.Exit.Should().Be(1);
        result.ErrorCode.Should().Be("confirmation");
        var error = result.Json.GetProperty("error");
        error
            .GetProperty("message")
            .GetString()
            .Should()
            .Contain("2 products and 3 prices")
            .And.Contain("test mode");
        error.GetProperty("details").GetProperty("seed").GetProperty("products").GetInt32().Should().Be(2);
        (shop.Stripe.Requests.Writes, shop.Sanity.Requests.Writes).Should().Be((0, 0));
    }

    [Fact]
    public async Task A_person_at_the_terminal_is_asked()
    {
        await using var shop = await CliShop.OpenAsync();
        shop.Put("catalogue.json", Small);
        shop.Cli.Typed = "n\n";
        (await shop.Cli.RunAsync("seed", "catalogue.json")).Exit.Should().Be(1);
        shop.Stripe.Requests.Writes.Should().Be(0);

        shop.Cli.Typed = "y\n";
        (await shop.Cli.RunAsync("seed", "catalogue.json")).Exit.Should().Be(0);
        shop.StripePrices().Should().HaveCount(3);
    }

    [Fact]
    public async Task Stripe_filled_and_Sanity_empty_is_an_import()
    {
        await using var shop = await CliShop.OpenAsync();
        await shop.Stripe.Dashboard.CreateProductAsync(new { id = "prod_plate", name = "Plate" });
        shop.Put("catalogue.json", Small);

        var result = await shop.Cli.RunAsync("seed", "catalogue.json", "--yes", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        result.Json.GetProperty("seed").GetProperty("decision").GetString().Should().Be("import");
        shop.Document("stripe-prod_plate")!["name"]!.GetValue<string>().Should().Be("Plate");
        shop.Document("pro").Should().BeNull("the file is not used");
        shop.StripeProducts().Should().ContainSingle();
        (await shop.Cli.RunAsync("plan")).Exit.Should().Be(0);
    }

    [Fact]
    public async Task Sanity_filled_and_Stripe_empty_creates_nothing_and_recommends_sync()
    {
        await using var shop = await CliShop.OpenAsync();
        await shop.NewMugAsync();
        shop.Put("catalogue.json", Small);
        shop.ClearLogs();

        var result = await shop.Cli.RunAsync("seed", "catalogue.json", "--yes", "--json");

        result.Exit.Should().Be(0);
        result.Json.GetProperty("seed").GetProperty("message").GetString().Should().Contain("sync");
        shop.Stripe.Requests.Writes.Should().Be(0);
        shop.Sanity.Requests.Writes.Should().Be(0);
    }

    [Fact]
    public async Task Two_filled_sides_that_are_linked_are_left_alone_and_one_is_told_where_to_look()
    {
        await using var shop = await CliShop.WithMugAsync();
        shop.Put("catalogue.json", Small);
        shop.ClearLogs();

        var result = await shop.Cli.RunAsync("seed", "catalogue.json", "--yes");

        result.Exit.Should().Be(0);
        result.Out.Should().Contain("nothing is created; look at status");
        (shop.Stripe.Requests.Writes, shop.Sanity.Requests.Writes).Should().Be((0, 0));
    }

    [Fact]
    public async Task Two_filled_sides_that_nobody_linked_are_for_adopt()
    {
        await using var shop = await CliShop.OpenAsync();
        await shop.NewMugAsync();
        await shop.Stripe.Dashboard.CreateProductAsync(new { id = "prod_plate", name = "Plate" });
        shop.Put("catalogue.json", Small);

        var result = await shop.Cli.RunAsync("seed", "catalogue.json", "--yes", "--json");

        result.Exit.Should().Be(1);
        result.ErrorCode.Should().Be("unadopted");
        result.Out.Should().Contain("run adopt");
        shop.Stripe.Requests.Writes.Should().Be(0);
    }

    [Fact]
    public async Task A_broken_file_tells_every_fault_at_once_with_its_path_and_line_and_asks_nobody()
    {
        await using var shop = await CliShop.OpenAsync();
        shop.Put(
            "catalogue.json",
            """
            {
              "version": 2,
              "products": [
                {
                  "key": "mug cup",
                  "name": "Mug",
                  "prices": []
                },
                {
                  "key": "pro",
                  "prices": [
                    { "key": "a", "currency": "EUR", "unitAmount": 19.99, "type": "one_time" },
                    { "key": "a", "currency": "eur", "unitAmount": 100, "type": "one_time", "interval": "month" },
                    { "key": "c", "currency": "eur", "type": "recurring" }
                  ]
                }
              ]
            }
            """
        );

        var result = await shop.Cli.RunAsync("seed", "catalogue.json", "--yes", "--json");

        result.Exit.Should().Be(2);
        result.ErrorCode.Should().Be("bad_file");
        var faults = result
            .Json.GetProperty("error")
            .GetProperty("details")
            .GetProperty("faults")
            .EnumerateArray()
            .Select(fault => (fault.GetProperty("path").GetString(), fault.GetProperty("line").GetInt32()))
            .ToList();
        faults
            .Should()
            .Equal(
                ("$.version", 2),
                ("$.products[0].key", 5),
                ("$.products[1].name", 9),
                ("$.products[1].prices[0].currency", 12),
                ("$.products[1].prices[0].unitAmount", 12),
                ("$.products[1].prices[1].interval", 13),
                ("$.products[1].prices[1].key", 13),
                ("$.products[1].prices[1].lookupKey", 13),
                ("$.products[1].prices[2].interval", 14),
                ("$.products[1].prices[2].unitAmount", 14)
            );
        shop.Stripe.Requests.Reads.Should().Be(0, "a broken file is not worth a call");
    }

    [Fact]
    public async Task A_file_that_is_no_JSON_and_one_that_is_not_there_are_told_in_a_sentence()
    {
        await using var shop = await CliShop.OpenAsync();
        shop.Put("catalogue.json", "{\n  \"version\": 1,\n  \"products\": [\n}");

        var broken = await shop.Cli.RunAsync("seed", "catalogue.json", "--yes");
        var missing = await shop.Cli.RunAsync("seed", "nothing.json", "--yes");

        broken.Exit.Should().Be(2);
        broken.Error.Should().Contain("catalogue.json, line 4: $ is no JSON from here on");
        missing.Exit.Should().Be(2);
        missing.Error.Should().Contain("nothing.json does not exist");
    }

    [Fact]
    public async Task A_run_that_was_broken_off_goes_on_with_the_same_file_and_makes_nothing_twice()
    {
        await using var shop = await CliShop.OpenAsync();
        shop.Put("catalogue.json", Small);
        using var control = new CancellationTokenSource();
        shop.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.ActAfter,
                Method = "POST",
                PathPrefix = "/v1/prices",
                Act = _ => control.CancelAsync(),
            }
        );
        shop.Cli.Cancel = control.Token;

        var broken = await shop.Cli.RunAsync("seed", "catalogue.json", "--yes", "--json");
        shop.Cli.Cancel = default;
        var again = await shop.Cli.RunAsync("seed", "catalogue.json", "--yes", "--json");

        broken.Exit.Should().Be(1, broken.Out + broken.Error);
        broken.ErrorCode.Should().Be("cancelled");
        again.Exit.Should().Be(0, again.Out + again.Error);
        again.Json.GetProperty("seed").GetProperty("resumed").GetBoolean().Should().BeTrue();
        shop.StripeProducts().Should().HaveCount(2);
        shop.StripePrices().Should().HaveCount(3);
        (await shop.Cli.RunAsync("plan")).Exit.Should().Be(0);
    }
}
