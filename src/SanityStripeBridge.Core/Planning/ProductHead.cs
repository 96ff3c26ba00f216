using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <summary>A family's product as identified: what exists, and what its prices can count on.</summary>
/// <param name="Document">The document's look.</param>
/// <param name="Stripe">The Stripe product; null when there is none.</param>
/// <param name="Link">The pair; null while there is none.</param>
internal sealed record ProductHead(DocumentLook Document, StripeProduct? Stripe, Link? Link)
{
    /// <summary>The Stripe product is (or will be, by this plan) there to have prices.</summary>
    public bool CanHavePrices => Stripe is not null || Creating;

    /// <summary>This plan makes the Stripe product.</summary>
    public bool Creating { get; init; }

    /// <summary>This plan makes the document.</summary>
    public bool Importing { get; init; }

    /// <summary>The id that the Stripe product has or gets.</summary>
    public string? StripeId { get; init; } = Stripe?.Id;

    /// <summary>The price document the product names as its default, whatever its state.</summary>
    public string? DefaultReference => Mapping.SanityReader.DefaultReference(Document.Published);
}
