using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>One family while it is being worked, under its lease.</summary>
internal sealed class FamilyState(FamilyMemory memory, FamilyLease lease, PlanSettings settings, string cause)
{
    public FamilyMemory Memory { get; set; } = memory;

    public Look Look { get; set; } = new();

    public FamilyLease Lease { get; } = lease;

    /// <summary>What was read for this work together with others' before the lease; empty when nothing was, or it may not be used.</summary>
    public Prefetched Prefetched { get; init; } = new();

    /// <summary>Documents that this work looked at with all copies, and when; the beginning of time where the look was a shared one, ahead of the lease.</summary>
    public Dictionary<string, DateTimeOffset> Seen { get; } = new(StringComparer.Ordinal);

    /// <summary>Unseen copies of former writes: every look of this work is younger than these.</summary>
    public IReadOnlyList<StaleCopy> Unseen { get; } = [.. memory.StaleCopies.Where(stale => stale.IsUnseen)];

    /// <inheritdoc cref="WorkOrder.Past"/>
    public IReadOnlySet<(string Id, string Rev)> Past { get; set; } = new HashSet<(string, string)>();

    public PlanSettings Settings { get; set; } = settings;

    /// <summary>The delivery or run that caused the work, for the history.</summary>
    public string Cause { get; } = cause;

    /// <inheritdoc cref="HistoryEntry.OrderedBy"/>
    public string? OrderedBy { get; set; }

    /// <summary>The family that the object belongs to, when it turned out to be another one.</summary>
    public string? BelongsTo { get; set; }

    /// <summary>What a document's editor should read of this work, besides where the document stands now.</summary>
    public List<(string SanityId, string Sentence)> Told { get; } = [];

    /// <inheritdoc cref="FamilyPlan.Rejected"/>
    public HashSet<Finding> Rejected { get; } = [];

    /// <summary>A draft or version refused to be written along: published documents are written alone.</summary>
    public bool LeavesCopies { get; set; }

    /// <summary>Sanity refused several documents together: each is written by itself, to find the one.</summary>
    public bool WritesSingly { get; set; }

    /// <summary>How often somebody was quicker in Sanity; from the third time on, drafts and versions are left alone.</summary>
    public int Stale { get; set; }

    /// <summary>Sentences already in the history: each is told once per piece of work.</summary>
    public HashSet<string> Noted { get; } = new(StringComparer.Ordinal);

    /// <summary>What was written, for reports.</summary>
    public List<Change> Applied { get; } = [];

    /// <summary>A webhook told of a deletion: it is no guess from absence.</summary>
    public bool DeletionTold { get; init; }

    /// <summary>How much the brake counts for a write about the document: a deletion that was only inferred from absence counts double.</summary>
    public int WeightOf(string sanityId) =>
        !DeletionTold
        && Look.Documents.TryGetValue(PartId.DocumentOf(sanityId), out var seen)
        && seen.Published is null
            ? 2
            : 1;

    public string Family => Memory.Family;

    /// <summary>The ids that a price document had before its present one, oldest first.</summary>
    public IReadOnlyList<string> FormerPrices(string sanityId) =>
        [.. Memory.Retirements.Where(old => old.SanityId == sanityId).Select(old => old.StripeId)];

    /// <summary>Tells an editor something once.</summary>
    public void Tell(string sanityId, string sentence)
    {
        if (!Told.Contains((sanityId, sentence)))
            Told.Add((sanityId, sentence));
    }
}
