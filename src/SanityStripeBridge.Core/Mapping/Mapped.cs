using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>Something a value cannot be on the other side, in words for the person who wrote it.</summary>
/// <param name="Path">The document's field.</param>
/// <param name="Sentence">What was found, what was expected, what to do.</param>
public sealed record Problem(string Path, string Sentence);

/// <summary>An object in normal form.</summary>
/// <param name="Fields">Its mapped fields.</param>
/// <param name="Problems">
/// Values that cannot be mirrored. From Sanity they block the object's write; from Stripe they are rejected edits, which are
/// put back.
/// </param>
public sealed record Mapped(Fields Fields, IReadOnlyList<Problem> Problems)
{
    /// <summary>Paths whose value is cut to Stripe's limit, each with a sentence that says so: mirrored to Stripe, never read back.</summary>
    public IReadOnlyDictionary<string, string> OneWay { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether the value at the path cannot be mirrored.</summary>
    public bool IsRefused(string path) => Problems.Any(problem => problem.Path == path);
}
