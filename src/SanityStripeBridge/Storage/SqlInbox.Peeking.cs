using System.Data.Common;
using Dapper;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Storage;

/// <summary>The inbox in a database: families as they stand, for those who read before they lease.</summary>
internal sealed partial class SqlInbox
{
    public Task<IReadOnlyList<FamilyPeek>> PeekDueAsync(
        DateTimeOffset now,
        int limit,
        CancellationToken cancel
    ) =>
        _store.ReadAsync(
            async connection =>
            {
                var due = new
                {
                    _store.Bridge,
                    Now = Words.Ms(now),
                    Limit = limit,
                };
                var rows = await connection.QueryAsync<PeekRow>(_store.Sql("family_due"), due);
                return await WithDeliveriesAsync(connection, [.. rows]);
            },
            cancel
        );

    public Task<IReadOnlyList<FamilyPeek>> PeekAsync(
        IReadOnlyList<string> families,
        CancellationToken cancel
    ) =>
        _store.ReadAsync(
            async connection =>
            {
                var of = new { _store.Bridge, Families = Words.Json(families) };
                var rows = (
                    await connection.QueryAsync<PeekRow>(_store.Sql("family_standing"), of)
                ).ToDictionary(row => row.Family, StringComparer.Ordinal);
                // One that was never rung or leased has no row yet.
                var standing = families
                    .Select(family => rows.GetValueOrDefault(family) ?? new() { Family = family })
                    .Where(row => row.Owner is null);
                return await WithDeliveriesAsync(connection, [.. standing]);
            },
            cancel
        );

    // Read after the bells: what came in between makes a bell that differs, never a delivery that is missed.
    private async Task<IReadOnlyList<FamilyPeek>> WithDeliveriesAsync(
        DbConnection connection,
        IReadOnlyList<PeekRow> rows
    )
    {
        if (rows.Count == 0)
            return [];
        var of = new { _store.Bridge, Families = Words.Json(rows.Select(row => row.Family)) };
        var waiting = (await DeliveriesAsync(connection, "delivery_waiting", of)).ToLookup(
            delivery => delivery.Family,
            StringComparer.Ordinal
        );
        return [.. rows.Select(row => row.ToPeek(waiting[row.Family]))];
    }
}
