using Dapper;
using Microsoft.Data.Sqlite;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Tests.Storage;

public sealed class MigratorTests : IAsyncLifetime
{
    private readonly TestStore _store = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _store.DisposeAsync();

    private async Task<T?> AskAsync<T>(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_store.File};Pooling=False");
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    [Fact]
    public async Task A_store_is_migrated_once_and_keeps_its_id()
    {
        await _store.OpenAsync();
        var id = await AskAsync<string>("select value from setting where name = 'store_id'");
        await _store.OpenAsync();
        (await AskAsync<long>("select count(*) from schema_version")).Should().Be(1);
        (await AskAsync<string>("select value from setting where name = 'store_id'")).Should().Be(id);
    }

    [Fact]
    public async Task Processes_that_start_at_once_migrate_one_store_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _store.OpenAsync())));
        (await AskAsync<long>("select count(*) from schema_version")).Should().Be(1);
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused_with_a_sentence()
    {
        await _store.OpenAsync();
        await AskAsync<long>("insert into schema_version (version, applied_at) values (999, 0)");
        var refusal = await FluentActions
            .Awaiting(() => _store.OpenAsync())
            .Should()
            .ThrowAsync<NewerStoreException>();
        refusal.Which.Message.Should().Contain("999").And.Contain("newer program");
    }

    [Fact]
    public async Task The_file_is_durable_against_a_power_cut()
    {
        var store = await _store.OpenAsync();
        (await AskAsync<string>("pragma journal_mode")).Should().Be("wal");
        var synchronous = await store.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>("pragma synchronous"),
            default
        );
        synchronous.Should().Be(2, "2 is FULL");
    }

    [Theory]
    [InlineData("sqlite::memory:", "memory")]
    [InlineData("sqlite:", "no file")]
    [InlineData("mysql://root:secret@db", "expected sqlite:")]
    public void A_store_that_cannot_be_used_is_refused_with_a_sentence(string text, string sentence)
    {
        var refusal = FluentActions
            .Invoking(() => StoreOptions.Parse(text))
            .Should()
            .Throw<FormatException>();
        refusal.Which.Message.Should().Contain(sentence).And.NotContain("secret");
    }

    [Fact]
    public void A_path_is_taken_as_it_stands() =>
        StoreOptions.Parse("sqlite:data/bridge.db").Should().Be(new StoreOptions("Sqlite", "data/bridge.db"));
}
