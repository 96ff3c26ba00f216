using System.Text;
using SanityStripeBridge.Sandbox.StripeSandbox;

namespace SanityStripeBridge.Sandbox.Tests.StripeSandbox;

public sealed class KeyTests : StripeTests
{
    internal override StripeSimulatorOptions Options =>
        new()
        {
            Keys = new Dictionary<string, IReadOnlyList<string>>
            {
                ["sk_test_sandbox"] = [],
                ["rk_test_products"] = ["product_write", "plan_read"],
            },
        };

    [Fact]
    public async Task Row_1_a_key_may_also_come_as_the_user_of_basic_authentication()
    {
        Account.Key = "";
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("sk_test_sandbox:"));

        var answer = await Account.SendAsync(HttpMethod.Get, "account", null, ("Authorization", basic));

        answer.Id.Should().Be("acct_1SandboxMain");
    }

    [Fact]
    public async Task Row_2_a_publishable_key_opens_nothing()
    {
        Account.Key = "pk_test_1";

        var answer = await Account.Get("products");

        answer.Status.Should().Be(401);
        answer.Error.GetProperty("code").GetString().Should().Be("secret_key_required");
    }

    [Fact]
    public async Task Row_2_a_restricted_key_reads_what_it_may_write_and_nothing_else()
    {
        Account.Key = "rk_test_products";

        (await Account.Get("products")).Status.Should().Be(200);
        (await Account.Get("prices")).Status.Should().Be(200);
        (await Account.Post("prices", "currency=usd"))
            .Message.Should()
            .Contain("\"Prices Write\" ('plan_write')");
        (await Account.Get("events")).Status.Should().Be(403);
    }

    [Fact]
    public async Task Row_2_a_person_makes_narrows_and_revokes_keys()
    {
        Account.Key = "rk_test_new";
        (await Account.Get("products")).Status.Should().Be(401);
        await Account.Stripe.Dashboard.SetKeyAsync("rk_test_new", "product_read", "plan_read");
        (await Account.Get("products")).Status.Should().Be(200);

        await Account.Stripe.Dashboard.SetKeyAsync("rk_test_new", "plan_read");
        (await Account.Get("products"))
            .Message.Should()
            .Contain("Enabling \"Products Read\" ('product_read')");
        (await Account.Post("webhook_endpoints/we_none", ""))
            .Status.Should()
            .Be(403, "before the id is looked up");

        await Account.Stripe.Dashboard.RevokeKeyAsync("rk_test_new");
        (await Account.Get("prices")).Status.Should().Be(401);
    }

    [Fact]
    public async Task Every_answer_bears_the_sandbox_clocks_date()
    {
        Account.Time.Advance(TimeSpan.FromHours(3));
        (await Account.Get("products"))
            .Headers.Date.Should()
            .Be(DateTimeOffset.FromUnixTimeSeconds(Account.Time.GetUtcNow().ToUnixTimeSeconds()));
    }

    [Fact]
    public async Task Row_5_every_answer_has_its_own_request_id_and_names_the_version()
    {
        var (one, two) = (await Account.Get("products"), await Account.Get("nowhere"));

        one.Headers.GetValues("Request-Id").Single().Should().MatchRegex("^req_[0-9A-Za-z]{14}$");
        two.Headers.GetValues("Request-Id").Should().NotEqual(one.Headers.GetValues("Request-Id"));
        one.Headers.GetValues("Stripe-Version").Should().Equal("2026-10-28.endive");
    }

    [Fact]
    public async Task Row_53_an_account_that_is_not_connected_cannot_be_named()
    {
        var answer = await Account.SendAsync(
            HttpMethod.Get,
            "products",
            null,
            ("Stripe-Account", "acct_other")
        );

        answer.Status.Should().Be(403);
    }
}

public sealed class SwitchTests : StripeTests
{
    internal override StripeSimulatorOptions Options =>
        new()
        {
            NoOpUpdatesEmit = true,
            TwinEvents = true,
            DeletedIdsMayReturn = false,
            PriceListsAreActiveOnly = true,
        };

    [Fact]
    public async Task What_is_undocumented_can_be_switched()
    {
        await Account.Product("name=Mug&id=mug");
        Account.Time.Advance(TimeSpan.FromSeconds(3));
        var same = await Account.Post("products/mug", "name=Mug");
        await Account.Delete("products/mug");
        var again = await Account.Post("products", "name=Mug&id=mug");
        var tin = await Account.Product("name=Tin");
        await Account.Price(tin, "currency=usd&unit_amount=1&active=false");

        same["updated"].GetInt64().Should().Be(same["created"].GetInt64() + 3);
        again.Error.GetProperty("code").GetString().Should().Be("resource_already_exists");
        (await Account.Get("prices"))["data"].GetArrayLength().Should().Be(0);
        (await Account.EventTypes())
            .Take(4)
            .Should()
            .Equal("product.created", "product.created", "product.updated", "product.updated");
    }
}
