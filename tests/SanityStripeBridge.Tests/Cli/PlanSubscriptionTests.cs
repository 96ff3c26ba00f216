using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Tests.Cli;

public sealed class PlanSubscriptionTests
{
    private const string Route = "GET /v1/subscriptions";

    [Fact]
    public async Task A_plan_says_how_many_live_subscriptions_stay_on_a_replaced_price_for_one_read()
    {
        await using var shop = await WithPlansAsync(1);
        await SubscribeAsync(shop, "plan-0", "active", "trialing", "incomplete_expired");
        var cancelled = await SubscribeAsync(shop, "plan-0", "active");
        await shop.Stripe.Dashboard.CancelSubscriptionAsync(cancelled);
        await shop.Sanity.Studio.SetAsync("plan-0", "unitAmount", 1100);
        shop.ClearLogs();

        var change = Replacement(await shop.Cli.RunAsync("plan", "--json"));

        change.GetProperty("subscriptions").GetProperty("live").GetInt32().Should().Be(2);
        change.GetProperty("subscriptions").GetProperty("orMore").GetBoolean().Should().BeFalse();
        Reads(shop).Should().Be(1);
        var shown = await shop.Cli.RunAsync("sync", "--dry-run");
        shown.Exit.Should().Be(3);
        shown.Out.Should().Contain("2 live subscriptions stay on it");
        Reads(shop).Should().Be(2);
    }

    [Fact]
    public async Task A_key_that_may_not_read_subscriptions_counts_none_and_fails_nothing()
    {
        await using var shop = await WithPlansAsync(2);
        foreach (var plan in new[] { "plan-0", "plan-1" })
            await shop.Sanity.Studio.SetAsync(plan, "unitAmount", 1100);
        await shop.Stripe.Dashboard.SetKeyAsync(
            "rk_test_narrow",
            "account_read",
            "product_write",
            "plan_write",
            "event_read"
        );
        shop.Cli.Environment["STRIPE_SECRET_KEY"] = "rk_test_narrow";
        shop.ClearLogs();

        var result = await shop.Cli.RunAsync("plan", "--json");

        result.Exit.Should().Be(3, result.Error);
        var told = Replacement(result).GetProperty("subscriptions");
        told.GetProperty("live").ValueKind.Should().Be(JsonValueKind.Null);
        told.GetProperty("message")
            .GetString()
            .Should()
            .Contain("not counted: the key may not read subscriptions");
        Reads(shop).Should().Be(1, "what one price may not tell, the other may not either");
        (await shop.Cli.RunAsync("plan"))
            .Out.Should()
            .Contain("and 1 more: live subscriptions are not counted");
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
    }

    [Fact]
    public async Task Of_many_replaced_prices_only_the_first_are_counted_and_that_is_said()
    {
        const int many = StayingSubscriptions.MostPrices + 2;
        await using var shop = await WithPlansAsync(many);
        for (var i = 0; i < many; i++)
            await shop.Sanity.Studio.SetAsync($"plan-{i}", "unitAmount", 1100);
        shop.ClearLogs();

        var result = await shop.Cli.RunAsync("plan", "--json");

        Reads(shop).Should().Be(StayingSubscriptions.MostPrices);
        result
            .Json.GetProperty("changes")
            .EnumerateArray()
            .Count(change =>
                change.TryGetProperty("subscriptions", out var told)
                && told.GetProperty("message").GetString()!.Contains("only the first 20")
            )
            .Should()
            .Be(2);
    }

    [Fact]
    public async Task Nobody_is_asked_by_a_sync_a_validation_a_status_or_about_what_is_paid_once()
    {
        await using var shop = await CliShop.WithMugAsync();
        await shop.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2100);
        shop.ClearLogs();
        Replacement(await shop.Cli.RunAsync("plan", "--json"))
            .TryGetProperty("subscriptions", out _)
            .Should()
            .BeFalse();
        await using var plans = await WithPlansAsync(1);
        await plans.Sanity.Studio.SetAsync("plan-0", "unitAmount", 1100);
        plans.ClearLogs();
        await plans.Cli.RunAsync("validate");
        await plans.Cli.RunAsync("status");
        (await plans.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);

        Reads(shop).Should().Be(0);
        Reads(plans).Should().Be(0);
    }

    private static async Task<CliShop> WithPlansAsync(int count)
    {
        var shop = await CliShop.OpenAsync();
        await shop.Sanity.Studio.CreatePublishedAsync(
            "plan",
            "product",
            new JsonObject { ["name"] = "Plan" }
        );
        for (var i = 0; i < count; i++)
            await shop.Sanity.Studio.CreatePublishedAsync(
                $"plan-{i}",
                "price",
                new JsonObject
                {
                    ["product"] = SanityPatch.WeakReference("plan"),
                    ["currency"] = "eur",
                    ["unitAmount"] = 900 + i,
                    ["type"] = "recurring",
                    ["interval"] = "month",
                }
            );
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        return shop;
    }

    private static async Task<string> SubscribeAsync(CliShop shop, string plan, params string[] statuses)
    {
        var price = (string)shop.Document(plan)!["stripePriceId"]!;
        var id = "";
        foreach (var status in statuses)
            id = (await shop.Stripe.Dashboard.SubscribeAsync(price, status)).GetProperty("id").GetString()!;
        return id;
    }

    private static JsonElement Replacement(CliResult result) =>
        result
            .Json.GetProperty("changes")
            .EnumerateArray()
            .First(change => change.GetProperty("action").GetString() == "replace");

    private static long Reads(CliShop shop) =>
        shop.Stripe.Requests.Snapshot().ByRoute.GetValueOrDefault(Route);
}
