using Npgsql;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Tests.Storage;

public sealed class PostgresInboxTests() : InboxContract(StoreKind.Postgres)
{
    [Fact]
    public async Task Groups_of_two_nodes_that_ring_the_same_families_the_other_way_round_are_both_stored()
    {
        var one = await Store.InboxAsync();
        var two = await Store.InboxAsync();
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .SelectMany(i =>
                    new[]
                    {
                        one.StoreAsync(Of("family" + (i % 20)), default),
                        two.StoreAsync(Of("family" + (19 - (i % 20))), default),
                    }
                )
        );
        outcomes.Should().OnlyContain(outcome => outcome == DeliveryOutcome.Accepted);
        (await one.CountAsync(default)).Depth.Should().Be(400);
    }

    [Fact]
    public async Task A_claim_passes_over_a_family_that_somebody_is_just_writing_to()
    {
        var inbox = await Store.InboxAsync();
        await inbox.RingAsync("mug", Now.AddSeconds(-1), default);
        await inbox.RingAsync("cup", Now, default);
        await using var other = new NpgsqlConnection(StoreOptions.Parse(Store.Setting).Location);
        await other.OpenAsync();
        await using var writing = await other.BeginTransactionAsync();
        await using var update = new NpgsqlCommand(
            "update family set attempts = attempts where family = 'mug'",
            other,
            writing
        );
        await update.ExecuteNonQueryAsync();

        var lease = await inbox.ClaimAsync("one", Now, Now.AddMinutes(1), default);

        lease!.Family.Should().Be("cup");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        var options = StoreOptions.Parse("postgres://bridge:secret@127.0.0.1:1/bridge");
        using var store = new SqlStore(options, "default");
        await using var inbox = new SqlInbox(store);
        var down = await FluentActions
            .Awaiting(() => inbox.StoreAsync(Of("mug"), default))
            .Should()
            .ThrowAsync<StoreUnavailableException>();
        down.Which.ToString().Should().NotContain("secret");
    }

    [Fact]
    public async Task A_text_that_the_database_cannot_hold_does_not_fail_the_strangers_in_its_group()
    {
        var inbox = await Store.InboxAsync();
        var bad = inbox.StoreAsync(Of("mug", subject: "a\0b"), default);
        var good = inbox.StoreAsync(Of("cup"), default);
        await FluentActions.Awaiting(() => bad).Should().ThrowAsync<StoreUnavailableException>();
        (await good).Should().Be(DeliveryOutcome.Accepted);
    }
}
