using Dapper;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Storage;
using SanityStripeBridge.Tests.Cli;

namespace SanityStripeBridge.Tests.Storage;

public sealed class StoreCopyTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private readonly CliRun _cli = new();
    private readonly List<TestStore> _stores = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
        _cli.Dispose();
    }

    private async Task<TestStore> StoreAsync(StoreKind kind)
    {
        var store = new TestStore(await StorePlace.MakeAsync(kind));
        _stores.Add(store);
        return store;
    }

    private static NewDelivery Of(string family) =>
        new()
        {
            Side = Side.Sanity,
            Subject = family,
            Type = "product",
            Family = family,
            Body = [0, 1, 255],
            ReceivedAt = Now,
            Outcome = DeliveryOutcome.Accepted,
            DueAt = Now,
        };

    /// <summary>Deliveries 1 to 4 of two bridges, of which the last is gone again, links, an intent and the store's id.</summary>
    private static async Task<string> FillAsync(TestStore store)
    {
        var inbox = await store.InboxAsync();
        for (var i = 0; i < 3; i++)
            await inbox.StoreAsync(Of("größe " + i), default);
        await (await store.InboxAsync("other")).StoreAsync(Of("mug"), default);
        var open = await store.OpenAsync();
        await open.WriteAsync(
            transaction =>
                transaction.Connection!.ExecuteAsync(
                    "delete from delivery where id = 4",
                    transaction: transaction
                ),
            default
        );
        var memory = new SqlMemory(open);
        await memory.CommitAsync(new() { Intents = [MemoryContract.AnIntent("key-1")] }, default);
        return (await memory.GetSettingAsync("store_id", default))!;
    }

    private Task<CliResult> CopyAsync(TestStore from, TestStore to)
    {
        _cli.Environment["BRIDGE_STORE"] = from.Setting;
        return _cli.RunAsync("store", "copy", to.Setting, "--json");
    }

    [Theory]
    [InlineData(StoreKind.Sqlite, StoreKind.Postgres)]
    [InlineData(StoreKind.Postgres, StoreKind.Sqlite)]
    [InlineData(StoreKind.Sqlite, StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres, StoreKind.Postgres)]
    public async Task Everything_arrives_with_its_ids_and_counting_goes_on(StoreKind first, StoreKind second)
    {
        var (from, to) = (await StoreAsync(first), await StoreAsync(second));
        var id = await FillAsync(from);
        // Of the other settings none needs to be right.
        _cli.Environment.Remove("STRIPE_SECRET_KEY");

        var copied = await CopyAsync(from, to);

        copied.Exit.Should().Be(0, copied.Out);
        var tables = copied.Json.GetProperty("tables");
        tables.GetProperty("delivery").GetInt64().Should().Be(3);
        tables.GetProperty("setting").GetInt64().Should().Be(2);
        tables.TryGetProperty("node", out _).Should().BeFalse();
        var memory = new SqlMemory(await to.OpenAsync());
        (await memory.GetSettingAsync("store_id", default)).Should().Be(id);
        (await memory.FindIntentsAsync("key-1", default))
            .Single()
            .Should()
            .BeEquivalentTo(MemoryContract.AnIntent("key-1"));
        var inbox = await to.InboxAsync();
        var there = await inbox.ListAsync(null, null, 10, default);
        there.Select(delivery => delivery.Id).Should().Equal(3, 2, 1);
        there[0].Should().BeEquivalentTo(new { Family = "größe 2", Body = new byte[] { 0, 1, 255 } });
        await inbox.StoreAsync(Of("next"), default);
        (await inbox.ListAsync(null, null, 1, default)).Single().Id.Should().Be(5);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task A_target_that_holds_something_is_left_as_it_is(StoreKind kind)
    {
        var (from, to) = (await StoreAsync(StoreKind.Sqlite), await StoreAsync(kind));
        await FillAsync(from);
        await to.OpenAsync();

        var refused = await CopyAsync(from, to);

        refused.Exit.Should().Be(1);
        refused.ErrorCode.Should().Be("refused");
        refused.Out.Should().Contain("1 rows already");
        (await (await to.InboxAsync()).ListAsync(null, null, 1, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_file_that_is_served_is_not_copied()
    {
        var (from, to) = (await StoreAsync(StoreKind.Sqlite), await StoreAsync(StoreKind.Postgres));
        await FillAsync(from);
        using (ServingMark.TryTake(from.File))
            (await CopyAsync(from, to)).Out.Should().Contain("stop it first");
        (await CopyAsync(from, to)).Exit.Should().Be(0);
    }

    [Fact]
    public async Task A_server_whose_nodes_live_is_not_copied()
    {
        var (from, to) = (await StoreAsync(StoreKind.Postgres), await StoreAsync(StoreKind.Sqlite));
        await FillAsync(from);
        var open = await from.OpenAsync("other");
        var now = TimeProvider.System.GetUtcNow();
        await BeatAsync(now);
        (await CopyAsync(from, to)).Out.Should().Contain("stop it first");
        await BeatAsync(now - NodeBeat.Dead);
        (await CopyAsync(from, to)).Exit.Should().Be(0);

        Task BeatAsync(DateTimeOffset at) =>
            open.WriteAsync(
                transaction =>
                    transaction.Connection!.ExecuteAsync(
                        open.Sql("node_beat"),
                        new
                        {
                            open.Bridge,
                            Id = "n",
                            Now = at.ToUnixTimeMilliseconds(),
                        },
                        transaction
                    ),
                default
            );
    }

    [Fact]
    public async Task A_source_that_is_not_there_is_not_made()
    {
        var to = await StoreAsync(StoreKind.Sqlite);
        var path = Path.Combine(_cli.Directory, "none.db");
        _cli.Environment["BRIDGE_STORE"] = "sqlite:" + path;

        var refused = await _cli.RunAsync("store", "copy", to.Setting, "--json");

        refused.Exit.Should().Be(1);
        refused.Out.Should().Contain("There is no store");
        File.Exists(path).Should().BeFalse();
    }

    [Fact]
    public async Task A_target_that_is_no_store_is_a_wrong_usage_and_its_password_is_not_repeated()
    {
        var refused = await _cli.RunAsync("store", "copy", "mysql://root:secret@db/bridge", "--json");

        refused.Exit.Should().Be(2);
        refused.ErrorCode.Should().Be("usage");
        refused.Out.Should().NotContain("secret");
    }
}
