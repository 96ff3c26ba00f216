using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.StripeSandbox;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>A wrong key, another dataset, an empty list: nothing is archived, deleted or doubled.</summary>
public sealed class PinCases
{
    [Fact, Trait("case", "76")]
    public async Task The_key_of_another_account_is_refused_at_start_and_nothing_is_written()
    {
        await using var world = await Shop.WithMugAsync();
        await using var other = await StripeSimulator.StartAsync(
            new() { Clock = world.Clock, Account = "acct_1Other" },
            default
        );
        world.Set("STRIPE_API_BASE", other.Address.ToString().TrimEnd('/'));
        await ShouldBeRefusedAsync(world, "*acct_1SandboxMain*acct_1Other*repin*");
        other.Requests.Writes.Should().Be(0);
        world.Calls.Should().Be((0, 0, 0, 0), "the account is compared first");
    }

    [Fact, Trait("case", "76")]
    public async Task An_empty_list_of_a_full_dataset_archives_nothing()
    {
        await using var world = await Shop.WithMugAsync();
        world.Sanity.Faults.Add(MissedCases.EmptyQuery());
        (await world.Get<CatchUp>().CompareRevisionsAsync(default)).Should().Be(0);
        world.Calls.Should().Be((0, 0, 2, 0), "one list, one confirming read for all");
        ((bool)world.StripeProduct(Shop.Mug)["active"]!).Should().BeTrue();
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "76")]
    public async Task An_emptied_dataset_is_held_after_half_the_allowance_because_nobody_told_of_the_deletions()
    {
        await using var world = await BridgeWorld.StartAsync(settings: ("BRIDGE_BRAKE", "10,0%,10"));
        for (var i = 0; i < 12; i++)
            await world.CreateProductAsync("p" + i, "Product " + i);
        await world.SettleAsync();
        for (var i = 0; i < 12; i++)
            await world.Sanity.Studio.DeleteAsync("p" + i);
        world.LoseDeliveries();
        world.ClearLogs();
        (await world.Get<CatchUp>().CompareRevisionsAsync(default)).Should().Be(12);
        world.Calls.Should().Be((0, 0, 2, 0));
        await world.SettleAsync();
        world.StripeProducts().Count(product => (bool)product["active"]!).Should().Be(7);
        (await world.InboxAsync(Inbox.DeliveryState.Held))
            .Should()
            .HaveCount(7, "what is held can be released");
        world.ClearLogs();
        (await world.Get<CatchUp>().CompareRevisionsAsync(default)).Should().Be(0, "it is known and waits");
    }

    [Fact, Trait("case", "77")]
    public async Task A_live_key_in_a_store_of_the_test_mode_is_refused_at_start()
    {
        await using var world = await Shop.WithMugAsync();
        world.Set("STRIPE_SECRET_KEY", "sk_live_sandbox");
        await ShouldBeRefusedAsync(world, "*mode test*live*");
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(0);
        var link = await world.Memory.FindLinkAsync(Side.Stripe, Shop.Mug, default);
        link!.State.Should().Be(LinkState.Linked);
    }

    [Fact, Trait("case", "125")]
    public async Task A_live_bridge_with_a_store_of_its_own_is_refused_on_a_dataset_of_a_test_bridge()
    {
        await using var world = await Shop.WithMugAsync();
        world.Set("STRIPE_SECRET_KEY", "sk_live_sandbox");
        world.Set("BRIDGE_STORE", world.OtherStore());
        await ShouldBeRefusedAsync(world, "*acct_1SandboxMain in test mode*stripeSync.bridge*");
        world.Calls.Should().Be((1, 0, 1, 0), "the account, and the mark");
        (await world.Get<Standing>().IsAdoptedAsync(default)).Should().BeNull("it took no stock");
        world.Set("STRIPE_SECRET_KEY", "sk_test_sandbox");
        await world.RestartAsync();
        (await world.Memory.FindLinkAsync(Side.Stripe, Shop.Mug, default))
            .Should()
            .NotBeNull("a lost store heals");
    }

    private static async Task ShouldBeRefusedAsync(BridgeWorld world, string sentence)
    {
        var start = world.RestartAsync;
        var refusal = await start.Should().ThrowAsync<RemoteException>().WithMessage(sentence);
        refusal.Which.Kind.Should().Be(FailureKind.Operator);
    }
}
