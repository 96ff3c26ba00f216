using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Core.Merging;

/// <summary>What is compared: one linked pair as seen.</summary>
/// <param name="Link">The pair with its baseline.</param>
/// <param name="Sanity">The document in normal form.</param>
/// <param name="Stripe">The Stripe object in normal form.</param>
public sealed record Pair(Link Link, Mapped Sanity, Mapped Stripe)
{
    /// <summary>Stripe values that our own write overwrote: path to (what we had seen, what stood there).</summary>
    public IReadOnlyDictionary<string, (FieldValue? Before, FieldValue Theirs)> Overwritten { get; init; } =
        new Dictionary<string, (FieldValue?, FieldValue)>();

    /// <summary>
    /// Values that finance gave a former price, seen after it was replaced: path to (what it had then, what it has). They count
    /// like the present one's, for an edit of what stood there then.
    /// </summary>
    public IReadOnlyDictionary<string, (FieldValue Before, FieldValue Theirs)> Late { get; init; } =
        new Dictionary<string, (FieldValue, FieldValue)>();

    /// <summary>Open conflicts of this pair.</summary>
    public IReadOnlyList<Conflict> Open { get; init; } = [];

    /// <summary>Old values that a copy, published since, may have brought back without anybody meaning it.</summary>
    public IReadOnlyDictionary<string, FieldValue> BroughtBack { get; init; } =
        new Dictionary<string, FieldValue>();

    /// <summary>Paths that cannot be compared now: one side names something that the other does not know yet.</summary>
    public IReadOnlySet<string> Unclear { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>What the document's type maps; null maps everything. The rest is not compared.</summary>
    public Shape? Shape { get; init; }

    /// <summary>The rules of a field, as the document's type has them.</summary>
    public FieldSpec Spec(string path) =>
        Shape?.Spec(Link.Type, path) ?? DefaultMapping.Spec(Link.Type, path);
}

/// <summary>The rules of one comparison.</summary>
/// <param name="Policy">Who wins a conflict.</param>
/// <param name="OnlyTo">Only this side may be written; null for both.</param>
/// <param name="Force">With <paramref name="OnlyTo"/>: the other side wins every difference.</param>
/// <param name="Now">For records that open or close.</param>
public sealed record MergeRules(ConflictPolicy Policy, Side? OnlyTo, bool Force, DateTimeOffset Now)
{
    /// <summary>Whose value counts where the two never agreed; null: a person decides.</summary>
    public Side? Prefer { get; init; }
}

/// <summary>What a pair's comparison comes to.</summary>
/// <param name="Link">The link with the baseline moved where the sides agree.</param>
/// <param name="Desired">Stripe's fields as they should be.</param>
/// <param name="ToSanity">Fields to write to the document.</param>
/// <param name="ToStripe">Fields to write to Stripe.</param>
/// <param name="Conflicts">Records that open, change or close.</param>
/// <param name="Notes">Rejected edits, in sentences.</param>
public sealed record ObjectMerge(
    Link Link,
    Fields Desired,
    IReadOnlyList<FieldChange> ToSanity,
    IReadOnlyList<FieldChange> ToStripe,
    IReadOnlyList<Conflict> Conflicts,
    IReadOnlyList<string> Notes
)
{
    /// <summary>Of the notes: those about values that no document can hold.</summary>
    public IReadOnlyList<string> Rejected { get; init; } = [];

    /// <summary>Compares a pair field by field.</summary>
    public static ObjectMerge Of(Pair pair, MergeRules rules) => new Comparison(pair, rules).Run();
}
