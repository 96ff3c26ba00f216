using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <summary>Which prices inside a document a look at it concerns, whatever rang: an unchanged one costs no call.</summary>
public static class PartChanges
{
    /// <summary>Parts that differ from what was agreed, are new, or are gone.</summary>
    /// <param name="memory">What was agreed.</param>
    /// <param name="host">The published document; null when there is none: then nothing is said about its parts.</param>
    public static IEnumerable<string> Of(FamilyMemory memory, SanityDocument? host)
    {
        if (host is null)
            return [];
        var parts = Parts.Of(host).ToDictionary(part => part.Id, StringComparer.Ordinal);
        var gone = memory
            .Links.Where(link => link.State == LinkState.Linked && PartId.KeyOf(link.SanityId) is not null)
            .Select(link => link.SanityId)
            .Where(id => !parts.ContainsKey(id));
        return parts
            .Where(part => memory.PriceOf(part.Key) is not { } link || !Parts.IsAgreed(link, part.Value))
            .Select(part => part.Key)
            .Concat(gone);
    }
}
