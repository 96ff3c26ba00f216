using System.Globalization;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <summary>What a readiness filter may ask of a document that has no counterpart yet.</summary>
public static class Readiness
{
    private static readonly HashSet<string> Unlinked = new(StringComparer.Ordinal) { "unlinked" };

    /// <summary>Why nothing is made for the document yet; null when it is ready, and for one that its type asks nothing of.</summary>
    public static string? Unready(SanityDocument document) =>
        document is SeenDocument { MappedType.Ready: { } filter } seen
        && !CatalogueFilter.Parse(filter).Passes(Facts(seen))
            ? $"The document waits until it is ready: {filter}"
            : null;

    /// <summary>The facts of a document.</summary>
    public static ObjectFacts Facts(SeenDocument document) =>
        new()
        {
            Type = document.Type == "price" ? ObjectType.Price : ObjectType.Product,
            PlanType = document.Text("planType"),
            Project = document.Text("project"),
            Active = SanityReader.IsActive(document),
            States = Unlinked,
            Created = DateTimeOffset.TryParse(
                document.Text("_createdAt"),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var created
            )
                ? created
                : null,
        };

    /// <summary>What is wrong with a filter; null when nothing is.</summary>
    public static string? Fault(string filter)
    {
        try
        {
            CatalogueFilter.Parse(filter);
            return null;
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }
}
