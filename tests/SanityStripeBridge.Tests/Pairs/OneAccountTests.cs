using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Stripe;

namespace SanityStripeBridge.Tests.Pairs;

/// <summary>One process, one account, two datasets: each bridge leaves the other's objects alone.</summary>
public sealed class OneAccountTests
{
    [Fact]
    public async Task Each_leaves_the_others_products_alone_and_hears_of_them_without_a_call()
    {
        await using var pairs = await TwoPairs.StartAsync(oneAccount: true);
        await pairs.Default.CreateProductAsync("mug", "Mug");
        await pairs.Eu.CreateProductAsync("mug", "Tasse");
        await pairs.SettleAsync();
        var (ours, theirs) = (pairs.Default.StripeIdOf("mug")!, pairs.Eu.StripeIdOf("mug")!);
        ours.Should().NotBe(theirs);
        pairs.Default.Products.Should().HaveCount(2);

        pairs.ClearLogs();
        await pairs.Default.Stripe.Dashboard.EditProductAsync(theirs, new { name = "Becher" });
        await pairs.SettleAsync();

        ((string?)pairs.Eu.Document("mug")!["name"]).Should().Be("Becher");
        ((string?)pairs.Default.Document("mug")!["name"]).Should().Be("Mug");
        pairs.Default.Sanity.Requests.All.Should().BeEmpty();
        (pairs.Eu.Stripe.Requests.Reads, pairs.Eu.Stripe.Requests.Writes)
            .Should()
            .Be((1, 0), "only the bridge whose product it is looks");
        foreach (var pair in pairs.Both)
        {
            (await pair.Get<FullSync>().PlanAsync(new(), default)).Changes.Should().BeEmpty();
            (await pair.Get<IMemory>().CountAsync(default)).LinkedProducts.Should().Be(1);
        }
    }

    [Fact]
    public async Task What_is_born_in_Stripe_is_imported_by_one_of_them()
    {
        await using var pairs = await TwoPairs.StartAsync(oneAccount: true);
        var born = await pairs.Default.Stripe.Dashboard.CreateProductAsync(new { name = "Gift card" });
        await pairs.SettleAsync();

        var document = "stripe-" + born.GetProperty("id").GetString();
        ((string?)pairs.Default.Document(document)!["name"]).Should().Be("Gift card");
        pairs.Eu.Sanity.Dataset.Documents.Should().NotContain(body => (string?)body["_type"] == "product");
    }

    // A thin event shows no metadata: only the ledger tells whose write it was.
    [Theory]
    [InlineData(null)]
    [InlineData("thin")]
    public async Task A_write_of_the_one_is_no_alarm_for_the_other(string? payload)
    {
        await using var pairs = await TwoPairs.StartAsync(oneAccount: true, payload);
        foreach (var pair in pairs.Both)
            await pair.CreateProductAsync("mug-of-" + pair.Name, "Mug");
        await pairs.SettleAsync();
        foreach (var pair in pairs.Both)
            await pair.Sanity.Studio.SetAsync("mug-of-" + pair.Name, "name", "Cup");
        await pairs.SettleAsync();

        foreach (var pair in pairs.Both)
        {
            pair.NameInStripe(pair.StripeIdOf("mug-of-" + pair.Name)!).Should().Be("Cup");
            (await pair.Get<IMemory>().GetSettingAsync("name_in_doubt", default)).Should().BeNull();
            (await pair.Get<IMemory>().CountAsync(default)).LinkedProducts.Should().Be(1);
            (await pair.Get<IInbox>().ListAsync(DeliveryState.Dead, null, 10, default)).Should().BeEmpty();
        }
        pairs.Default.Products.Should().HaveCount(2);
    }

    [Fact]
    public async Task The_second_that_would_import_is_refused_at_first_contact_and_writes_nothing()
    {
        await using var pairs = await TwoPairs.OpenAsync(oneAccount: true);
        await pairs.BootAsync();
        await pairs.Default.Get<FirstContact>().EnsureAsync(default);
        pairs.ClearLogs();

        var meet = () => pairs.Eu.Get<FirstContact>().EnsureAsync(default);
        var refusal = await meet.Should()
            .ThrowAsync<RemoteException>()
            .WithMessage("*default and eu*acct_1Both*BRIDGE_POLICY_NEW_FROM_STRIPE=off*");

        refusal.Which.Kind.Should().Be(FailureKind.Operator);
        (pairs.Eu.Stripe.Requests.Writes, pairs.Eu.Sanity.Requests.Writes).Should().Be((0, 0));
        (await pairs.Eu.Get<Standing>().IsAdoptedAsync(default)).Should().BeNull("it took no stock");
        await pairs.Default.Get<FirstContact>().EnsureAsync(default);
    }

    [Fact]
    public async Task Two_that_would_import_and_begin_at_once_are_not_both_let_in()
    {
        await using var pairs = await TwoPairs.OpenAsync(oneAccount: true);
        await pairs.BootAsync();

        var met = pairs.Both.Select(pair => pair.Get<FirstContact>().EnsureAsync(default)).ToList();
        await Task.WhenAll(met).ContinueWith(_ => { }, TaskScheduler.Default);

        met.Count(one => one.IsCompletedSuccessfully).Should().Be(1);
    }

    [Fact]
    public async Task The_right_to_import_passes_on_when_its_holder_gives_it_up()
    {
        await using var pairs = await TwoPairs.StartAsync(oneAccount: true);
        await pairs.Host.DisposeAsync();
        pairs.Set("BRIDGE_POLICY_NEW_FROM_STRIPE", "off");
        pairs.Set("Bridges:eu:BRIDGE_POLICY_NEW_FROM_STRIPE", "published");
        await pairs.BootAsync();

        await pairs.Eu.Get<FirstContact>().EnsureAsync(default);
        await pairs.Default.Get<FirstContact>().EnsureAsync(default);
    }

    [Fact]
    public async Task One_dataset_on_one_account_is_one_bridge()
    {
        await using var pairs = await TwoPairs.OpenAsync(oneAccount: true);
        pairs.Set("Bridges:eu:SANITY_API_BASE", pairs.Default.Sanity.Address.ToString().TrimEnd('/'));
        pairs.Set("Bridges:eu:SANITY_DATASET", "production");
        pairs.Set("Bridges:eu:BRIDGE_POLICY_NEW_FROM_STRIPE", "off");
        await pairs.BootAsync();
        await pairs.Default.Get<FirstContact>().EnsureAsync(default);

        var meet = () => pairs.Eu.Get<FirstContact>().EnsureAsync(default);
        await meet.Should().ThrowAsync<RemoteException>().WithMessage("*demoproj/production*one bridge*");
    }

    [Fact]
    public async Task Two_keys_of_one_account_share_its_budget_from_first_contact_on_and_two_accounts_never_do()
    {
        await using var one = await TwoPairs.StartAsync(oneAccount: true);
        BudgetOf(one.Eu).Should().Equal(BudgetOf(one.Default));
        await using var two = await TwoPairs.StartAsync();
        BudgetOf(two.Eu).Should().NotIntersectWith(BudgetOf(two.Default));
    }

    [Fact]
    public async Task Two_bridges_on_one_account_stay_together_below_what_Stripe_allows()
    {
        await using var pairs = await TwoPairs.StartAsync(oneAccount: true);
        var begun = pairs.Clock.GetUtcNow();
        var asked = pairs.Both.SelectMany(pair =>
            Enumerable.Range(0, 50).Select(_ => pair.Get<IStripeSide>().GetProductAsync("none", default))
        );
        await Task.WhenAll(asked);

        var requests = pairs.Default.Stripe.Requests.All;
        requests.Should().HaveCount(100);
        (pairs.Clock.GetUtcNow() - begun)
            .Should()
            .BeGreaterThan(TimeSpan.FromSeconds(4.5), "100 calls at 20 a second, less a burst of 5");
    }

    private static IReadOnlyList<Calls.CallBudget> BudgetOf(Pair pair) =>
        pair.Get<StripeBudgets>()
            .For(
                "GET /v1/products",
                pair.Get<Microsoft.Extensions.Options.IOptionsMonitor<StripeOptions>>().CurrentValue
            );
}
