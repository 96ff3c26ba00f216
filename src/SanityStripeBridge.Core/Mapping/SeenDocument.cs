using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>
/// A document, or a price inside one, as the engine sees it: in the shipped schema's words, with the way back to where the
/// values stand.
/// </summary>
/// <param name="Body">In the shipped schema's words.</param>
/// <param name="Source">The stored document.</param>
/// <param name="Shape">How it is seen.</param>
/// <param name="At">Where its root is in the stored document, with a dot at the end; empty for the document's own.</param>
/// <param name="Problems">Values that could not be read.</param>
public sealed record SeenDocument(
    JsonObject Body,
    SanityDocument Source,
    Shape Shape,
    string At,
    IReadOnlyList<Problem> Problems
) : SanityDocument(Body)
{
    /// <summary>The document's type; null for a price inside a document.</summary>
    public TypeMapping? MappedType { get; init; }

    /// <summary>The shape of a document; null for one of the shipped schema, which maps everything.</summary>
    public static Shape? ShapeOf(SanityDocument document) => (document as SeenDocument)?.Shape;
}
