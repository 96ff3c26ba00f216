using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Merging;

/// <summary>Who wins when both sides changed one field.</summary>
public enum ConflictPolicy
{
    /// <summary>The field's owner; Sanity in the shipped mapping.</summary>
    Owner,

    /// <summary>Always the editors.</summary>
    Sanity,

    /// <summary>Always finance.</summary>
    Stripe,

    /// <summary>Nobody: a person decides.</summary>
    Hold,
}

/// <summary>Applies a policy to a field.</summary>
public static class Policies
{
    /// <summary>The side that wins; null when a person must decide.</summary>
    public static Side? Winner(this ConflictPolicy policy, Side owner) =>
        policy switch
        {
            ConflictPolicy.Owner => owner,
            ConflictPolicy.Sanity => Side.Sanity,
            ConflictPolicy.Stripe => Side.Stripe,
            _ => null,
        };

    /// <summary>The policy's word in settings and records.</summary>
    public static string Word(this ConflictPolicy policy) => policy.ToString().ToLowerInvariant();
}
