namespace SanityStripeBridge.Core.Mapping;

/// <summary>One attribute of a part and what it is called in a price document.</summary>
/// <param name="Name">The part's attribute.</param>
/// <param name="Path">The price's field; <c>metadata.*</c> for one that lives in Stripe's metadata.</param>
public sealed record PartField(string Name, string Path)
{
    /// <summary>The metadata key; null for a field of its own.</summary>
    public string? MetadataKey =>
        DefaultMapping.IsFreeMetadata(Path) ? Path[DefaultMapping.MetadataPrefix.Length..] : null;

    /// <summary>Written to the document as a whole number, though metadata is text.</summary>
    public bool IsNumber { get; init; }
}

/// <summary>A list of a product's document whose entries are prices of their own.</summary>
/// <param name="List">The array attribute.</param>
/// <param name="Fields">What an entry says of its price; what is not named here stays as it is in Stripe.</param>
public sealed record PartSource(string List, IReadOnlyList<PartField> Fields)
{
    /// <summary>The price's fields that an entry can say; the rest is not compared.</summary>
    public bool Holds(string path) => Fields.Any(field => field.Path == path);

    /// <summary>An entry as people know it: <c>variants[_key=="k1"]</c>.</summary>
    public string Entry(string key) => DocumentPath.Entry(List, key);

    /// <summary>A field's path as people know it, on the host document: <c>variants[_key=="k1"].unitAmount</c>.</summary>
    public string Shown(string key, string path) =>
        Entry(key) + "." + (Fields.FirstOrDefault(field => field.Path == path)?.Name ?? path);
}
