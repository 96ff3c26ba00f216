using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <summary>A product of a seed file with its prices, as documents of the shipped schema.</summary>
/// <param name="Product">Without images: those are addresses until they are assets.</param>
/// <param name="Prices">Its price documents.</param>
/// <param name="Images">Addresses, in order.</param>
public sealed record SeedFamily(
    SanityDocument Product,
    IReadOnlyList<SanityDocument> Prices,
    IReadOnlyList<string> Images
)
{
    /// <summary>The family.</summary>
    public string Id => Product.Id;

    /// <summary>The product and its prices.</summary>
    public IEnumerable<SanityDocument> Documents => Prices.Prepend(Product);
}
