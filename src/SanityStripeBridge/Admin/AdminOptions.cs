namespace SanityStripeBridge.Admin;

/// <summary>Who may use the admin surface of a bridge.</summary>
internal sealed class AdminOptions
{
    /// <summary>Bearer tokens, several while one is being exchanged; none: the surface is off.</summary>
    public IReadOnlyList<string> Tokens { get; set; } = [];

    /// <summary>Base of links into the Studio; null without one.</summary>
    public string? StudioUrl { get; set; }
}
