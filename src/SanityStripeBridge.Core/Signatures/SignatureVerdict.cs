namespace SanityStripeBridge.Core.Signatures;

/// <summary>What a webhook request's signature header proves.</summary>
public enum SignatureVerdict
{
    /// <summary>Signed with one of our secrets, and recently.</summary>
    Valid,

    /// <summary>No header, or an empty one.</summary>
    Missing,

    /// <summary>The header (or, with Sanity, an empty body) is not of the platform's form.</summary>
    Malformed,

    /// <summary>No signature of the header was made with one of our secrets over these bytes.</summary>
    Wrong,

    /// <summary>Genuine, but further from now than the tolerance: an old request sent again, or a clock that is off.</summary>
    Stale,
}
