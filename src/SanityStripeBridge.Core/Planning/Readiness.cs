using System.Globalization;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Core.Planning;

/// <summary>What a readiness filter may ask of a document that has no counterpart yet.</summary>
public static class Readiness
{
    private static readonly HashSet<string> Unlinked = new(StringComparer.Ordinal) { "unlinked" };

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
