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

    [Fact]
    public void A_statement_stands_in_one_place() => Under("Sql").Should().NotIntersectWith(Under("Sqlite"));
}
