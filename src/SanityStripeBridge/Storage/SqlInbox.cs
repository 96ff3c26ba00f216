using System.Data.Common;
using Dapper;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Storage;

/// <summary>The inbox in a database: storing and leasing. How work ends, looking, and people's acts are in the other parts.</summary>
internal sealed partial class SqlInbox : IInbox, IAsyncDisposable
{
    private readonly SqlStore _store;
    private readonly GroupCommit<NewDelivery, DeliveryOutcome> _commits;

    public SqlInbox(SqlStore store)
    {
        _store = store;
        _commits = new(StoreAllAsync);
    }

    public Task<DeliveryOutcome> StoreAsync(NewDelivery delivery, CancellationToken cancel) =>
        _commits.AddAsync(delivery, cancel);

    /// <summary>From now on senders are told to come again; what was taken is still committed.</summary>
    public void StopAccepting() => _commits.StopAccepting();

    public ValueTask DisposeAsync() => _commits.DisposeAsync();

    public Task RingAsync(string family, DateTimeOffset dueAt, CancellationToken cancel) =>
        WriteAsync(transaction => RingAsync(transaction, family, dueAt), cancel);

    public Task<FamilyLease?> ClaimAsync(
        string owner,
        DateTimeOffset now,
        DateTimeOffset leaseUntil,
        CancellationToken cancel
    ) => ClaimAsync("family_claim", "", owner, now, leaseUntil, cancel);

    public Task<FamilyLease?> ClaimFamilyAsync(
        string family,
        string owner,
        DateTimeOffset now,
        DateTimeOffset leaseUntil,
        CancellationToken cancel
    ) => ClaimAsync("family_claim_one", family, owner, now, leaseUntil, cancel);

    /// <summary>Takes the workers' leases away and rings their families; only for a process that knows the workers to be dead.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> FreeLeasesAsync(DateTimeOffset now, CancellationToken cancel) =>
        WriteAsync(
            transaction =>
                transaction.Connection!.ExecuteAsync(
                    _store.Sql("lease_free"),
                    new
                    {
                        _store.Bridge,
                        Now = Words.Ms(now),
                        Runs = FamilyLease.RunOwner + "%",
                    },
                    transaction
                ),
            cancel
        );

    public Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancel) =>
        WriteAsync(
            transaction =>
                transaction.Connection!.ExecuteAsync(
                    _store.Sql("delivery_prune"),
                    new { _store.Bridge, Before = Words.Ms(before) },
                    transaction
                ),
            cancel
        );

    public Task<IReadOnlyList<Delivery>> TakeAsync(FamilyLease lease, CancellationToken cancel) =>
        WriteAsync(
            async transaction =>
            {
                if (!await HoldsAsync(transaction, lease))
                    return [];
                var of = new { _store.Bridge, lease.Family };
                await RunAsync(transaction, "delivery_take", of);
                return await DeliveriesAsync(transaction.Connection!, "delivery_taken", of, transaction);
            },
            cancel
        );

    public Task MoveAsync(
        IReadOnlyList<long> deliveries,
        string family,
        DateTimeOffset dueAt,
        CancellationToken cancel
    ) =>
        WriteAsync(
            async transaction =>
            {
                var moved = new
                {
                    _store.Bridge,
                    Family = family,
                    Ids = Words.Json(deliveries),
                };
                await RunAsync(transaction, "delivery_move", moved);
                return await RingAsync(transaction, family, dueAt);
            },
            cancel
        );

    private Task<IReadOnlyList<DeliveryOutcome>> StoreAllAsync(IReadOnlyList<NewDelivery> deliveries) =>
        // A group outlives every single caller, so no caller's token reaches it.
        WriteAsync<IReadOnlyList<DeliveryOutcome>>(
            async transaction =>
            {
                var outcomes = new List<DeliveryOutcome>(deliveries.Count);
                var due = new SortedDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
                foreach (var delivery in deliveries)
                {
                    outcomes.Add(await StoreOneAsync(transaction, delivery));
                    if (outcomes[^1] == DeliveryOutcome.Accepted)
                        due[delivery.Family] = Earlier(
                            due.GetValueOrDefault(delivery.Family, delivery.DueAt),
                            delivery.DueAt
                        );
                }
                // Last and in one order: groups of two nodes that ring the same families do not wait for each other in a circle.
                foreach (var (family, dueAt) in due)
                    await RingAsync(transaction, family, dueAt);
                return outcomes;
            },
            CancellationToken.None
        );

    private async Task<DeliveryOutcome> StoreOneAsync(DbTransaction transaction, NewDelivery delivery)
    {
        if (await RunAsync(transaction, "delivery_insert", DeliveryRow.Of(_store.Bridge, delivery)) == 0)
            return DeliveryOutcome.Duplicate;
        if (delivery.ProvesKey is { } key)
            await RunAsync(transaction, "intent_prove", new { _store.Bridge, Key = key });
        return delivery.Outcome;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) =>
        one < other ? one : other;

    private Task<FamilyLease?> ClaimAsync(
        string statement,
        string family,
        string owner,
        DateTimeOffset now,
        DateTimeOffset leaseUntil,
        CancellationToken cancel
    ) =>
        WriteAsync(
            async transaction =>
            {
                var claim = new
                {
                    _store.Bridge,
                    Family = family,
                    Owner = owner,
                    Now = Words.Ms(now),
                    LeaseUntil = Words.Ms(leaseUntil),
                };
                var row = await transaction.Connection!.QueryFirstOrDefaultAsync<LeaseRow>(
                    _store.Sql(statement),
                    claim,
                    transaction
                );
                return row?.ToLease();
            },
            cancel
        );

    // A lease that ran out belongs to whoever claimed it next: nothing is written in its name.
    private Task<bool> HoldsAsync(DbTransaction transaction, FamilyLease lease) =>
        _store.HoldsAsync(transaction, lease);

    private object Fence(FamilyLease lease, DateTimeOffset now) =>
        new
        {
            _store.Bridge,
            lease.Family,
            lease.Owner,
            lease.Bell,
            Until = Words.Ms(lease.Until),
            Now = Words.Ms(now),
        };

    private Task<int> RingAsync(DbTransaction transaction, string family, DateTimeOffset dueAt) =>
        RunAsync(
            transaction,
            "family_ring",
            new
            {
                _store.Bridge,
                Family = family,
                DueAt = Words.Ms(dueAt),
            }
        );

    private Task<int> RunAsync(DbTransaction transaction, string name, object row) =>
        transaction.Connection!.ExecuteAsync(_store.Sql(name), row, transaction);

    private Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> write, CancellationToken cancel) =>
        _store.WriteAsync(write, cancel);
}
