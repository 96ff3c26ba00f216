namespace SanityStripeBridge.Core.Catalogue;

/// <summary>Where a pair of objects stands in its life.</summary>
public enum LinkState
{
    /// <summary>Both objects exist, as far as we have seen.</summary>
    Linked,

    /// <summary>The document is gone; its Stripe object was archived. The ids are kept for a restore.</summary>
    Tombstone,

    /// <summary>The Stripe object is gone; the document carries a mark. Made again only on request.</summary>
    DeletedInStripe,

    /// <summary>Born in Stripe, and its document was never published: the draft follows, nothing is archived or made again.</summary>
    Proposed,
}

/// <summary>
/// A pair: one published document and one Stripe object. Unique both ways. For a price it names the current member of
/// the document's chain; former ones are <see cref="Retirement"/>s.
/// </summary>
public sealed record Link
{
    /// <summary>What the two are.</summary>
    public required ObjectType Type { get; init; }

    /// <summary>Published document id, without <c>drafts.</c> or <c>versions.</c>.</summary>
    public required string SanityId { get; init; }

    /// <summary>Stripe product or price id.</summary>
    public required string StripeId { get; init; }

    /// <summary>The published id of the product document whose family this belongs to.</summary>
    public required string Family { get; init; }

    /// <summary>Where the pair stands.</summary>
    public LinkState State { get; init; } = LinkState.Linked;

    /// <summary>What both sides last agreed on, field by field. A path neither set here nor in <see cref="Settled"/> was never agreed.</summary>
    public Fields Baseline { get; init; } = Fields.None;

    /// <summary>Paths whose agreed value is "absent". Distinguishes "agreed to be empty" from "never compared".</summary>
    public IReadOnlySet<string> Settled { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whether a published revision of the document was ever seen; only then can it count as gone.</summary>
    public bool PublishedSeen { get; init; }

    /// <summary>Whether the document is known to carry this Stripe id.</summary>
    public bool IdWritten { get; init; }
}

/// <summary>
/// A price that a newer one of the same document replaced. It is archived once the new id stands in the document and the
/// grace has passed; until then the archive is pending, which is not drift.
/// </summary>
/// <param name="StripeId">The replaced price.</param>
/// <param name="SanityId">The price document whose chain it belongs to.</param>
/// <param name="Family">The family of that document.</param>
/// <param name="ArchiveAt">Not before this moment; null once archived (or found archived).</param>
public sealed record Retirement(string StripeId, string SanityId, string Family, DateTimeOffset? ArchiveAt)
{
    /// <summary>Its fields when it was replaced: what differs from them until it is archived is a late edit of the document's price.</summary>
    public Fields Seen { get; init; } = Fields.None;
}

/// <summary>A published document we have seen, linked or not.</summary>
/// <param name="SanityId">Published id.</param>
/// <param name="Type">Product or price.</param>
/// <param name="Family">The family it belongs to.</param>
/// <param name="Rev">The revision last seen or written by us; null when the document is known to be gone.</param>
public sealed record KnownDocument(string SanityId, ObjectType Type, string Family, string? Rev);
