using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Groq;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Listening;

/// <summary>What a listener asked for.</summary>
internal sealed record ListenRequest
{
    public required GroqFilter Filter { get; init; }

    public JsonObject Parameters { get; init; } = [];

    public required Func<string, bool> MaySee { get; init; }

    public string Identity { get; init; } = "";

    public bool IncludeResult { get; init; }

    /// <summary>The document as it was before, whole.</summary>
    public bool IncludePrevious { get; init; }

    public bool IncludeMutations { get; init; } = true;

    /// <summary>Release versions are silent unless asked for; drafts are not.</summary>
    public bool IncludeAllVersions { get; init; }

    public bool WithEffects { get; init; }

    /// <summary>Told at the commit, not only once queries see the change.</summary>
    public bool BeforeIndex { get; init; }

    public string Visibility => BeforeIndex ? "transaction" : "query";
}
