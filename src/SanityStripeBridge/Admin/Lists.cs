namespace SanityStripeBridge.Admin;

/// <summary>What all lists have in common.</summary>
internal static class Lists
{
    public static readonly IReadOnlyList<(string, string)> Paged =
    [
        ("limit", "How many, 1 to 1000; 50 when it is not given."),
        ("cursor", "Goes on where a page ended: its next."),
    ];
}
