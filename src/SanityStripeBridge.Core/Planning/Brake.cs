namespace SanityStripeBridge.Core.Planning;

/// <summary>How many archives, deletions and replacements a rolling hour allows without a person's word.</summary>
/// <param name="Fewest">Always allowed.</param>
/// <param name="Percent">Of the linked objects, when that is more.</param>
/// <param name="Most">Never more.</param>
public sealed record Brake(int Fewest, int Percent, int Most)
{
    /// <summary>The limit for a catalogue of that many linked objects.</summary>
    public long Limit(long linked) => Math.Min(Math.Max(Fewest, linked * Percent / 100), Most);

    /// <summary>Why the next <paramref name="asked"/> must wait; null when they may pass.</summary>
    public string? Refusal(long linked, int counted, int asked) =>
        counted + asked <= Limit(linked)
            ? null
            : $"{counted} archives, deletions and price replacements were written in the last hour and {asked} more would pass the limit of {Limit(linked)}; release them if that is meant (held release)";
}
