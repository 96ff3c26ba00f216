using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>
/// How one kind of document, or of price inside a document, is seen as the shipped schema's. What it does not name is neither
/// read nor written nor compared.
/// </summary>
/// <param name="Fields">The shipped schema's attribute (<c>metadata.*</c> for one entry of metadata) to its source.</param>
public sealed record Shape(IReadOnlyDictionary<string, FieldSource> Fields)
{
    /// <summary>Attributes that the bridge writes and nobody edits.</summary>
    private static readonly string[] Output =
    [
        "stripeProductId",
        "stripePriceId",
        "previousStripePriceIds",
        "stripeCreatedAt",
        "updatedFromStripe",
        "slug",
    ];

    /// <summary>Whether the field at a path is mapped.</summary>
    public bool Holds(string path) => Of(path) is not null;

    /// <summary>Whether a value of the field can be written to the document.</summary>
    public bool Takes(string path) => Of(path) is { IsReversible: true };

    /// <summary>What a price is made of (tiers, a chosen amount) that the document has no place for; null when it can show its amount.</summary>
    public string? Unpriced(Fields price) =>
        price.Paths.FirstOrDefault(path =>
            DefaultMapping.Spec(ObjectType.Price, path).Group == DefaultMapping.Pricing
            && !price[path].IsAbsent
            && !Holds(path)
        );

    /// <summary>Metadata keys that are fields of the document.</summary>
    public IEnumerable<string> MetadataKeys =>
        Fields
            .Keys.Where(DefaultMapping.IsFreeMetadata)
            .Select(path => path[DefaultMapping.MetadataPrefix.Length..]);

    /// <summary>The attributes, from the root on, whose change must be told of.</summary>
    public IEnumerable<string> Attributes =>
        Fields
            .Where(entry => !Output.Contains(entry.Key, StringComparer.Ordinal))
            .SelectMany(entry => entry.Value.Paths)
            .Select(path => path.Split('.')[0]);

    /// <summary>The rules of a field with the owner and direction that the mapping gives it.</summary>
    public FieldSpec Spec(ObjectType type, string path)
    {
        var spec = DefaultMapping.Spec(type, path);
        return Of(path) is { } source
            ? spec with
            {
                Owner = source.Owner ?? spec.Owner,
                Direction = source.Direction,
            }
            : spec;
    }

    /// <summary>The field's name in the document, for people: the shipped one where it is not made of one attribute.</summary>
    public string Shown(string path) => Of(path)?.From ?? path;

    /// <summary>The source of a field; null when it is not mapped.</summary>
    public FieldSource? Of(string path) =>
        Fields.GetValueOrDefault(path)
        ?? path switch
        {
            "unitAmount" => Fields.GetValueOrDefault("unitAmountDecimal"),
            "defaultPrice" => Fields.GetValueOrDefault("defaultVariant"),
            _ when CurrencyOption.IsPath(path) => Fields.GetValueOrDefault(CurrencyOption.Attribute),
            _ when DefaultMapping.IsFreeMetadata(path) => Fields.GetValueOrDefault("metadata"),
            _ => null,
        };
}
