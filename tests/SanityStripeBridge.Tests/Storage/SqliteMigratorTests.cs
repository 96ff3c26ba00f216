using Dapper;

namespace SanityStripeBridge.Tests.Storage;

public sealed class SqliteMigratorTests() : MigratorContract(StoreKind.Sqlite)
{
    [Fact]
    public async Task The_file_is_durable_against_a_power_cut()
    {
        var store = await Store.OpenAsync();
        (await AskAsync<string>("pragma journal_mode")).Should().Be("wal");
        var synchronous = await store.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>("pragma synchronous"),
            default
        );
        synchronous.Should().Be(2, "2 is FULL");
    }
}
