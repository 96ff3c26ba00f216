namespace SanityStripeBridge.Core.Catalogue;

/// <summary>One field of a change, as people read it.</summary>
/// <param name="Path">Field path.</param>
/// <param name="From">The value before.</param>
/// <param name="To">The value after.</param>
public sealed record FieldChange(string Path, FieldValue From, FieldValue To)
{
    /// <summary>The other side does not hold the value yet and is written by a further change: no agreement so far.</summary>
    public bool IsHalf { get; init; }
}

/// <summary>One line of the audit trail: a write, or a decision not to write.</summary>
public sealed record HistoryEntry
{
    /// <summary>A ulid: sorts by time.</summary>
    public required string Id { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The family concerned.</summary>
    public required string Family { get; init; }

    /// <summary>Product or price.</summary>
    public required ObjectType Type { get; init; }

    /// <summary>Published document id, when known.</summary>
    public string? SanityId { get; init; }

    /// <summary>Stripe object id, when known.</summary>
    public string? StripeId { get; init; }

    /// <summary>The plan's word (create, update, replace, archive, restore, delete, link) or <c>note</c> for a decision without a write.</summary>
    public required string Action { get; init; }

    /// <summary>The side that was written; null for a note.</summary>
    public Side? Side { get; init; }

    /// <summary>What changed.</summary>
    public IReadOnlyList<FieldChange> Fields { get; init; } = [];

    /// <summary>The reason in a sentence, for people only.</summary>
    public required string Because { get; init; }

    /// <summary>The intent's key; null for a note.</summary>
    public string? Key { get; init; }

    /// <summary>The name under which Stripe's logs keep the write; null for a write to Sanity (there <see cref="Key"/> is the transaction), for a note, and when its answer was lost.</summary>
    public string? RequestId { get; init; }

    /// <summary>The run or delivery that caused it.</summary>
    public string? Cause { get; init; }

    /// <summary>Who ordered the run, the decision or the release that caused it, as the admin API saw them; null when nobody did it there.</summary>
    public string? OrderedBy { get; init; }

    /// <summary>What the brake counts for it when it is an archive, a deletion or a replacement: 2 when a deletion was only inferred from absence.</summary>
    public int Weight { get; init; } = 1;
}
