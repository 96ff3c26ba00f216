namespace SanityStripeBridge.Core.Mapping;

/// <summary>Filter and projection of the Sanity webhook, generated from the mapping; an installed hook is compared with this text.</summary>
public static class HookText
{
    /// <summary>The documents' mapped attributes, each once, products' first.</summary>
    public static IReadOnlyList<string> Attributes(CatalogueMapping mapping) =>
        [.. mapping.Types.SelectMany(type => type.Attributes).Distinct(StringComparer.Ordinal)];

    /// <summary>Fires for products and prices whose mapped attributes changed, and for an editor's request; never for the bridge's own bookkeeping.</summary>
    public static string Filter(CatalogueMapping mapping) =>
        "_type in ["
        + string.Join(",", mapping.Names.Select(name => $"\"{name}\""))
        + "] && (delta::operation() != \"update\" || delta::changedAny(("
        + string.Join(",", Attributes(mapping))
        + "))) || _type == \"stripeSync\" && delta::operation() != \"delete\" && delta::changedAny(requestedAt)";

    /// <summary>What a delivery carries: enough to prove an echo, to know a duplicate, and to do without a read.</summary>
    public static string Projection(CatalogueMapping mapping) =>
        "{_id,_type,_rev,_updatedAt,\"previousRev\":before()._rev,\"operation\":delta::operation(),\"author\":identity(),"
        + string.Join(",", Attributes(mapping))
        + "}";
}
