using System.Collections.Immutable;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <summary>A document as seen.</summary>
/// <param name="Published">Null: the document endpoint says it does not exist.</param>
/// <param name="Copies">Its drafts and release versions.</param>
/// <param name="Complete">False when it came from a delivery's body: good enough to compare, not to write.</param>
public sealed record DocumentLook(
    SanityDocument? Published,
    IReadOnlyList<SanityDocument> Copies,
    bool Complete
)
{
    /// <summary>Its draft; null when there is none.</summary>
    public SanityDocument? Draft =>
        Copies.FirstOrDefault(copy => copy.Id.StartsWith("drafts.", StringComparison.Ordinal));
}

/// <summary>What was seen of one family, on both sides, so far. A key that is missing was not looked at; a null value is not there.</summary>
public sealed record Look
{
    /// <summary>By published id.</summary>
    public ImmutableDictionary<string, DocumentLook> Documents { get; init; } =
        ImmutableDictionary.Create<string, DocumentLook>(StringComparer.Ordinal);

    /// <summary>By Stripe id.</summary>
    public ImmutableDictionary<string, StripeProduct?> Products { get; init; } =
        ImmutableDictionary.Create<string, StripeProduct?>(StringComparer.Ordinal);

    /// <summary>By Stripe id.</summary>
    public ImmutableDictionary<string, StripePrice?> Prices { get; init; } =
        ImmutableDictionary.Create<string, StripePrice?>(StringComparer.Ordinal);

    /// <summary>Stripe ids that are linked in another family, and the document each is linked with.</summary>
    public ImmutableDictionary<string, string> Taken { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Who holds a lookup key that Stripe would not give us, by key.</summary>
    public ImmutableDictionary<string, KeyHolder> KeyHolders { get; init; } =
        ImmutableDictionary.Create<string, KeyHolder>(StringComparer.Ordinal);

    /// <summary>In <see cref="Refusals"/>: the product's default price by itself.</summary>
    public const string DefaultPrice = "default price";

    /// <summary>What Stripe said to a write for a document (or part) that it refused for good in this piece of work: that one waits for its editor, the others go on.</summary>
    public ImmutableDictionary<string, string> Refusals { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>What Sanity said to a write of a document that it refused for good in this piece of work.</summary>
    public ImmutableDictionary<string, string> RefusedDocuments { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Whether all of the product's prices were listed in Stripe.</summary>
    public bool AllStripePrices { get; init; }

    /// <summary>Whether all price documents of the product were searched for.</summary>
    public bool AllPriceDocuments { get; init; }

    /// <summary>The document, or the part of a document that was seen; null when it was not looked at.</summary>
    public DocumentLook? Document(string id)
    {
        var host = Documents.GetValueOrDefault(PartId.DocumentOf(id));
        return host is null || PartId.KeyOf(id) is not { } key
            ? host
            : new(
                Parts.Find(host.Published, key),
                [.. host.Copies.Select(copy => Parts.Find(copy, key)).OfType<SanityDocument>()],
                host.Complete
            );
    }

    /// <summary>The same look with a product seen anew, and its default price when it came along.</summary>
    public Look With(StripeProduct product) => this with { Products = Products.SetItem(product.Id, product) };

    /// <summary>The same look with a price seen anew, and its product when it came along.</summary>
    public Look With(StripePrice price) =>
        (price.Product.Value is { } product ? With(product) : this) with
        {
            Prices = Prices.SetItem(price.Id, price),
        };

    /// <summary>The same look with a document seen anew.</summary>
    public Look With(string id, DocumentLook document) =>
        this with
        {
            Documents = Documents.SetItem(id, document),
        };

    /// <summary>The same look without the product and the list of its prices, so that they are read again.</summary>
    public Look WithoutProduct(string id) =>
        this with
        {
            Products = Products.Remove(id),
            AllStripePrices = false,
        };

    /// <summary>The same look with nothing of Stripe's seen.</summary>
    public Look WithoutStripe() =>
        this with
        {
            Products = Products.Clear(),
            Prices = Prices.Clear(),
            AllStripePrices = false,
        };

    /// <summary>The same look without a product and its prices, and a look at only those.</summary>
    public (Look Left, Look Moved) Without(string productId)
    {
        var prices = Prices.Where(entry => entry.Value?.Product.Id == productId).ToList();
        return (
            this with
            {
                Products = Products.Remove(productId),
                Prices = Prices.RemoveRange(prices.Select(entry => entry.Key)),
            },
            new()
            {
                Products = Products
                    .Where(entry => entry.Key == productId)
                    .ToImmutableDictionary(StringComparer.Ordinal),
                Prices = prices.ToImmutableDictionary(StringComparer.Ordinal),
            }
        );
    }

    /// <summary>The same look without what was seen in Sanity, so that it is read again.</summary>
    public Look WithoutDocuments() => this with { Documents = Documents.Clear(), AllPriceDocuments = false };
}

/// <summary>The price that holds a lookup key.</summary>
/// <param name="Price">Null: nobody holds it any more.</param>
/// <param name="SanityId">The document whose price it is or was; null when it is not managed here.</param>
public sealed record KeyHolder(StripePrice? Price, string? SanityId);

/// <summary>Which objects a piece of work is about. The product is always looked at.</summary>
public sealed record Concern
{
    /// <summary>Every price of the family, on both sides.</summary>
    public bool Everything { get; init; }

    /// <summary>Price documents.</summary>
    public ImmutableHashSet<string> PriceDocuments { get; init; } =
        ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Stripe prices.</summary>
    public ImmutableHashSet<string> StripePrices { get; init; } =
        ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The Stripe product a delivery named, when no link knows it.</summary>
    public string? StripeProduct { get; init; }
}

/// <summary>What the planner must still see before it can decide.</summary>
public sealed record Wants
{
    /// <summary>Documents to read with their drafts and versions.</summary>
    public ImmutableSortedSet<string> Documents { get; init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Products to read.</summary>
    public ImmutableSortedSet<string> Products { get; init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Prices to read.</summary>
    public ImmutableSortedSet<string> Prices { get; init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The product whose prices must all be listed; null when they need not.</summary>
    public string? PricesOf { get; init; }

    /// <summary>Addresses of images in Stripe that must become assets.</summary>
    public ImmutableSortedSet<string> Images { get; init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Whether all price documents must be searched for.</summary>
    public bool PriceDocuments { get; init; }

    /// <summary>Nothing: the plan is complete.</summary>
    public bool IsEmpty =>
        Documents.Count == 0
        && Products.Count == 0
        && Prices.Count == 0
        && Images.Count == 0
        && PricesOf is null
        && !PriceDocuments;
}

/// <summary>An edit in Stripe that our own write overwrote between the look and the write, as its echo revealed.</summary>
/// <param name="Before">What we had seen, to which the baseline goes back; null leaves the baseline.</param>
/// <param name="Theirs">What stood there when our write came.</param>
/// <param name="Ours">What we wrote, and what must still stand there for their edit to count; null: whatever stands.</param>
public sealed record Overwritten(
    ObjectType Type,
    string StripeId,
    string Path,
    FieldValue? Before,
    FieldValue Theirs,
    FieldValue? Ours
);
