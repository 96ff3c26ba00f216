namespace SanityStripeBridge.Core.Catalogue;

/// <summary>A lookup key that one of the family's documents wants and a price elsewhere holds: not asked for again until that price changes.</summary>
/// <param name="Family">Whose document wants it.</param>
/// <param name="Key">The lookup key.</param>
/// <param name="HolderId">The Stripe price that holds it.</param>
/// <param name="HolderProduct">The Stripe product of that price.</param>
/// <param name="SanityId">The document whose price the holder is or was; null when it is not managed here.</param>
/// <param name="Since">When Stripe refused it.</param>
public sealed record HeldKey(
    string Family,
    string Key,
    string HolderId,
    string HolderProduct,
    string? SanityId,
    DateTimeOffset Since
)
{
    /// <summary>An event may be lost: after this time it is asked for once more.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
}
