namespace SanityStripeBridge.Core.Catalogue;

/// <summary>One of the two homes of the catalogue.</summary>
public enum Side
{
    /// <summary>The Content Lake, where editors work.</summary>
    Sanity,

    /// <summary>The payment platform, where finance works.</summary>
    Stripe,
}

/// <summary>The one across.</summary>
public static class Sides
{
    /// <summary>The other home.</summary>
    public static Side Other(this Side side) => side == Side.Sanity ? Side.Stripe : Side.Sanity;
}

/// <summary>What kind of object a link, a change or a conflict is about.</summary>
public enum ObjectType
{
    /// <summary>A product; the head of its family.</summary>
    Product,

    /// <summary>A price; a member of its product's family.</summary>
    Price,
}
