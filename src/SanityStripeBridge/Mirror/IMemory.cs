using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>What the bridge remembers between looks: links with baselines, the ledger, conflicts, history, companions, pins.</summary>
internal interface IMemory
{
    /// <summary>Everything remembered of one family; empty, not null, for one never seen.</summary>
    Task<FamilyMemory> LoadAsync(string family, CancellationToken cancel);

    /// <summary>
    /// All of it in one commit. Nothing is committed when a link's Sanity or Stripe id is taken by another pair, or its document
    /// is another family's and not forgotten along (<see cref="LinkTakenException"/>), or when the lease it is done under is
    /// another's by now (<see cref="LeaseLostException"/>).
    /// </summary>
    Task CommitAsync(MemoryChange change, CancellationToken cancel);

    /// <summary>All intents that share the key (one for Stripe, one per document for a Sanity transaction), whatever their state; empty when the key is not ours.</summary>
    Task<IReadOnlyList<Intent>> FindIntentsAsync(string key, CancellationToken cancel);

    Task<Link?> FindLinkAsync(Side side, string id, CancellationToken cancel);

    /// <summary>The chain that a replaced price belongs to; null when it never was a current one.</summary>
    Task<Retirement?> FindRetirementAsync(string stripeId, CancellationToken cancel);

    Task<KnownDocument?> FindDocumentAsync(string sanityId, CancellationToken cancel);

    /// <summary>Families with open intents, an archive or a stale copy that waits, or a linked product with a price document that has no price yet: rung at start.</summary>
    Task<IReadOnlyList<string>> UnfinishedFamiliesAsync(CancellationToken cancel);

    /// <summary>Every link, for full runs: streamed, not held.</summary>
    IAsyncEnumerable<Link> LinksAsync(CancellationToken cancel);

    Task<IReadOnlyList<Conflict>> ConflictsAsync(bool openOnly, CancellationToken cancel);

    Task<Conflict?> FindConflictAsync(string id, CancellationToken cancel);

    /// <summary>The audit trail's newest lines: of one family oldest first, or of everything newest first when null.</summary>
    Task<IReadOnlyList<HistoryEntry>> HistoryAsync(string? family, int limit, CancellationToken cancel);

    /// <summary>A page of the audit trail, newest first.</summary>
    /// <param name="before">The id after which the page goes on; null for the newest.</param>
    Task<IReadOnlyList<HistoryEntry>> HistoryPageAsync(string? before, int limit, CancellationToken cancel);

    /// <summary>The change with this id; null when there is none.</summary>
    Task<HistoryEntry?> FindChangeAsync(string id, CancellationToken cancel);

    /// <summary>What a run (or a delivery) wrote and noted, oldest first.</summary>
    Task<IReadOnlyList<HistoryEntry>> ChangesOfAsync(string cause, CancellationToken cancel);

    /// <summary>The weight of the archives, deletions and replacements written since a moment: what the brake counts.</summary>
    Task<int> CountDangerousAsync(DateTimeOffset since, CancellationToken cancel);

    /// <summary>When the family's write was made that has so many newer ones; null when it has fewer.</summary>
    Task<DateTimeOffset?> WriteBeforeAsync(string family, int newer, CancellationToken cancel);

    /// <summary>Companions that are to be written, for one writer alone until the moment or until it says how it ended.</summary>
    Task<IReadOnlyList<WaitingCompanion>> TakeCompanionsAsync(
        DateTimeOffset now,
        DateTimeOffset until,
        int limit,
        CancellationToken cancel
    );

    /// <summary>They stand in Sanity now; one that was told something new meanwhile is to be written again.</summary>
    Task CompanionsWrittenAsync(IReadOnlyList<WaitingCompanion> written, CancellationToken cancel);

    /// <summary>They could not be written: anybody may take them.</summary>
    Task FreeCompanionsAsync(IReadOnlyList<WaitingCompanion> taken, CancellationToken cancel);

    /// <summary>Unseen copies that are due to be looked for, for one node alone until the moment.</summary>
    Task<IReadOnlyList<StaleCopy>> TakeUnseenAsync(
        DateTimeOffset now,
        DateTimeOffset until,
        CancellationToken cancel
    );

    /// <summary>These Stripe prices changed: families that wait for a lookup key of theirs are rung, and ask for it again.</summary>
    Task ReleaseKeysAsync(IReadOnlyList<string> holders, DateTimeOffset now, CancellationToken cancel);

    /// <summary>A named setting of the installation (pins, adoption, pause, store id); null when never set.</summary>
    Task<string?> GetSettingAsync(string name, CancellationToken cancel);

    Task SetSettingAsync(string name, string? value, CancellationToken cancel);

    /// <summary>Changes the setting if it is still as the caller knew it (null: absent); of several callers one wins.</summary>
    Task<bool> MoveSettingAsync(string name, string? from, string to, CancellationToken cancel);

    /// <summary>When the oldest write of mapped fields to the side was sent that is younger than <paramref name="after"/>; null when there is none.</summary>
    Task<DateTimeOffset?> OldestWriteAsync(Side side, DateTimeOffset after, CancellationToken cancel);

    /// <summary>Forgets closed intents older than the moment; the number forgotten.</summary>
    Task<int> PruneIntentsAsync(DateTimeOffset before, CancellationToken cancel);

    /// <summary>Forgets scheduled comparisons that ended before the moment: they wrote nothing, so the history does not name them.</summary>
    Task<int> PruneComparisonsAsync(DateTimeOffset before, CancellationToken cancel);

    Task<MemoryCounts> CountAsync(CancellationToken cancel);

    Task SaveRunAsync(RunRecord run, CancellationToken cancel);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<RunRecord>> RunsAsync(int limit, CancellationToken cancel);

    /// <summary>A page of the runs, newest id first.</summary>
    /// <param name="before">The id after which the page goes on; null for the newest.</param>
    Task<IReadOnlyList<RunRecord>> RunPageAsync(string? before, int limit, CancellationToken cancel);

    /// <summary>The run with this id; null when there is none.</summary>
    Task<RunRecord?> FindRunAsync(string id, CancellationToken cancel);

    /// <summary>When each family was last written, on either side; families never written are left out.</summary>
    Task<IReadOnlyDictionary<string, DateTimeOffset>> LastWritesAsync(CancellationToken cancel);
}

/// <summary>What several rooms ask of the memory in the same words.</summary>
internal static class MemoryActs
{
    /// <summary>The family without those held keys, which are asked for again.</summary>
    public static async Task<FamilyMemory> ForgetKeysAsync(
        this IMemory memory,
        FamilyMemory family,
        Func<HeldKey, bool> which,
        CancellationToken cancel
    )
    {
        var forgotten = family.HeldKeys.Where(which).ToList();
        if (forgotten.Count > 0)
            await memory.CommitAsync(new() { ForgetHeldKeys = forgotten }, cancel);
        return family with { HeldKeys = [.. family.HeldKeys.Except(forgotten)] };
    }
}

/// <summary>What one commit remembers: every list is upserted by its key.</summary>
internal sealed record MemoryChange
{
    /// <summary>The lease of the work that learnt this; null for what belongs to no family's work.</summary>
    public FamilyLease? Under { get; init; }
    public IReadOnlyList<Link> Links { get; init; } = [];

    /// <summary>Links to forget, by published document id (a copied id stripped, an object not ours).</summary>
    public IReadOnlyList<string> ForgetLinks { get; init; } = [];
    public IReadOnlyList<Retirement> Retirements { get; init; } = [];

    /// <summary>Other families that have something to do because of it, and when: no crash parts the reason from its bell.</summary>
    public IReadOnlyList<(string Family, DateTimeOffset At)> Rings { get; init; } = [];
    public IReadOnlyList<KnownDocument> Documents { get; init; } = [];
    public IReadOnlyList<Intent> Intents { get; init; } = [];
    public IReadOnlyList<Conflict> Conflicts { get; init; } = [];
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];
    public IReadOnlyList<Companion> Companions { get; init; } = [];
    public IReadOnlyList<StaleCopy> StaleCopies { get; init; } = [];

    /// <summary>Stale copies that are mended, gone, or hold another value by now; one that was remembered anew meanwhile stays.</summary>
    public IReadOnlyList<StaleCopy> ForgetStaleCopies { get; init; } = [];
    public IReadOnlyList<ImageImport> Images { get; init; } = [];
    public IReadOnlyList<HeldKey> HeldKeys { get; init; } = [];
    public IReadOnlyList<HeldKey> ForgetHeldKeys { get; init; } = [];
}

/// <summary>A companion that is to be written.</summary>
/// <param name="Told">How often it had been told something when it was taken.</param>
internal sealed record WaitingCompanion(Companion Companion, long Told);

/// <summary>Figures for status.</summary>
internal sealed record MemoryCounts(
    long LinkedProducts,
    long LinkedPrices,
    long OpenConflicts,
    long DirtyCompanions
);

/// <summary>One full run.</summary>
/// <param name="Result">JSON of the report; null while it runs.</param>
internal sealed record RunRecord(
    string Id,
    string Kind,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string? Result
);

/// <summary>Two documents claim one Stripe object, or the reverse.</summary>
internal sealed class LinkTakenException(Link link, Exception? inner = null)
    : Exception($"{link.SanityId} or {link.StripeId} is already linked to another object", inner)
{
    public Link Link { get; } = link;
}

/// <summary>The family is in somebody else's hands: the lease ran out, or this node was taken for dead. Its new owner settles what was begun.</summary>
internal sealed class LeaseLostException(string family)
    : Exception($"the lease of {family} is another's by now; its new owner goes on with the work");
