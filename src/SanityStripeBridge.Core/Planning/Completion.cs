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
    /// The link and retirement after a Stripe object was made, or a former price taken up again: a new pair, or the current
    /// member of a price document's chain.
    /// </summary>
    /// <param name="former">The document's link until now, perhaps of another family, which then archives its price; null when it had none.</param>
    /// <param name="intent">The creating or reviving intent.</param>
    /// <param name="stripeId">The object.</param>
    /// <param name="archiveOldAt">When a replaced price may be archived.</param>
    public static (Link Link, Retirement? Old) Created(
        Link? former,
        Intent intent,
        string stripeId,
        DateTimeOffset archiveOldAt
    )
    {
        var fresh = NewLink(intent, intent.SanityId, stripeId, intent.Type, intent.After);
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
                    // A reviving intent knows only the revived price as it was, and so does one for another family.
                    Seen =
                        intent.Action == IntentAction.Create && former.Family == intent.Family
                            ? intent.Before
                            : former.Baseline,
                }
        );
    }

    /// <summary>The retirement once its price is archived.</summary>
    public static Retirement Archived(Retirement old) =>
        old with
        {
            ArchiveAt = null,
            Seen = old.Seen.Count > 0 ? old.Seen.With("active", FieldValue.Flag(false)) : old.Seen,
        };
}
