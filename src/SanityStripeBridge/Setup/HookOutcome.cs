namespace SanityStripeBridge.Setup;

/// <summary>What became of a platform's webhook.</summary>
/// <param name="Id">The platform's id of it.</param>
/// <param name="Url">Where it delivers to.</param>
/// <param name="Result"><c>created</c>, <c>repaired</c>, <c>replaced</c> or <c>unchanged</c>.</param>
internal sealed record HookOutcome(string Id, string Url, string Result)
{
    /// <summary>What was put right.</summary>
    public IReadOnlyList<string> Repairs { get; init; } = [];

    /// <summary>Ids of webhooks that were removed.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>What only a person can put right.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    /// <summary>A secret that nobody has seen yet; null when none was made.</summary>
    public string? NewSecret { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{Result} {Id} {Url}";
}
