using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>How a field's value is read, compared and written.</summary>
public enum FieldKind
{
    /// <summary>Text; ends trimmed and line ends made <c>\n</c>, as Stripe does with names.</summary>
    Text,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>The effective state: published, <c>active</c> and not internal.</summary>
    Active,

    /// <summary>Minor units as a number, or a decimal as a string when it has a fraction of a minor unit.</summary>
    Amount,

    /// <summary>Height, length, weight and width.</summary>
    Dimensions,

    /// <summary>An ordered list of short texts.</summary>
    Features,

    /// <summary>An ordered list of image URLs, made from the documents' asset references.</summary>
    Images,

    /// <summary>The published id of the price document that is the default.</summary>
    DefaultPrice,

    /// <summary>Divide-by and rounding of package pricing.</summary>
    Transform,

    /// <summary>Amounts by quantity, in ascending order; the last tier has no end.</summary>
    Tiers,

    /// <summary>Bounds of an amount that the customer chooses.</summary>
    ChosenAmount,
}

/// <summary>One mapped field: its name in the document, its place in Stripe, and the rules it follows.</summary>
public sealed record FieldSpec
{
    /// <summary>The document's name, and the path in plans, conflicts and baselines.</summary>
    public required string Path { get; init; }

    /// <summary>How its value is handled.</summary>
    public required FieldKind Kind { get; init; }

    /// <summary>Stripe's name, with brackets for nested ones; null when it lives in metadata.</summary>
    public string? StripeName { get; init; }

    /// <summary>The metadata key; null when Stripe has a field of its own.</summary>
    public string? MetadataKey { get; init; }

    /// <summary>A change of it replaces the price: Stripe never edits it.</summary>
    public bool Immutable { get; init; }

    /// <summary>Fields of one group are decided together when both sides changed the group.</summary>
    public string? Group { get; init; }

    /// <summary>Whose edits are taken; an edit on the other side is put back with a sentence.</summary>
    public FieldDirection Direction { get; init; }

    /// <summary>Stripe can be told to forget it.</summary>
    public bool Clearable { get; init; } = true;

    /// <summary>Stripe's limit in characters; null where there is none.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The only texts it may be; empty where any will do.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Whose value wins a conflict under the policy <c>owner</c>.</summary>
    public Side Owner { get; init; } = Side.Sanity;
}
