using Microsoft.Data.Sqlite;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Tests.Storage;

public sealed class SqliteInboxTests : InboxContract, IAsyncLifetime
{
    private readonly TestStore _store = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _store.DisposeAsync();

    private protected override async Task<IInbox> OpenAsync(string bridge = "default") =>
        await _store.InboxAsync(bridge);

    [Fact]
    public async Task While_the_bridge_shuts_down_what_was_taken_is_stored_and_nothing_more_is_taken()
    {
        var inbox = await _store.InboxAsync();
        var taken = inbox.StoreAsync(Of("mug"), default);
        inbox.StopAccepting();
        await FluentActions
            .Awaiting(() => inbox.StoreAsync(Of("cup"), default))
            .Should()
            .ThrowAsync<StoreUnavailableException>();
        (await taken).Should().Be(DeliveryOutcome.Accepted);
    }

    [Fact]
    public async Task A_store_that_another_process_keeps_locked_is_unavailable()
    {
        var inbox = await _store.InboxAsync();
        using var other = new SqliteConnection($"Data Source={_store.File};Pooling=False");
        other.Open();
        using (other.BeginTransaction())
            await FluentActions
                .Awaiting(() => inbox.StoreAsync(Of("mug"), default))
                .Should()
                .ThrowAsync<StoreUnavailableException>();
        (await inbox.StoreAsync(Of("mug"), default)).Should().Be(DeliveryOutcome.Accepted);
    }

    [Fact]
    public async Task A_delivery_that_proves_a_write_marks_its_intent_in_the_same_commit()
    {
        var memory = new SqlMemory(await _store.OpenAsync());
        var intent = MemoryContract.AnIntent("ssb-bridge-abc123-1");
        await memory.CommitAsync(new() { Intents = [intent] }, default);
        var inbox = await _store.InboxAsync();
        await inbox.StoreAsync(
            Of("mug", "evt_1", DeliveryOutcome.Echo) with
            {
                ProvesKey = intent.Key,
            },
            default
        );
        (await memory.FindIntentsAsync(intent.Key, default)).Single().Proved.Should().BeTrue();
        // The engine commits the copy it read before the echo came.
        await memory.CommitAsync(new() { Intents = [intent] }, default);
        (await memory.FindIntentsAsync(intent.Key, default)).Single().Proved.Should().BeTrue();
    }
}
