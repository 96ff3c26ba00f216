using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>Filter and projection of the Sanity webhook, generated from the mapping; an installed hook is compared with this text.</summary>
public static class HookText
{
    /// <summary>The mapped attributes of a product's document.</summary>
    public static IReadOnlyList<string> ProductAttributes { get; } =
    [.. Names(ObjectType.Product), DefaultMapping.Variants.List, "metadata"];

    /// <summary>The documents' mapped attributes, each once, products' first.</summary>
    public static IReadOnlyList<string> Attributes { get; } =
    [.. ProductAttributes.Append("product").Concat(Names(ObjectType.Price)).Distinct(StringComparer.Ordinal)];

    /// <summary>Fires for products and prices whose mapped attributes changed, and for an editor's request; never for the bridge's own bookkeeping.</summary>
    public static string Filter { get; } =
        "_type in [\"product\",\"price\"] && (delta::operation() != \"update\" || delta::changedAny(("
        + string.Join(",", Attributes)
        + "))) || _type == \"stripeSync\" && delta::operation() != \"delete\" && delta::changedAny(requestedAt)";

    /// <summary>What a delivery carries: enough to prove an echo, to know a duplicate, and to do without a read.</summary>
    public static string Projection { get; } =
        "{_id,_type,_rev,_updatedAt,\"previousRev\":before()._rev,\"operation\":delta::operation(),\"author\":identity(),"
        + string.Join(",", Attributes)
        + "}";

    private static IEnumerable<string> Names(ObjectType type) =>
        DefaultMapping
            .Of(type)
            .SelectMany(spec =>
                spec.Kind switch
                {
                    FieldKind.Amount => [spec.Path, "unitAmountDecimal"],
                    FieldKind.DefaultPrice => [spec.Path, "defaultVariant"],
                    _ => new[] { spec.Path },
                }
            );
}
