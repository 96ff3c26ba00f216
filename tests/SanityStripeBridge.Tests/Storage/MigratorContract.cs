using Dapper;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Tests.Storage;

/// <summary>How a store comes to its tables, whatever database holds it.</summary>
public abstract class MigratorContract(StoreKind kind) : IAsyncLifetime
{
    private protected TestStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = new(await StorePlace.MakeAsync(kind));

    public async Task DisposeAsync() => await Store.DisposeAsync();

    private protected async Task<T?> AskAsync<T>(string sql)
    {
        using var store = new SqlStore(StoreOptions.Parse(Store.Setting), "default");
        return await store.ReadAsync(connection => connection.ExecuteScalarAsync<T>(sql), default);
    }

    private static int Steps => SqlText.Migrations().Count;

    [Fact]
    public async Task A_store_is_migrated_once_and_keeps_its_id()
    {
        await Store.OpenAsync();
        var id = await AskAsync<string>("select value from setting where name = 'store_id'");
        await Store.OpenAsync();
        (await AskAsync<long>("select count(*) from schema_version")).Should().Be(Steps);
        (await AskAsync<string>("select value from setting where name = 'store_id'")).Should().Be(id);
    }

    [Fact]
    public async Task Processes_that_start_at_once_migrate_one_store_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Store.OpenAsync())));
        (await AskAsync<long>("select count(*) from schema_version")).Should().Be(Steps);
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused_with_a_sentence()
    {
        await Store.OpenAsync();
        await AskAsync<long>("insert into schema_version (version, applied_at) values (999, 0)");
        var refusal = await FluentActions
            .Awaiting(() => Store.OpenAsync())
            .Should()
            .ThrowAsync<NewerStoreException>();
        refusal.Which.Message.Should().Contain("999").And.Contain("newer program");
    }

    [Fact]
    public async Task All_bridges_of_a_store_that_start_at_once_have_one_id()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => Store.OpenAsync("bridge" + i))));
        (await AskAsync<long>("select count(*) from setting where name = 'store_id'")).Should().Be(4);
        (await AskAsync<long>("select count(distinct value) from setting where name = 'store_id'"))
            .Should()
            .Be(1);
    }
}
