using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Many deletions in one hour are somebody's accident until a person says otherwise.</summary>
public sealed class BrakeCases
{
    [Fact]
    public async Task Deletions_beyond_the_hourly_allowance_are_held_and_a_person_releases_them()
    {
        await using var world = await BridgeWorld.StartAsync(settings: ("BRIDGE_BRAKE", "2,0%,2"));
        for (var i = 0; i < 5; i++)
            await world.CreateProductAsync("p" + i, "Product " + i);
        await world.SettleAsync();
        for (var i = 0; i < 5; i++)
            await world.Sanity.Studio.DeleteAsync("p" + i);
        await world.SettleAsync();

        Active(world).Should().Be(3);
        (await world.Get<IInbox>().CountAsync(default)).Held.Should().Be(3);

        for (var i = 0; i < 5; i++)
            await world.Get<Standing>().ReleaseAsync("p" + i, null, default);
        await world.Get<IInbox>().ReleaseAsync(null, world.Clock.GetUtcNow(), default);
        await world.SettleAsync();

        Active(world).Should().Be(0);
        (await world.Get<IInbox>().CountAsync(default)).Held.Should().Be(0);
    }

    [Fact, Trait("case", "124")]
    public async Task Documents_deleted_by_a_script_with_one_webhook_each_are_held_after_the_allowance()
    {
        const int Many = 200;
        await using var world = await BridgeWorld.StartAsync(settings: ("BRIDGE_BRAKE", "25,10%,200"));
        for (var i = 0; i < Many; i++)
            await world.CreateProductAsync("p" + i, "Product " + i);
        await world.SettleAsync();
        for (var i = 0; i < Many; i++)
            await world.Sanity.Studio.DeleteAsync("p" + i);
        world.ClearLogs();
        await world.SettleAsync();

        Active(world).Should().Be(Many - 25);
        world.Calls.StripeWrites.Should().Be(25);
        (await world.Get<IInbox>().CountAsync(default)).Held.Should().Be(Many - 25);

        for (var i = 0; i < Many; i++)
            await world.Get<Standing>().ReleaseAsync("p" + i, null, default);
        await world.Get<IInbox>().ReleaseAsync(null, world.Clock.GetUtcNow(), default);
        await world.SettleAsync();

        Active(world).Should().Be(0);
        (await world.Get<IInbox>().CountAsync(default)).Held.Should().Be(0);
    }

    private static int Active(BridgeWorld world) =>
        world.StripeProducts().Count(product => (bool)product["active"]!);
}
