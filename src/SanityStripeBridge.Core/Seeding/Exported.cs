using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Seeding;

/// <summary>One product as it goes into a file.</summary>
/// <param name="Id">The family.</param>
/// <param name="Document">Null for a product that only Stripe has.</param>
/// <param name="PriceDocuments">Of the product.</param>
/// <param name="Product">Read only where there is no document.</param>
/// <param name="Prices">Prices that only Stripe has.</param>
public sealed record Exported(
    string Id,
    SanityDocument? Document,
    IReadOnlyList<SanityDocument> PriceDocuments,
    StripeProduct? Product,
    IReadOnlyList<StripePrice> Prices
);

/// <summary>Where an exported catalogue stands.</summary>
public sealed record ExportPlace(string? Account, string Mode, string Project, string Dataset);
