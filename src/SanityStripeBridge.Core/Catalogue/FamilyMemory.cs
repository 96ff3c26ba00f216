namespace SanityStripeBridge.Core.Catalogue;

/// <summary>One family as remembered; everything empty for one never seen.</summary>
public sealed record FamilyMemory
{
    /// <summary>The published id of the product document.</summary>
    public required string Family { get; init; }

    /// <summary>The product's link and those of its prices.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];

    /// <summary>Prices that newer ones replaced.</summary>
    public IReadOnlyList<Retirement> Retirements { get; init; } = [];

    /// <summary>Published documents seen, linked or not.</summary>
    public IReadOnlyList<KnownDocument> Documents { get; init; } = [];

    /// <summary>Writes whose outcome is not settled.</summary>
    public IReadOnlyList<Intent> OpenIntents { get; init; } = [];

    /// <summary>Conflicts that are not resolved.</summary>
    public IReadOnlyList<Conflict> Conflicts { get; init; } = [];

    /// <summary>Images of the product that were brought from Stripe, or could not be.</summary>
    public IReadOnlyList<ImageImport> Images { get; init; } = [];

    /// <summary>Companions written or wanted.</summary>
    public IReadOnlyList<Companion> Companions { get; init; } = [];

    /// <summary>The product's link; null while it has none.</summary>
    public Link? Product => Links.FirstOrDefault(link => link.Type == ObjectType.Product);

    /// <summary>The link of a price document; null while it has none.</summary>
    public Link? PriceOf(string sanityId) =>
        Links.FirstOrDefault(link => link.Type == ObjectType.Price && link.SanityId == sanityId);

    /// <summary>The price document that a Stripe price belongs to, now or formerly; null when it is unknown.</summary>
    public string? DocumentOf(string stripePriceId) =>
        Links
            .FirstOrDefault(link => link.Type == ObjectType.Price && link.StripeId == stripePriceId)
            ?.SanityId
        ?? Retirements.FirstOrDefault(old => old.StripeId == stripePriceId)?.SanityId;

    /// <summary>When something falls due by itself: an archive that waits, an image that is tried again; null when nothing does.</summary>
    public DateTimeOffset? NextAt(DateTimeOffset now) =>
        Retirements
            .Select(old => old.ArchiveAt)
            .Concat(Images.Select(image => image.RetryAt))
            .Where(at => at > now)
            .Min();

    /// <summary>The same memory with one link put in the place of its former self.</summary>
    public FamilyMemory With(Link link) =>
        this with
        {
            Links =
            [
                .. Links.Where(other => other.SanityId != link.SanityId || other.Type != link.Type),
                link,
            ],
        };
}
