using SanityStripeBridge.Inbox;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Tests.Storage;

public sealed class ServingMarkTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private readonly TestStore _store = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public void One_process_at_a_time_serves_a_store()
    {
        using (var first = ServingMark.TryTake(_store.File))
        {
            first.Should().NotBeNull();
            ServingMark.TryTake(_store.File).Should().BeNull();
        }

        using var next = ServingMark.TryTake(_store.File);
        next.Should().NotBeNull();
    }

    [Fact]
    public async Task A_family_that_a_dead_worker_held_is_due_at_once()
    {
        var inbox = await _store.InboxAsync();
        await inbox.RingAsync("mug", Now, default);
        await inbox.ClaimAsync("dead", Now, Now.AddMinutes(5), default);

        (await inbox.FreeLeasesAsync(Now, default)).Should().Be(1);

        (await inbox.ClaimAsync("next", Now, Now.AddMinutes(5), default))!.Family.Should().Be("mug");
    }

    [Fact]
    public async Task A_full_run_of_another_process_keeps_its_lease()
    {
        var inbox = await _store.InboxAsync();
        await inbox.ClaimFamilyAsync("mug", FamilyLease.RunOwner + "1", Now, Now.AddMinutes(5), default);

        (await inbox.FreeLeasesAsync(Now, default)).Should().Be(0);
    }
}
