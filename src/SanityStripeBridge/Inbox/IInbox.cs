namespace SanityStripeBridge.Inbox;

/// <summary>
/// The durable queue of deliveries and the schedule of families. A family is worked when its bell was rung and its time has
/// come; whoever holds its lease works all its waiting deliveries at once.
/// </summary>
internal interface IInbox
{
    /// <summary>
    /// Commits the delivery durably (group commit) and rings its family, then answers. Accepted becomes Duplicate when the
    /// dedupe key is already committed. Throws <see cref="StoreUnavailableException"/> when it could not be stored.
    /// </summary>
    Task<DeliveryOutcome> StoreAsync(NewDelivery delivery, CancellationToken cancel);

    /// <summary>Rings a family without a delivery: a waiting archive, a counterpart that was published, a full run. The earliest time wins.</summary>
    Task RingAsync(string family, DateTimeOffset dueAt, CancellationToken cancel);

    /// <summary>Leases the family that has been due longest and is not leased (or whose lease ran out); null when there is none. One statement.</summary>
    Task<FamilyLease?> ClaimAsync(
        string owner,
        DateTimeOffset now,
        DateTimeOffset leaseUntil,
        CancellationToken cancel
    );

    /// <summary>Leases this family if nobody else holds it; used by full runs.</summary>
    Task<FamilyLease?> ClaimFamilyAsync(
        string family,
        string owner,
        DateTimeOffset now,
        DateTimeOffset leaseUntil,
        CancellationToken cancel
    );

    /// <summary>The families that are due and that nobody holds, longest due first, as they stand; leases nothing.</summary>
    Task<IReadOnlyList<FamilyPeek>> PeekDueAsync(DateTimeOffset now, int limit, CancellationToken cancel);

    /// <summary>These families as they stand, without those that somebody holds; leases nothing.</summary>
    Task<IReadOnlyList<FamilyPeek>> PeekAsync(IReadOnlyList<string> families, CancellationToken cancel);

    /// <summary>The waiting deliveries of the family (received, retrying, working), oldest first; marks them working.</summary>
    Task<IReadOnlyList<Delivery>> TakeAsync(FamilyLease lease, CancellationToken cancel);

    /// <summary>Gives the lease back: the deliveries are done, and the family rests unless its bell rang meanwhile. A success closes the family's dead letters.</summary>
    Task FinishAsync(
        FamilyLease lease,
        IReadOnlyList<long> done,
        DateTimeOffset now,
        CancellationToken cancel
    );

    /// <summary>Gives the lease back; every delivery has its own end. When all are done, the family's dead letters close too.</summary>
    Task EndAsync(
        FamilyLease lease,
        IReadOnlyList<DeliveryEnd> ends,
        DateTimeOffset now,
        CancellationToken cancel
    );

    /// <summary>Gives the lease back for another attempt at <paramref name="again"/>; counts one attempt for the family and its deliveries.</summary>
    Task RetryAsync(
        FamilyLease lease,
        IReadOnlyList<long> deliveries,
        string reason,
        DateTimeOffset again,
        CancellationToken cancel
    );

    /// <summary>Gives the lease back and buries the deliveries: dead, with the reason.</summary>
    Task BuryAsync(
        FamilyLease lease,
        IReadOnlyList<long> deliveries,
        string reason,
        DateTimeOffset now,
        CancellationToken cancel
    );

    /// <summary>Gives the lease back; the deliveries are held (brake, adoption gate) until released.</summary>
    Task HoldAsync(
        FamilyLease lease,
        IReadOnlyList<long> deliveries,
        string reason,
        DateTimeOffset now,
        CancellationToken cancel
    );

    /// <summary>The deliveries belong to another family: moved there, which is rung at <paramref name="dueAt"/>.</summary>
    Task MoveAsync(
        IReadOnlyList<long> deliveries,
        string family,
        DateTimeOffset dueAt,
        CancellationToken cancel
    );

    /// <summary>Held deliveries go back to received and their families are rung; null releases all.</summary>
    Task<int> ReleaseAsync(IReadOnlyList<string>? families, DateTimeOffset now, CancellationToken cancel);

    /// <summary>When the next family is due; null when none is. Leased families count from their lease's end.</summary>
    Task<DateTimeOffset?> NextDueAsync(CancellationToken cancel);

    /// <summary>Newest first; <paramref name="state"/> null lists all; <paramref name="before"/> is the id of the last one shown.</summary>
    Task<IReadOnlyList<Delivery>> ListAsync(
        DeliveryState? state,
        long? before,
        int limit,
        CancellationToken cancel
    );

    Task<Delivery?> FindAsync(long id, CancellationToken cancel);

    /// <summary>Rings the family again (dead, held, quarantined or done): received, attempts from zero. False when there is no such delivery.</summary>
    Task<bool> ReplayAsync(long id, DateTimeOffset now, CancellationToken cancel);

    /// <summary>A dead, held or quarantined delivery is given up by a person.</summary>
    Task<bool> DiscardAsync(long id, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Deliveries of the objects named by <paramref name="subjects"/>, oldest first.</summary>
    Task<IReadOnlyList<Delivery>> OfSubjectsAsync(IReadOnlyList<string> subjects, CancellationToken cancel);

    /// <summary>Forgets what was done with or discarded before the moment; the number forgotten.</summary>
    Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancel);

    Task<InboxCounts> CountAsync(CancellationToken cancel);
}

/// <summary>How one delivery came out of its family's work.</summary>
/// <param name="State">Done, dead or held.</param>
/// <param name="Reason">Null when done.</param>
internal sealed record DeliveryEnd(long Id, DeliveryState State, string? Reason);

/// <summary>A lease on one family.</summary>
/// <param name="Bell">How often it had been rung when it was leased; a later ring outlives <see cref="IInbox.FinishAsync"/>.</param>
internal sealed record FamilyLease(string Family, string Owner, long Bell, int Attempts, DateTimeOffset Until)
{
    /// <summary>How owners begin that are full runs: they may belong to another process than the serving one.</summary>
    public const string RunOwner = "run-";

    /// <summary>How often the family has been leased, this lease included.</summary>
    public long Claims { get; init; }
}

/// <summary>A family as it stood while nobody held it.</summary>
/// <param name="Bell">How often it had been rung.</param>
/// <param name="Claims">How often it had been leased.</param>
/// <param name="Deliveries">What was waiting, oldest first.</param>
internal sealed record FamilyPeek(string Family, long Bell, long Claims, IReadOnlyList<Delivery> Deliveries)
{
    /// <summary>
    /// Whether nothing came between: nobody else held the family since, so nothing of ours was written, and nothing was told of
    /// it that was not waiting then. By the store's counters, never by clocks.
    /// </summary>
    public bool IsStillTrueOf(FamilyLease lease, IReadOnlyList<Delivery> taken) =>
        lease.Family == Family
        && lease.Bell == Bell
        && lease.Claims == Claims + 1
        && taken.All(delivery => Deliveries.Any(waiting => waiting.Id == delivery.Id));
}

/// <summary>Figures for status.</summary>
/// <param name="Depth">Received, working and retrying.</param>
/// <param name="LastSanityAt">The last webhook; what catch-up found does not count.</param>
/// <param name="SanityProvenAt">The last webhook that was an echo of our own write.</param>
internal sealed record InboxCounts(
    long Depth,
    DateTimeOffset? OldestAt,
    long Dead,
    long Held,
    DateTimeOffset? LastSanityAt,
    DateTimeOffset? LastStripeAt,
    DateTimeOffset? SanityProvenAt = null,
    DateTimeOffset? StripeProvenAt = null
);

/// <summary>Nothing was stored; the sender must be told to come again.</summary>
internal sealed class StoreUnavailableException(string message, Exception? inner = null)
    : Exception(message, inner);
