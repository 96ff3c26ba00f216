using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.Storage;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Companions on their way to Sanity.</summary>
public sealed class CompanionCases
{
    private static readonly Companion Told = new()
    {
        Subject = "mug",
        Status = CompanionStatus.Error,
        Message = "The first sentence.",
        Dirty = true,
    };

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Of_two_nodes_one_writes_a_companion(StoreKind store)
    {
        await using var world = await Shop.WithMugAsync(store);
        await using var other = await world.AnotherNodeAsync();
        await world.Memory.CommitAsync(new() { Companions = [Told] }, default);
        var written = -1;
        WhileItIsWritten(
            world,
            async () => written = await other.Bridge().Get<Companions>().FlushAsync(default)
        );

        (await world.Get<Companions>().FlushAsync(default)).Should().Be(1);

        written.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(1);
    }

    [Fact]
    public async Task What_is_told_while_a_companion_is_written_is_not_lost()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Memory.CommitAsync(new() { Companions = [Told] }, default);
        var news = Told with { Message = "The second sentence." };
        WhileItIsWritten(world, () => world.Memory.CommitAsync(new() { Companions = [news] }, default));

        await world.Get<Companions>().FlushAsync(default);
        await world.Get<Companions>().FlushAsync(default);

        world.Document("stripeSync-mug")!.Text("message").Should().Be("The second sentence.");
        (await world.Get<Companions>().FlushAsync(default)).Should().Be(0);
    }

    private static void WhileItIsWritten(BridgeWorld world, Func<Task> act) =>
        world.Sanity.Faults.Add(
            new()
            {
                Kind = FaultKind.ActBefore,
                Method = "POST",
                Act = _ => act(),
            }
        );
}
