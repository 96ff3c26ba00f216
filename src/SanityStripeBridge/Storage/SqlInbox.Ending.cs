using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Storage;

/// <summary>The inbox in a database: how a family's work ends, and what becomes of its deliveries.</summary>
internal sealed partial class SqlInbox
{
    public Task FinishAsync(
        FamilyLease lease,
        IReadOnlyList<long> done,
        DateTimeOffset now,
        CancellationToken cancel
    ) => EndAsync(lease, [.. done.Select(id => new DeliveryEnd(id, DeliveryState.Done, null))], now, cancel);

    public Task BuryAsync(
        FamilyLease lease,
        IReadOnlyList<long> deliveries,
        string reason,
        DateTimeOffset now,
        CancellationToken cancel
    ) =>
        EndAsync(
            lease,
            [.. deliveries.Select(id => new DeliveryEnd(id, DeliveryState.Dead, reason))],
            isSuccess: false,
            now,
            cancel
        );

    public Task HoldAsync(
        FamilyLease lease,
        IReadOnlyList<long> deliveries,
        string reason,
        DateTimeOffset now,
        CancellationToken cancel
    ) =>
        EndAsync(
            lease,
            [.. deliveries.Select(id => new DeliveryEnd(id, DeliveryState.Held, reason))],
            isSuccess: false,
            now,
            cancel
        );

    public Task EndAsync(
        FamilyLease lease,
        IReadOnlyList<DeliveryEnd> ends,
        DateTimeOffset now,
        CancellationToken cancel
    ) => EndAsync(lease, ends, ends.All(end => end.State == DeliveryState.Done), now, cancel);

    public Task RetryAsync(
        FamilyLease lease,
        IReadOnlyList<long> deliveries,
        string reason,
        DateTimeOffset again,
        CancellationToken cancel
    ) =>
        WriteAsync(
            async transaction =>
            {
                if (!await HoldsAsync(transaction, lease))
                    return 0;
                var retried = new
                {
                    _store.Bridge,
                    lease.Family,
                    Reason = reason,
                    Ids = Words.Json(deliveries),
                };
                await RunAsync(transaction, "delivery_retry", retried);
                var family = new
                {
                    _store.Bridge,
                    lease.Family,
                    lease.Owner,
                    lease.Bell,
                    Until = Words.Ms(lease.Until),
                    Again = Words.Ms(again),
                };
                return await RunAsync(transaction, "family_again", family);
            },
            cancel
        );

    private Task<int> EndAsync(
        FamilyLease lease,
        IReadOnlyList<DeliveryEnd> ends,
        bool isSuccess,
        DateTimeOffset now,
        CancellationToken cancel
    ) =>
        WriteAsync(
            async transaction =>
            {
                if (!await HoldsAsync(transaction, lease))
                    return 0;
                foreach (var end in ends.GroupBy(end => (end.State, end.Reason)))
                    await RunAsync(
                        transaction,
                        "delivery_close",
                        new
                        {
                            _store.Bridge,
                            lease.Family,
                            State = Words.Of(end.Key.State),
                            end.Key.Reason,
                            DoneAt = end.Key.State == DeliveryState.Held ? (long?)null : Words.Ms(now),
                            Ids = Words.Json(end.Select(one => one.Id)),
                        }
                    );
                if (isSuccess)
                    await RunAsync(
                        transaction,
                        "delivery_supersede",
                        new
                        {
                            _store.Bridge,
                            lease.Family,
                            Now = Words.Ms(now),
                        }
                    );
                return await RunAsync(transaction, "family_rest", Fence(lease, now));
            },
            cancel
        );
}
