using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Merging;

/// <summary>What the three-way comparison of one field says.</summary>
public abstract record Merged
{
    private Merged() { }

    /// <summary>Both sides are equal; the baseline moves if it differs.</summary>
    public sealed record Agreed(FieldValue Value) : Merged;

    /// <summary>One side changed; the other follows.</summary>
    public sealed record Follow(Side From, FieldValue Value) : Merged;

    /// <summary>Both sides changed, differently.</summary>
    /// <param name="NeverAgreed">There is no baseline: a person decides, whatever the policy.</param>
    public sealed record Conflict(FieldValue Sanity, FieldValue Stripe, bool NeverAgreed) : Merged;
}

/// <summary>The three-way comparison.</summary>
public static class Merge
{
    /// <summary>
    /// <code>
    /// baseline  sanity  stripe
    ///    a        x       x      Agreed x
    ///    a        b       a      Follow Sanity b
    ///    a        a       c      Follow Stripe c
    ///    a        b       c      Conflict
    ///   none      a       a      Agreed a
    ///   none      a      empty   Follow Sanity a      (and the mirror image)
    ///   none      a       b      Conflict, never agreed
    /// </code>
    /// </summary>
    /// <param name="baseline">Null when the two were never compared; an absent value when they agreed to be empty.</param>
    /// <param name="sanity">Sanity's value.</param>
    /// <param name="stripe">Stripe's value.</param>
    public static Merged Field(FieldValue? baseline, FieldValue sanity, FieldValue stripe)
    {
        if (sanity == stripe)
            return new Merged.Agreed(sanity);
        if (baseline is { } agreed)
        {
            if (stripe == agreed)
                return new Merged.Follow(Side.Sanity, sanity);
            return sanity == agreed
                ? new Merged.Follow(Side.Stripe, stripe)
                : new Merged.Conflict(sanity, stripe, NeverAgreed: false);
        }
        if (stripe.IsAbsent)
            return new Merged.Follow(Side.Sanity, sanity);
        return sanity.IsAbsent
            ? new Merged.Follow(Side.Stripe, stripe)
            : new Merged.Conflict(sanity, stripe, NeverAgreed: true);
    }
}
