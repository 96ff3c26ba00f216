namespace SanityStripeBridge.Core.Catalogue;

/// <summary>Two values that could not both be kept. At most one open record per object and path.</summary>
public sealed record Conflict
{
    /// <summary>A ulid.</summary>
    public required string Id { get; init; }

    /// <summary>The family of the object.</summary>
    public required string Family { get; init; }

    /// <summary>Product or price.</summary>
    public required ObjectType Type { get; init; }

    /// <summary>Published document id.</summary>
    public required string SanityId { get; init; }

    /// <summary>Stripe object id.</summary>
    public required string StripeId { get; init; }

    /// <summary>Field path.</summary>
    public required string Path { get; init; }

    /// <summary>What both sides last agreed on; absent also when they never did.</summary>
    public FieldValue Baseline { get; init; }

    /// <summary>Sanity's value.</summary>
    public FieldValue Sanity { get; init; }

    /// <summary>Stripe's value.</summary>
    public FieldValue Stripe { get; init; }

    /// <summary>The policy that decided, or <c>hold</c> when a person must.</summary>
    public required string Policy { get; init; }

    /// <summary>Null while it is open; else the side whose value was kept.</summary>
    public Side? Winner { get; init; }

    /// <summary>When the difference was found.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>A record closes when a policy or a person decided it, or the sides agreed by themselves.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }
}
