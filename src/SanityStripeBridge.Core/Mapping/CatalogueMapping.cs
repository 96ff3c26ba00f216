using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>Which document types are products and prices, and how each is seen as the shipped schema's.</summary>
/// <param name="Types">Products first; each type once.</param>
/// <param name="CompanionPrefix">How the ids of companions begin: two bridges on one dataset have two.</param>
/// <param name="NewProduct">The type of products born in Stripe; null when none can be made.</param>
/// <param name="NewPrice">The type of prices born in Stripe; null when none can be made.</param>
public sealed record CatalogueMapping(
    IReadOnlyList<TypeMapping> Types,
    string CompanionPrefix,
    TypeMapping? NewProduct,
    TypeMapping? NewPrice
)
{
    /// <summary>The prefix where the file gives none.</summary>
    public const string DefaultPrefix = "stripeSync";

    /// <summary>The shipped schema's.</summary>
    public static CatalogueMapping Shipped { get; } =
        Of([DefaultMapping.ProductType, DefaultMapping.PriceType], DefaultPrefix);

    /// <summary>The names of all types.</summary>
    public IReadOnlyList<string> Names => [.. Types.Select(type => type.Name)];

    /// <summary>The types of prices.</summary>
    public IEnumerable<TypeMapping> Prices => Types.Where(type => type.Object == ObjectType.Price);

    /// <summary>A mapping whose new documents are of the first types that can be made.</summary>
    public static CatalogueMapping Of(IReadOnlyList<TypeMapping> types, string prefix) =>
        new(types, prefix, First(types, ObjectType.Product), First(types, ObjectType.Price));

    /// <summary>The type with a name; null when it is not mapped.</summary>
    public TypeMapping? Type(string name) => Types.FirstOrDefault(type => type.Name == name);

    /// <summary>The type that a new document of Stripe's object gets; null when there is none.</summary>
    public TypeMapping? New(ObjectType type) => type == ObjectType.Product ? NewProduct : NewPrice;

    /// <summary>Whether any type maps the field: what none maps is no news.</summary>
    public bool Holds(ObjectType type, string path) =>
        Types.Any(known => known.Object == type && (known.IsShipped || known.Shape.Holds(path)));

    /// <summary>Every field in which an id of Stripe's stands: two bridges on one dataset have none in common.</summary>
    public IEnumerable<string> IdFields => Types.SelectMany(type => type.IdFields);

    /// <summary>The id of a document's companion.</summary>
    public string CompanionOf(string subject) => CompanionPrefix + "-" + subject;

    /// <summary>Whether the document is none of ours although it has the name of a shipped type.</summary>
    public bool IsStranger(SanityDocument raw) => raw.Type is "product" or "price" && Type(raw.Type) is null;

    private static TypeMapping? First(IReadOnlyList<TypeMapping> types, ObjectType type) =>
        types.FirstOrDefault(known => known.Object == type && known.CanBeBorn);
}
