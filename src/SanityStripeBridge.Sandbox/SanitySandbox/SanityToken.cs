namespace SanityStripeBridge.Sandbox.SanitySandbox;

public enum SanityRole
{
    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>Reads and writes documents.</summary>
    Editor,

    /// <summary>Reads, writes and manages webhooks.</summary>
    Administrator,
}

/// <summary>A robot token.</summary>
/// <param name="ProjectId">Null: of the simulator's own project.</param>
public sealed record SanityToken(string Value, SanityRole Role, string UserId, string? ProjectId = null);
