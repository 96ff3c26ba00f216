namespace SanityStripeBridge.Core.Catalogue;

/// <summary>One family as remembered; everything empty for one never seen.</summary>
public sealed record FamilyMemory
{
    /// <summary>The published id of the product document.</summary>
    public required string Family { get; init; }

    /// <summary>The product's link and those of its prices.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];

    /// <summary>Prices that newer ones replaced: the family's own, and former ones of its documents that other families still have to archive.</summary>
    public IReadOnlyList<Retirement> Retirements { get; init; } = [];

    /// <summary>Published documents seen, linked or not.</summary>
    public IReadOnlyList<KnownDocument> Documents { get; init; } = [];

    /// <summary>Writes whose outcome is not settled.</summary>
    public IReadOnlyList<Intent> OpenIntents { get; init; } = [];

    /// <summary>Conflicts that are not resolved.</summary>
    public IReadOnlyList<Conflict> Conflicts { get; init; } = [];

    /// <summary>Images of the product that were brought from Stripe, or could not be.</summary>
    public IReadOnlyList<ImageImport> Images { get; init; } = [];

    /// <summary>Lookup keys that prices elsewhere hold.</summary>
    public IReadOnlyList<HeldKey> HeldKeys { get; init; } = [];

    /// <summary>Companions written or wanted.</summary>
    public IReadOnlyList<Companion> Companions { get; init; } = [];

    /// <summary>Drafts and versions that still hold a value from before the last mirroring.</summary>
    public IReadOnlyList<StaleCopy> StaleCopies { get; init; } = [];

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

    /// <summary>What falls due by itself next: an archive that waits, an image or a stale copy that is looked at again; null when nothing does.</summary>
    /// <param name="after">When the family was last worked whole: what was due by then is done with, or waits for something else.</param>
    public DateTimeOffset? NextAt(DateTimeOffset after) =>
        Retirements
            .Where(old => old.Family == Family)
            .Select(old => old.ArchiveAt)
            .Concat(Images.Select(image => image.RetryAt))
            .Concat(
                StaleCopies.Where(stale => !stale.IsUnseen).Select(stale => (DateTimeOffset?)stale.LookAt)
            )
            .Where(at => at > after)
            .Min();

    /// <summary>The same memory with one link put in the place of its former self; a price that is current again is retired no more.</summary>
    public FamilyMemory With(Link link) =>
        this with
        {
            Retirements = [.. Retirements.Where(old => old.StripeId != link.StripeId)],
            Links =
            [
                .. Links.Where(other => other.SanityId != link.SanityId || other.Type != link.Type),
                link,
            ],
        };

    /// <summary>The same memory with a replaced price in its place: the chain keeps its order.</summary>
    public FamilyMemory With(Retirement old) =>
        this with
        {
            Retirements = Retirements.Any(other => other.StripeId == old.StripeId)
                ? [.. Retirements.Select(other => other.StripeId == old.StripeId ? old : other)]
                : [.. Retirements, old],
        };
}
