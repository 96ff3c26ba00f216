using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Planning;

/// <summary>
/// What a finished write leaves in memory. The baseline moves only for the fields that were written: any other difference in
/// the answer is somebody's fresh edit and is found by the next comparison. When the platform stored something else than was
/// sent, the baseline keeps what was sent, so that the platform's form travels back like an edit and both sides end equal.
/// </summary>
public static class Completion
{
    /// <summary>Moves the baseline of the written fields.</summary>
    public static Link Agree(Link link, Intent intent) =>
        intent
            .Paths.Where(path => !intent.Halves.Contains(path))
            .Aggregate(link, (moved, path) => moved.Agree(path, intent.After[path]));

    /// <summary>The link after the bridge took the document away, because the Stripe object is gone: both are.</summary>
    public static Link Removed(Link link) => link with { State = LinkState.Tombstone, IdWritten = false };

    /// <summary>The link of a document that was made as a draft: nothing is published, so nothing can be gone.</summary>
    public static Link Proposed(Link link) => link with { State = LinkState.Proposed, PublishedSeen = false };

    /// <summary>The link of an object that was just made: every field it could have is agreed.</summary>
    public static Link NewLink(
        Intent intent,
        string sanityId,
        string stripeId,
        ObjectType type,
        Fields fields
    )
    {
        var link = new Link
        {
            Type = type,
            SanityId = sanityId,
            StripeId = stripeId,
            Family = intent.Family,
            PublishedSeen = true,
            IdWritten = intent.Side == Side.Sanity,
        };
        return Mapping
            .DefaultMapping.Of(type)
            .Select(spec => spec.Path)
            .Union(fields.Paths, StringComparer.Ordinal)
            .Where(path => path != "product" && !intent.Halves.Contains(path))
            .Aggregate(link, (agreed, path) => agreed.Agree(path, fields[path]));
    }

    /// <summary>
    /// The links and retirement after a Stripe object was made: a new pair, or the next member of a price document's chain.
    /// </summary>
    /// <param name="memory">Before.</param>
    /// <param name="intent">The creating intent.</param>
    /// <param name="stripeId">The new object.</param>
    /// <param name="archiveOldAt">When a replaced price may be archived.</param>
    public static (Link Link, Retirement? Old) Created(
        FamilyMemory memory,
        Intent intent,
        string stripeId,
        DateTimeOffset archiveOldAt
    )
    {
        var fresh = NewLink(intent, intent.SanityId, stripeId, intent.Type, intent.After);
        var former = memory.PriceOf(intent.SanityId);
        if (intent.Type == ObjectType.Product || former is null || former.StripeId == stripeId)
            return (fresh, null);
        // What the document does not hold yet is agreed as it was with the former price.
        foreach (var path in intent.Halves)
            if (former.BaselineOf(path) is { } agreed)
                fresh = fresh.Agree(path, agreed);
        return (
            fresh,
            former.State == LinkState.DeletedInStripe
                ? new Retirement(former.StripeId, former.SanityId, former.Family, null)
                : new Retirement(former.StripeId, former.SanityId, former.Family, archiveOldAt)
                {
                    Seen = intent.Before,
                }
        );
    }
}
