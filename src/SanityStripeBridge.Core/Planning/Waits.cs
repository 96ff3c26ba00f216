namespace SanityStripeBridge.Core.Planning;

/// <summary>Why an object waits until two filled sides are adopted, in a sentence for its editor.</summary>
public static class Waits
{
    /// <summary>Nobody has linked it, and there are others on the other side that nobody has linked.</summary>
    public const string Unadopted =
        "Both sides hold unlinked objects; nothing is created until somebody runs adopt";

    /// <summary>It may belong to one of several others.</summary>
    public const string Undecided =
        "It may belong to something that the other side has already; somebody must say so with adopt --review";
}
