using System.Data.Common;
using Dapper;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Storage;

/// <summary>The inbox in a database: what people and the scheduler see and do.</summary>
internal sealed partial class SqlInbox
{
    public Task<int> ReleaseAsync(
        IReadOnlyList<string>? families,
        DateTimeOffset now,
        CancellationToken cancel
    ) =>
        WriteAsync(
            async transaction =>
            {
                var of = new { _store.Bridge, Families = families is null ? null : Words.Json(families) };
                var held = await transaction.Connection!.QueryAsync<string>(
                    _store.Sql("delivery_held_families"),
                    of,
                    transaction
                );
                foreach (var family in held)
                    await RingAsync(transaction, family, now);
                return await RunAsync(transaction, "delivery_release", of);
            },
            cancel
        );

    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancel)
    {
        var next = await _store.ReadAsync(
            connection =>
                connection.ExecuteScalarAsync<long?>(_store.Sql("family_next_due"), new { _store.Bridge }),
            cancel
        );
        return Words.Time(next);
    }

    public Task<IReadOnlyList<Delivery>> ListAsync(
        DeliveryState? state,
        long? before,
        int limit,
        CancellationToken cancel
    )
    {
        var of = new
        {
            _store.Bridge,
            State = state is { } wanted ? Words.Of(wanted) : null,
            Before = before,
            Limit = limit,
        };
        return _store.ReadAsync(connection => DeliveriesAsync(connection, "delivery_list", of), cancel);
    }

    public async Task<Delivery?> FindAsync(long id, CancellationToken cancel)
    {
        var of = new { _store.Bridge, Id = id };
        var found = await _store.ReadAsync(
            connection => DeliveriesAsync(connection, "delivery_find", of),
            cancel
        );
        return found.Count > 0 ? found[0] : null;
    }

    public Task<bool> ReplayAsync(long id, DateTimeOffset now, CancellationToken cancel) =>
        WriteAsync(
            async transaction =>
            {
                var family = await transaction.Connection!.ExecuteScalarAsync<string?>(
                    _store.Sql("delivery_replay"),
                    new { _store.Bridge, Id = id },
                    transaction
                );
                if (family is null)
                    return false;
                await RingAsync(transaction, family, now);
                return true;
            },
            cancel
        );

    public Task<bool> DiscardAsync(long id, DateTimeOffset now, CancellationToken cancel) =>
        WriteAsync(
            async transaction =>
                await RunAsync(
                    transaction,
                    "delivery_discard",
                    new
                    {
                        _store.Bridge,
                        Id = id,
                        Now = Words.Ms(now),
                    }
                ) > 0,
            cancel
        );

    public Task<IReadOnlyList<Delivery>> OfSubjectsAsync(
        IReadOnlyList<string> subjects,
        CancellationToken cancel
    ) =>
        _store.ReadAsync(
            connection =>
                DeliveriesAsync(
                    connection,
                    "delivery_of_subjects",
                    new { _store.Bridge, Subjects = Words.Json(subjects) }
                ),
            cancel
        );

    public async Task<InboxCounts> CountAsync(CancellationToken cancel)
    {
        var row = await _store.ReadAsync(
            connection =>
                connection.QuerySingleAsync<InboxCountsRow>(_store.Sql("inbox_count"), new { _store.Bridge }),
            cancel
        );
        return row.ToCounts();
    }

    private async Task<IReadOnlyList<Delivery>> DeliveriesAsync(
        DbConnection connection,
        string name,
        object of,
        DbTransaction? transaction = null
    )
    {
        var rows = await connection.QueryAsync<DeliveryRow>(_store.Sql(name), of, transaction);
        return [.. rows.Select(row => row.ToDelivery())];
    }
}
