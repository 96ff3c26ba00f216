using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>What is done to a document's value on its way to a field.</summary>
public enum FieldTransform
{
    /// <summary>Nothing: the value itself.</summary>
    None,

    /// <summary>Portable Text becomes plain text; there is no way back.</summary>
    PlainText,

    /// <summary>One locale of a localised text, both ways.</summary>
    Locale,

    /// <summary>A decimal amount in major units (19.99) becomes minor units (1999), both ways.</summary>
    MinorUnits,
}

/// <summary>Which side's edits of a field are taken.</summary>
public enum FieldDirection
{
    /// <summary>Both sides'.</summary>
    Both,

    /// <summary>Sanity's; an edit in Stripe is put back.</summary>
    ToStripe,

    /// <summary>Stripe's; an edit in Sanity is put back.</summary>
    ToSanity,
}

/// <summary>Where a field's value stands in a document of a mapped type, or what it is made of.</summary>
public sealed partial record FieldSource
{
    /// <summary>Attributes from the document's (or the list entry's) root on, joined by dots; null for a template or a constant.</summary>
    public string? From { get; init; }

    /// <summary>What is done to the value.</summary>
    public FieldTransform Transform { get; init; }

    /// <summary>The locale, with <see cref="FieldTransform.Locale"/>.</summary>
    public string? Locale { get; init; }

    /// <summary>A localised text that is not there yet is made as a list of <c>{_key, value}</c> instead of one object.</summary>
    public bool IsLocaleList { get; init; }

    /// <summary>Text with document paths in braces.</summary>
    public string? Template { get; init; }

    /// <summary>The same value for every document.</summary>
    public JsonNode? Constant { get; init; }

    /// <summary>Written to the document as a whole number, though metadata is text.</summary>
    public bool IsNumber { get; init; }

    /// <summary>Who wins a conflict under the policy <c>owner</c>; null: as in the shipped mapping.</summary>
    public Side? Owner { get; init; }

    /// <summary>Whose edits are taken, as the file says it.</summary>
    public FieldDirection Said { get; init; }

    /// <summary>Whether a value can be written back to where it came from.</summary>
    public bool IsReversible => From is not null && Transform != FieldTransform.PlainText;

    /// <summary>Whose edits are taken: what cannot be written back goes to Stripe only.</summary>
    public FieldDirection Direction => IsReversible ? Said : FieldDirection.ToStripe;

    /// <summary>The document paths that the value depends on.</summary>
    public IEnumerable<string> Paths =>
        From is not null ? [From]
        : Template is not null ? Hole().Matches(Template).Select(match => match.Groups[1].Value)
        : [];

    /// <summary>The template with its paths filled in; null while one of them has no value.</summary>
    public string? Fill(Func<string, string?> textOf)
    {
        var values = Paths.Distinct(StringComparer.Ordinal).ToDictionary(path => path, textOf);
        return values.ContainsValue(null)
            ? null
            : Hole().Replace(Template!, match => values[match.Groups[1].Value]!);
    }

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Hole();
}
