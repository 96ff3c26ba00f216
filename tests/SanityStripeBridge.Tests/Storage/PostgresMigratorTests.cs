namespace SanityStripeBridge.Tests.Storage;

public sealed class PostgresMigratorTests() : MigratorContract(StoreKind.Postgres)
{
    [Fact]
    public async Task A_commit_waits_for_the_disk() =>
        (await AskAsync<string>("show synchronous_commit")).Should().Be("on");

    [Fact]
    public async Task Ids_sort_by_their_bytes_in_whatever_language_the_server_was_set_up()
    {
        await Store.OpenAsync();
        var loose = await AskAsync<long>(
            """
            select count(*) from information_schema.columns
            where table_schema = current_schema() and data_type = 'text' and collation_name is distinct from 'C'
            """
        );
        loose.Should().Be(0);
    }
}
