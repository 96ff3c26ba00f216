using Dapper;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Checks;

namespace SanityStripeBridge.Storage;

/// <summary>Counts what the store knows of calls: writes in the ledger, and deliveries that were worked.</summary>
internal sealed class Usage(SqlStore store)
{
    public async Task<UsageCounts> SinceAsync(DateTimeOffset since, CancellationToken cancel)
    {
        var writes = await RowsAsync("usage_writes", since, cancel);
        var deliveries = await RowsAsync("usage_deliveries", since, cancel);
        var first = writes.Concat(deliveries).Select(row => row.Since).DefaultIfEmpty().Min();
        return new(
            Of(writes, Side.Stripe),
            Of(writes, Side.Sanity),
            Of(deliveries, Side.Stripe),
            Of(deliveries, Side.Sanity),
            first == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(first)
        );
    }

    private static long Of(IEnumerable<Row> rows, Side side) =>
        rows.Where(row => string.Equals(row.Side, side.ToString(), StringComparison.OrdinalIgnoreCase))
            .Sum(row => row.Calls);

    private async Task<IReadOnlyList<Row>> RowsAsync(
        string statement,
        DateTimeOffset since,
        CancellationToken cancel
    ) =>
        await store.ReadAsync(
            async connection =>
                (
                    await connection.QueryAsync<Row>(
                        store.Sql(statement),
                        new { store.Bridge, Since = Words.Ms(since) }
                    )
                ).AsList(),
            cancel
        );

    private sealed class Row
    {
        public string Side { get; init; } = "";
        public long Calls { get; init; }
        public long Since { get; init; }
    }
}
