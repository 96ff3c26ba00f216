using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Data.Sqlite;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Tests.Storage;

public sealed class StatementTests
{
    private const string Room = "SanityStripeBridge.Storage.";

    private static IEnumerable<string> Under(string folder) =>
        typeof(SqlStore)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith($"{Room}{folder}.", StringComparison.Ordinal))
            .Select(name => name[$"{Room}{folder}.".Length..])
            .Where(name => !name.StartsWith("Migrations.", StringComparison.Ordinal));

    [Fact]
    public void A_statement_that_only_one_database_understands_has_its_twin() =>
        Under("Sqlite").Should().BeEquivalentTo(Under("Postgres"), "all others belong into Storage/Sql");

    /// <summary>What is asked of every product costs the same in a large catalogue as in a small one.</summary>
    [Theory]
    [InlineData("link_of_family", "family=?")]
    [InlineData("document_of_family", "family=?")]
    [InlineData("intent_open_of_family", "family=?")]
    [InlineData("conflict_open_of_family", "family=?")]
    [InlineData("stale_copy_of_family", "family=?")]
    [InlineData("held_key_of_family", "family=?")]
    [InlineData("image_of_family", "family=?")]
    [InlineData("history_of_family", "family=?")]
    [InlineData("intent_by_key", "key=?")]
    [InlineData("history_of_cause", "cause=?")]
    [InlineData("link_by_stripe", "stripe_id=?")]
    public async Task SQLite_finds_what_belongs_to_one_product_by_an_index(string statement, string by)
    {
        await using var store = new TestStore();
        var sql = (await store.OpenAsync()).Sql(statement);
        await using var connection = new SqliteConnection($"Data Source={store.File}");
        var names = Regex.Matches(sql, "@[A-Za-z]+").Select(match => match.Value).Distinct();

        var plan = await connection.QueryAsync(
            "explain query plan " + sql,
            new DynamicParameters(names.ToDictionary(name => name, _ => (object)0))
        );

        string.Join('\n', plan.Select(row => (string)row.detail)).Should().Contain(by);
    }

    [Fact]
    public void A_statement_stands_in_one_place() => Under("Sql").Should().NotIntersectWith(Under("Sqlite"));
}
