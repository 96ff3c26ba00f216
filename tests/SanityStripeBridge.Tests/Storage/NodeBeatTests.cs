using Microsoft.Extensions.Logging.Abstractions;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Tests.Storage;

public sealed class NodeBeatTests : IAsyncLifetime
{
    private TestStore _store = null!;

    public async Task InitializeAsync() => _store = new(await StorePlace.MakeAsync(StoreKind.Postgres));

    public async Task DisposeAsync() => await _store.DisposeAsync();

    private DateTimeOffset Now => _store.Clock.GetUtcNow();

    private async Task<(LivingNodes Nodes, NodeBeat Beat)> NodeAsync()
    {
        var nodes = new LivingNodes(new Ulids(_store.Clock));
        return (nodes, new(await _store.OpenAsync(), nodes, _store.Clock, NullLogger<NodeBeat>.Instance));
    }

    [Fact]
    public async Task Nodes_count_each_other_while_they_beat()
    {
        var (one, beatOne) = await NodeAsync();
        var (two, beatTwo) = await NodeAsync();
        using (beatOne)
        using (beatTwo)
        {
            await beatOne.BeatAsync(default);
            one.Count.Should().Be(1);
            await beatTwo.BeatAsync(default);
            await beatOne.BeatAsync(default);
            (one.Count, two.Count).Should().Be((2, 2));
            _store.Clock.Advance(NodeBeat.Dead + TimeSpan.FromMilliseconds(1));
            await beatTwo.BeatAsync(default);
            two.Count.Should().Be(1);
        }
    }

    [Fact]
    public async Task A_node_that_leaves_is_not_counted_any_more()
    {
        var (one, beatOne) = await NodeAsync();
        var (_, beatTwo) = await NodeAsync();
        using (beatOne)
        using (beatTwo)
        {
            await beatTwo.StartAsync(default);
            await beatTwo.StopAsync(default);
            await beatOne.BeatAsync(default);
            one.Count.Should().Be(1);
        }
    }

    [Fact]
    public async Task The_families_of_a_dead_node_are_due_at_once_and_those_of_the_living_and_of_full_runs_are_kept()
    {
        var inbox = await _store.InboxAsync();
        var (dead, beatDead) = await NodeAsync();
        var (living, beatLiving) = await NodeAsync();
        using (beatDead)
        using (beatLiving)
        {
            await beatDead.BeatAsync(default);
            var end = Now.AddMinutes(5);
            var lost = (await inbox.ClaimFamilyAsync("mug", dead.Id + "-0", Now, end, default))!;
            await inbox.ClaimFamilyAsync("cup", living.Id + "-3", Now, end, default);
            await inbox.ClaimFamilyAsync("jar", FamilyLease.RunOwner + "1", Now, end, default);
            _store.Clock.Advance(TimeSpan.FromSeconds(10));
            await beatLiving.BeatAsync(default);
            (await inbox.ClaimAsync("next", Now, end, default)).Should().BeNull("ten seconds are no death");

            _store.Clock.Advance(TimeSpan.FromSeconds(10));
            await beatLiving.BeatAsync(default);

            (await inbox.ClaimAsync("next", Now, end, default))!.Family.Should().Be("mug");
            (await inbox.ClaimAsync("next", Now, end, default)).Should().BeNull();
            (await inbox.TakeAsync(lost, default)).Should().BeEmpty();
        }
    }
}
