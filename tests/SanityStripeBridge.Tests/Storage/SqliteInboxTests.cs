using Microsoft.Data.Sqlite;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Tests.Storage;

public sealed class SqliteInboxTests() : InboxContract(StoreKind.Sqlite)
{
    [Fact]
    public async Task A_store_that_another_process_keeps_locked_is_unavailable()
    {
        var inbox = await Store.InboxAsync();
        using var other = new SqliteConnection($"Data Source={Store.File};Pooling=False");
        other.Open();
        using (other.BeginTransaction())
            await FluentActions
                .Awaiting(() => inbox.StoreAsync(Of("mug"), default))
                .Should()
                .ThrowAsync<StoreUnavailableException>();
        (await inbox.StoreAsync(Of("mug"), default)).Should().Be(DeliveryOutcome.Accepted);
    }
}
