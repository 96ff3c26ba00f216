using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.Cli;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Platforms that are late, busy or stuck, and a bridge that is shut down in the middle.</summary>
public sealed class FailingCases
{
    [Fact, Trait("case", "42")]
    public async Task A_read_that_is_older_than_its_webhook_is_repeated_and_the_new_value_arrives()
    {
        await using var world = await Shop.WithMugAsync();
        var product = world.Document("mug")!.Body;
        var old = world.Document("mug-once")!.Body;
        await world.Sanity.Studio.SetAsync("mug-once", "nickname", "Large");
        world.Sanity.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                Method = "GET",
                PathPrefix = "/v2025-02-19/data/doc",
                Status = 200,
                Times = 2,
                Body = new JsonObject
                {
                    ["documents"] = new JsonArray(product.DeepClone(), old.DeepClone()),
                    ["omitted"] = new JsonArray(),
                }.ToJsonString(),
            }
        );
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(0, "the old document is not taken for the present one");
        (await world.InboxAsync(Inbox.DeliveryState.Retrying)).Should().ContainSingle();
        for (var again = 0; again < 2; again++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(5));
            await world.SettleAsync();
        }
        ((string?)world.StripePrice(world.PriceId())["nickname"]).Should().Be("Large");
        world.Calls.StripeWrites.Should().Be(1);
        world.Sanity.Requests.All.Should().OnlyContain(request => !request.Path.Contains("/query/"));
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "80")]
    public async Task An_error_that_Stripe_has_stored_under_a_key_is_left_behind_with_a_new_key()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        world.Stripe.Faults.Add(Broken with { Times = 3 });
        world.Stripe.Faults.Add(
            Broken with
            {
                Headers = new Dictionary<string, string> { ["Idempotent-Replayed"] = "true" },
            }
        );
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Mug");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Cup");
        var keys = world
            .Stripe.Requests.All.Where(request => request.Write)
            .Select(request => request.IdempotencyKey)
            .ToList();
        keys.Should().HaveCount(5);
        keys.Take(4).Distinct().Should().ContainSingle("while the outcome is unknown the key is the same");
        keys[4].Should().NotBe(keys[0]);
        world
            .Calls.StripeReads.Should()
            .Be(
                5,
                "everything is looked at (product, two lists of prices, the product after the stored error) before the key is changed"
            );
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "80")]
    public async Task A_price_that_was_made_although_Stripe_stored_an_error_is_found_and_not_made_twice()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        var broken = Broken with { PathPrefix = "/v1/prices" };
        world.Stripe.Faults.Add(broken with { Times = 3 });
        world.Stripe.Faults.Add(broken with { Kind = FaultKind.RespondAfter, Kept = true });
        await world.SettleAsync();
        world
            .StripePrices()
            .Should()
            .ContainSingle("three answers said that nothing was made, and nothing was");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SettleAsync();
        world.StripePrices().Should().HaveCount(2, "the former price and the one whose answer was an error");
        world.Amount().Should().Be(2500);
        ((long)world.StripePrice(world.PriceId())["unit_amount"]!).Should().Be(2500);
        world.ActivePrices().Should().Equal(world.PriceId());
        world.Calls.StripeWrites.Should().Be(7, "five answers were errors; the default and the former price");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "90")]
    public async Task The_Sync_button_is_a_document_write_that_Sanity_allows_or_refuses()
    {
        await using var world = await Shop.WithMugAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(world.Sanity.Address, "/v2025-02-19/data/mutate/production")
        );
        request.Headers.Authorization = new("Bearer", "sk-viewer");
        request.Content = new StringContent(
            """{"mutations":[{"createIfNotExists":{"_id":"stripeSync-mug","_type":"stripeSync","requestedAt":"2026-11-20T09:00:00Z"}}]}"""
        );
        using var answer = await http.SendAsync(request);
        ((int)answer.StatusCode).Should().Be(403);
        await world.SettleAsync();
        world.Document("stripeSync-mug").Should().BeNull();
        world.Calls.StripeReads.Should().Be(0, "nobody asked who may ask");

        world.ClearLogs();
        await world.Sanity.Studio.RequestSyncAsync("mug");
        await world.SettleAsync();
        var companion = world.Document("stripeSync-mug")!;
        companion.Text("answered").Should().Be(companion.Text("requestedAt"));
        companion.Text("status").Should().Be("synced");
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(1, "the answer");
    }

    [Fact, Trait("case", "92")]
    public async Task A_bridge_that_is_shut_down_in_the_middle_of_a_write_finishes_it_when_it_starts_again()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.Sanity.Deliveries.SendAllAsync();
        await world.CrashAsync(
            world.Stripe.Faults,
            Shop.AfterWrite("/v1/products") with
            {
                Kind = FaultKind.ActBefore,
            }
        );
        (await world.Memory.LoadAsync("mug", default)).OpenIntents.Should().ContainSingle();
        world.ClearLogs();
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Cup");
        (await world.Memory.LoadAsync("mug", default)).OpenIntents.Should().BeEmpty();
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(1);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "97")]
    public async Task A_limit_that_is_reached_is_waited_out_as_long_as_Stripe_says()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        world.Stripe.Faults.Add(Busy("GET", "60"));
        await world.SettleAsync();
        world.Calls.StripeReads.Should().Be(1, "a longer pause is not waited for under the lease");
        world.Clock.Advance(TimeSpan.FromSeconds(50));
        await world.SettleAsync();
        world.Calls.StripeReads.Should().Be(1);
        world.Clock.Advance(TimeSpan.FromSeconds(15));
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Cup");
        world.Calls.Should().Be((2, 1, 0, 0));
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "79")]
    public async Task A_run_that_a_limit_broke_off_for_one_product_is_a_failed_run_whose_rest_is_done()
    {
        await using var shop = await CliShop.OpenAsync();
        foreach (var id in new[] { "cup", "pot" })
            await shop.Sanity.Studio.CreatePublishedAsync(id, "product", new() { ["name"] = id });
        shop.Stripe.Faults.Add(Busy("POST", "60") with { BodyContains = "sanity_cup" });
        var result = await shop.Cli.RunAsync("sync", "--yes", "--json");
        result.Exit.Should().Be(1);
        result.Json.GetProperty("state").GetString().Should().Be("failed");
        result.Json.GetProperty("counts").GetProperty("errors").GetInt32().Should().Be(1);
        result.Json.GetProperty("counts").GetProperty("created").GetInt32().Should().Be(1);
        shop.Stripe.Requests.Writes.Should().Be(2);
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
    }

    [Fact, Trait("case", "88")]
    public async Task A_product_write_that_is_refused_keeps_no_price_from_being_written()
    {
        await using var world = await Shop.WithMugAsync();
        world.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                Method = "POST",
                PathPrefix = "/v1/products/",
                Status = 400,
                Body = """{"error":{"type":"invalid_request_error","message":"No such name"}}""",
            }
        );
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.Sanity.Studio.SetAsync("mug-once", "nickname", "Once");
        await world.SettleAsync();
        ((string?)world.StripePrice(world.PriceId())["nickname"]).Should().Be("Once");
        world.NameInStripe().Should().Be("Mug");
        world.Calls.StripeWrites.Should().Be(2, "the refused one is not repeated");
        world.Document("stripeSync-mug")!.Text("status").Should().Be("error");
        world.Document("stripeSync-mug")!.Text("message").Should().Contain("No such name");
        (await world.InboxAsync(Inbox.DeliveryState.Dead)).Should().NotBeEmpty();
        await world.Sanity.Studio.SetAsync("mug", "name", "Beaker");
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Beaker");
        world.Document("stripeSync-mug")!.Text("status").Should().Be("synced");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "88")]
    public async Task A_replaced_price_becomes_the_default_although_the_products_text_is_refused()
    {
        await using var world = await Shop.WithMugAsync();
        world.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                Method = "POST",
                PathPrefix = "/v1/products/",
                BodyContains = "name=",
                Status = 400,
                Body = """{"error":{"type":"invalid_request_error","message":"No such name"}}""",
            }
        );
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        await world.SettleAsync();
        ((string?)world.StripeProduct(Shop.Mug)["default_price"]).Should().Be(world.PriceId());
        world.ActivePrices().Should().Equal(world.PriceId());
        world.NameInStripe().Should().Be("Mug");
    }

    [Fact, Trait("case", "88")]
    public async Task A_document_that_Sanity_refuses_keeps_no_other_of_its_family_from_being_written()
    {
        await using var world = await Shop.WithMugAsync();
        world.Sanity.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                Method = "POST",
                BodyContains = "Cup",
                Times = 2,
                Status = 400,
                Body = """{"error":{"type":"mutationError","description":"No such name"}}""",
            }
        );
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Cup" });
        await world.Stripe.Dashboard.EditPriceAsync(world.PriceId(), new { nickname = "Once" });
        await world.SettleAsync();
        world.Document("mug-once")!.Text("nickname").Should().Be("Once");
        world.Document("mug")!.Text("name").Should().Be("Mug");
        world.Document("stripeSync-mug")!.Text("status").Should().Be("error");
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Beaker" });
        await world.SettleAsync();
        world.Document("mug")!.Text("name").Should().Be("Beaker");
        await world.ShouldAgreeAsync();
    }

    private static Fault Broken { get; } =
        new()
        {
            Kind = FaultKind.Respond,
            Method = "POST",
            PathPrefix = "/v1/products",
            Status = 500,
        };

    private static Fault Busy(string method, string seconds) =>
        new()
        {
            Kind = FaultKind.Respond,
            Method = method,
            PathPrefix = "/v1/products",
            Status = 429,
            Headers = new Dictionary<string, string>
            {
                ["Retry-After"] = seconds,
                ["Stripe-Rate-Limited-Reason"] = "global-rate",
            },
        };
}
