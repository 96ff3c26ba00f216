using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Adoption;

/// <summary>A document (or part of one) and a Stripe object that are one thing.</summary>
/// <param name="Family">The product document it belongs to.</param>
/// <param name="Because">What says so, in words for people.</param>
public sealed record Match(ObjectType Type, string Family, string SanityId, string StripeId, string Because);

/// <summary>A Stripe object that a document may belong to.</summary>
/// <param name="StripeId">The object.</param>
/// <param name="Because">What speaks for it.</param>
public sealed record Candidate(string StripeId, string Because);

/// <summary>A document of which only a person can say what it belongs to.</summary>
/// <param name="Why">What hinders a decision.</param>
public sealed record Undecided(
    ObjectType Type,
    string Family,
    string SanityId,
    IReadOnlyList<Candidate> Candidates,
    string Why
);

/// <summary>What matching two filled sides comes to.</summary>
public sealed record Matches
{
    /// <summary>Products before their prices.</summary>
    public IReadOnlyList<Match> Certain { get; init; } = [];

    /// <summary>What waits for a person.</summary>
    public IReadOnlyList<Undecided> Ambiguous { get; init; } = [];

    /// <summary>Documents (and parts) without any counterpart.</summary>
    public IReadOnlyList<(ObjectType Type, string SanityId)> LoneDocuments { get; init; } = [];

    /// <summary>Stripe objects without any counterpart.</summary>
    public IReadOnlyList<(ObjectType Type, string StripeId)> LoneObjects { get; init; } = [];

    /// <summary>Every id on either side that a person must decide about: nothing is made of it, and nothing is linked with it.</summary>
    public IReadOnlySet<string> Held =>
        Ambiguous
            .SelectMany(undecided =>
                undecided.Candidates.Select(candidate => candidate.StripeId).Prepend(undecided.SanityId)
            )
            .ToHashSet(StringComparer.Ordinal);
}
