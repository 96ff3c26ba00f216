using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Mirror;

/// <summary>What the bridge remembers between looks: links with baselines, the ledger, conflicts, history, companions, pins.</summary>
internal interface IMemory
{
    /// <summary>Everything remembered of one family; empty, not null, for one never seen.</summary>
    Task<FamilyMemory> LoadAsync(string family, CancellationToken cancel);

    /// <summary>All of it in one commit. A link whose Sanity or Stripe id is taken by another pair throws <see cref="LinkTakenException"/> and nothing is committed.</summary>
    Task CommitAsync(MemoryChange change, CancellationToken cancel);

    /// <summary>All intents that share the key (one for Stripe, one per document for a Sanity transaction), whatever their state; empty when the key is not ours.</summary>
    Task<IReadOnlyList<Intent>> FindIntentsAsync(string key, CancellationToken cancel);

    Task<Link?> FindLinkAsync(Side side, string id, CancellationToken cancel);

    /// <summary>The chain that a replaced price belongs to; null when it never was a current one.</summary>
    Task<Retirement?> FindRetirementAsync(string stripeId, CancellationToken cancel);

    Task<KnownDocument?> FindDocumentAsync(string sanityId, CancellationToken cancel);

    /// <summary>Families with open intents, an archive that waits, or a linked product with a price document that has no price yet: rung at start.</summary>
    Task<IReadOnlyList<string>> UnfinishedFamiliesAsync(CancellationToken cancel);

    /// <summary>Every link, for full runs: streamed, not held.</summary>
    IAsyncEnumerable<Link> LinksAsync(CancellationToken cancel);

    Task<IReadOnlyList<Conflict>> ConflictsAsync(bool openOnly, CancellationToken cancel);

    Task<Conflict?> FindConflictAsync(string id, CancellationToken cancel);

    /// <summary>The audit trail: of one family oldest first, or of everything newest first when null.</summary>
    Task<IReadOnlyList<HistoryEntry>> HistoryAsync(string? family, int limit, CancellationToken cancel);

    /// <summary>How many archives, deletions and replacements were written since a moment: what the brake counts.</summary>
    Task<int> CountDangerousAsync(DateTimeOffset since, CancellationToken cancel);

    Task<IReadOnlyList<Companion>> DirtyCompanionsAsync(int limit, CancellationToken cancel);

    /// <summary>A named setting of the installation (pins, adoption, pause, store id); null when never set.</summary>
    Task<string?> GetSettingAsync(string name, CancellationToken cancel);

    Task SetSettingAsync(string name, string? value, CancellationToken cancel);

    Task<MemoryCounts> CountAsync(CancellationToken cancel);

    Task SaveRunAsync(RunRecord run, CancellationToken cancel);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<RunRecord>> RunsAsync(int limit, CancellationToken cancel);
}

/// <summary>What one commit remembers: every list is upserted by its key.</summary>
internal sealed record MemoryChange
{
    public IReadOnlyList<Link> Links { get; init; } = [];

    /// <summary>Links to forget, by published document id (a copied id stripped, an object not ours).</summary>
    public IReadOnlyList<string> ForgetLinks { get; init; } = [];
    public IReadOnlyList<Retirement> Retirements { get; init; } = [];
    public IReadOnlyList<KnownDocument> Documents { get; init; } = [];
    public IReadOnlyList<Intent> Intents { get; init; } = [];
    public IReadOnlyList<Conflict> Conflicts { get; init; } = [];
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];
    public IReadOnlyList<Companion> Companions { get; init; } = [];
    public IReadOnlyList<ImageImport> Images { get; init; } = [];
}

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
