namespace SanityStripeBridge.Core.Catalogue;

/// <summary>An image that stood in Stripe under an address of its own, and the asset it became.</summary>
/// <param name="Family">The family whose product showed it.</param>
/// <param name="Url">As it stands in Stripe.</param>
/// <param name="AssetId">The asset; null while it could not be fetched.</param>
/// <param name="Reason">Why it could not be fetched, in a sentence; null when it was.</param>
/// <param name="RetryAt">When it is tried again; null when it was fetched.</param>
public sealed record ImageImport(
    string Family,
    string Url,
    string? AssetId,
    string? Reason,
    DateTimeOffset? RetryAt
);
