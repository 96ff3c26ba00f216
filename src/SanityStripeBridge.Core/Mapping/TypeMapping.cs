using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>A document type and how its documents are seen.</summary>
public sealed record TypeMapping
{
    /// <summary>The documents' <c>_type</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What they are.</summary>
    public required ObjectType Object { get; init; }

    /// <summary>Their fields.</summary>
    public required Shape Shape { get; init; }

    /// <summary>Documents of the shipped schema are what the engine speaks: they are seen as they are.</summary>
    public bool IsShipped { get; init; }

    /// <summary>Prices of a product that stand in attributes of its own.</summary>
    public IReadOnlyList<PartMapping> Parts { get; init; } = [];

    /// <summary>A filter that a document must pass before anything is made for it; null for none.</summary>
    public string? Ready { get; init; }

    /// <summary>The attributes whose change must be told of, each once.</summary>
    public IReadOnlyList<string> Attributes =>
        [
            .. Shape
                .Attributes.Concat(
                    Parts.SelectMany(part => part.List is { } list ? [list] : part.Shape.Attributes)
                )
                .Distinct(StringComparer.Ordinal)
                .OrderBy(name => name == "metadata"),
        ];

    /// <summary>Where the bridge writes Stripe's ids: <c>&lt;type&gt;.&lt;attribute&gt;</c>, in a list <c>&lt;type&gt;.&lt;list&gt;[].&lt;attribute&gt;</c>.</summary>
    public IEnumerable<string> IdFields =>
        Parts
            .Select(part => (part.List is { } list ? list + "[]." : "") + IdOf(part.Shape, ObjectType.Price))
            .Prepend(IdOf(Shape, Object))
            .Select(attribute => $"{Name}.{attribute}");

    /// <summary>Whether a new document of this type can show an object of Stripe: what must be said can be written, and constants agree.</summary>
    public bool CanShow(Fields fields) =>
        IsShipped
        || (
            NeededPaths.All(path => Shape.Takes(path) || IsConstant(path))
            && (Object == ObjectType.Product || Shape.Unpriced(fields) is null)
            && Shape
                .Fields.Where(field => field.Value.Constant is not null)
                .All(field => fields[field.Key].IsAbsent || Equal(fields[field.Key], field.Value))
        );

    /// <summary>Whether a new document can be made of Stripe's objects at all.</summary>
    public bool CanBeBorn => IsShipped || NeededPaths.All(path => Shape.Takes(path) || IsConstant(path));

    /// <summary>The fields of Stripe's object that a new document of this type shows.</summary>
    public Fields Shown(Fields fields) =>
        IsShipped ? fields : fields.Where(path => Shape.Takes(path) || IsConstant(path));

    private static string IdOf(Shape shape, ObjectType type)
    {
        var shipped = type == ObjectType.Product ? "stripeProductId" : "stripePriceId";
        return shape.Fields.GetValueOrDefault(shipped)?.From ?? shipped;
    }

    private string[] NeededPaths =>
        Object == ObjectType.Product ? ["name"] : ["unitAmount", "currency", "product"];

    private bool IsConstant(string path) => path != "name" && Shape.Of(path)?.Constant is not null;

    private static bool Equal(FieldValue value, FieldSource source) =>
        value == FieldValue.From(source.Constant!.DeepClone());
}

/// <summary>A price inside a product's document: one that the document always has room for, or every entry of a list.</summary>
/// <param name="Key">Its name among the document's prices; null for a list, whose entries have a <c>_key</c>.</param>
/// <param name="List">The list attribute; null for a price in attributes of the document itself.</param>
/// <param name="Shape">Its fields, from the document's root or from the list entry on.</param>
public sealed record PartMapping(string? Key, string? List, Shape Shape);
