using System.Collections.Concurrent;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>What was read ahead, until its family is leased or it is too old.</summary>
internal sealed class PrefetchBuffer(TimeProvider clock)
{
    /// <summary>
    /// Between a read and a write in Stripe, finance may save; the echo of our write tells, and a conflict is recorded. The
    /// longer the time between, the more such conflicts in place of plain merges.
    /// </summary>
    public static readonly TimeSpan MostAge = TimeSpan.FromSeconds(10);

    /// <summary>As many products as Stripe gives by id in one list.</summary>
    private const int MostFamilies = 100;

    private const int FewestFamilies = 4;

    private readonly ConcurrentDictionary<string, (Foreseen Family, DateTimeOffset ReadAt)> _families = new(
        StringComparer.Ordinal
    );
    private int _served;

    /// <summary>How many families the next batch may have: no more than are worked before it is too old.</summary>
    public int NextSize { get; private set; } = MostFamilies;

    public bool IsEmpty => _families.Values.All(entry => !IsFresh(entry.ReadAt));

    public bool Holds(string family) => _families.TryGetValue(family, out var entry) && IsFresh(entry.ReadAt);

    /// <summary>Whether the family stands as it stood when it was read.</summary>
    public bool Holds(FamilyPeek peek) =>
        _families.TryGetValue(peek.Family, out var entry)
        && IsFresh(entry.ReadAt)
        && (entry.Family.Peek.Bell, entry.Family.Peek.Claims) == (peek.Bell, peek.Claims);

    /// <param name="families">Also those of which nothing was read: they are not asked about again.</param>
    /// <param name="readAt">Before the first read began.</param>
    public void Put(IReadOnlyCollection<Foreseen> families, DateTimeOffset readAt)
    {
        var stale = _families.Where(entry => !IsFresh(entry.Value.ReadAt)).ToList();
        NextSize = stale.Count > 0 ? Math.Clamp(2 * _served, FewestFamilies, MostFamilies) : MostFamilies;
        _served = 0;
        foreach (var entry in stale)
            _families.TryRemove(entry);
        foreach (var family in families)
            _families[family.Family] = (family, readAt);
    }

    /// <summary>
    /// What was read for the family, if it is as good as a read under the lease: nothing was told of the family and nobody worked
    /// it since. Null when the family was not read ahead at all.
    /// </summary>
    public Prefetched? Take(FamilyLease lease, IReadOnlyList<Delivery> deliveries)
    {
        if (!_families.TryRemove(lease.Family, out var entry))
            return null;
        if (!IsFresh(entry.ReadAt) || !entry.Family.Peek.IsStillTrueOf(lease, deliveries))
            return new();
        Interlocked.Increment(ref _served);
        return entry.Family.Found;
    }

    // By the clock of the wall: a machine that slept has old reads.
    private bool IsFresh(DateTimeOffset readAt) =>
        clock.GetUtcNow() - readAt is var age && age >= TimeSpan.Zero && age < MostAge;
}
