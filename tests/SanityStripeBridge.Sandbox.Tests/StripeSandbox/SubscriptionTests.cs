using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.StripeSandbox;

namespace SanityStripeBridge.Sandbox.Tests.StripeSandbox;

public sealed class SubscriptionTests : StripeTests
{
    internal override StripeSimulatorOptions Options =>
        new()
        {
            Keys = new Dictionary<string, IReadOnlyList<string>>
            {
                ["sk_test_sandbox"] = [],
                ["rk_test_catalogue"] = ["product_write", "plan_write"],
            },
        };

    [Fact]
    public async Task A_list_shows_who_has_not_cancelled_one_price_newest_first()
    {
        var price = await MonthlyAsync();
        var other = await MonthlyAsync();
        var first = await SubscribeAsync(price, "trialing");
        await SubscribeAsync(other);
        var gone = await SubscribeAsync(price);
        var last = await SubscribeAsync(price, "past_due");
        await Account.Stripe.Dashboard.CancelSubscriptionAsync(gone);

        (await IdsAsync($"price={price}")).Should().Equal(last, first);
        (await IdsAsync($"price={price}&status=all")).Should().Equal(last, gone, first);
        (await IdsAsync($"price={price}&status=canceled")).Should().Equal(gone);
        (await IdsAsync($"price={price}&status=ended")).Should().Equal(gone);
        var page = await Account.Get($"subscriptions?price={price}&limit=1");
        page["has_more"].GetBoolean().Should().BeTrue();
        page["data"]
            [0]
            .GetProperty("items")
            .GetProperty("data")[0]
            .GetProperty("price")
            .GetProperty("id")
            .GetString()
            .Should()
            .Be(price);
        (await Account.Get("subscriptions/" + gone))["status"].GetString().Should().Be("canceled");
    }

    [Fact]
    public async Task A_key_without_the_right_is_refused_and_so_is_what_does_not_exist()
    {
        var unknown = await Account.Get("subscriptions?price=price_none");
        unknown.Status.Should().Be(400);
        unknown.Error.GetProperty("param").GetString().Should().Be("price");
        (await Account.Get("subscriptions?status=happy")).Status.Should().Be(400);
        (await Account.Get("subscriptions?price_id=1"))
            .Error.GetProperty("code")
            .GetString()
            .Should()
            .Be("parameter_unknown");

        Account.Key = "rk_test_catalogue";
        var refused = await Account.Get("subscriptions");
        refused.Status.Should().Be(403);
        refused.Message.Should().Contain("\"Subscriptions Read\" ('subscription_read')");
    }

    [Fact]
    public async Task Nobody_subscribes_to_what_is_paid_once_or_was_archived()
    {
        var once = await Account.Price(await Account.Product());
        var archived = await MonthlyAsync();
        await Account.Post("prices/" + archived, "active=false");

        foreach (var price in new[] { once, archived })
            await FluentActions.Awaiting(() => SubscribeAsync(price)).Should().ThrowAsync<RefusedException>();
    }

    private async Task<string> MonthlyAsync() =>
        await Account.Price(
            await Account.Product(),
            "currency=usd&unit_amount=900&recurring[interval]=month"
        );

    private async Task<string> SubscribeAsync(string price, string status = "active") =>
        (await Account.Stripe.Dashboard.SubscribeAsync(price, status)).GetProperty("id").GetString()!;

    private async Task<IEnumerable<string?>> IdsAsync(string query) =>
        (await Account.Get("subscriptions?" + query))["data"]
            .EnumerateArray()
            .Select(one => one.GetProperty("id").GetString());
}
