using System.Collections.Immutable;
using SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Search;

/// <summary>One searchable property.</summary>
/// <param name="Read">The value as text; null when the object has none.</param>
/// <param name="HasSubstrings">Whether <c>~</c> may be used: on texts, not on tokens.</param>
internal sealed record SearchField<T>(Func<T, string?> Read, bool HasSubstrings = false);

/// <summary>The properties that Stripe documents as searchable, and the metadata beside them.</summary>
internal sealed record SearchFields<T>(
    string Resource,
    IReadOnlyDictionary<string, SearchField<T>> ByName,
    Func<T, ImmutableSortedDictionary<string, string>> Metadata
);

internal static class SearchFields
{
    public static readonly SearchFields<StripeProduct> OfProducts = new(
        "products",
        new Dictionary<string, SearchField<StripeProduct>>
        {
            ["active"] = new(product => Text(product.Active)),
            ["description"] = new(product => product.Description, HasSubstrings: true),
            ["name"] = new(product => product.Name, HasSubstrings: true),
            ["shippable"] = new(product => product.Shippable is { } shippable ? Text(shippable) : null),
            ["url"] = new(product => product.Url, HasSubstrings: true),
        },
        product => product.Metadata
    );

    public static readonly SearchFields<StripePrice> OfPrices = new(
        "prices",
        new Dictionary<string, SearchField<StripePrice>>
        {
            ["active"] = new(price => Text(price.Active)),
            ["currency"] = new(price => price.Currency),
            ["lookup_key"] = new(price => price.LookupKey, HasSubstrings: true),
            ["product"] = new(price => price.Product),
            ["type"] = new(price => price.Type),
        },
        price => price.Metadata
    );

    private static string Text(bool flag) => flag ? "true" : "false";
}
