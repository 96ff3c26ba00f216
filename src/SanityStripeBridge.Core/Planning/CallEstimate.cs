using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Planning;

/// <summary>How many objects a full run reads through.</summary>
public sealed record CatalogueSize(int StripeProducts, int ActivePrices, int InactivePrices, int Documents);

/// <summary>What a full run with these changes asks of the platforms, before anybody interferes.</summary>
public sealed record CallEstimate(int StripeReads, int StripeWrites, int SanityReads, int SanityTransactions)
{
    /// <summary>Stripe's largest page.</summary>
    private const int StripePage = 100;

    /// <summary>Documents per query.</summary>
    private const int SanityPage = 500;

    /// <summary>Families whose documents are read anew together: what is older than a few seconds is read once more.</summary>
    private const int Together = 20;

    /// <summary>One call after the other, as a full run makes them.</summary>
    private const long MillisecondsPerCall = 250;

    /// <summary>Estimated duration, rounded up.</summary>
    public long Seconds =>
        ((StripeReads + StripeWrites + SanityReads + SanityTransactions) * MillisecondsPerCall + 999) / 1000;

    /// <summary>Estimates the calls.</summary>
    /// <param name="size">What is listed.</param>
    /// <param name="changes">All changes of the plan, each with its family.</param>
    public static CallEstimate Of(CatalogueSize size, IEnumerable<(string Family, Change Change)> changes)
    {
        var families = changes.GroupBy(entry => entry.Family, entry => entry.Change).ToList();
        return new(
            Pages(size.StripeProducts, StripePage)
                + Pages(size.ActivePrices, StripePage)
                + Pages(size.InactivePrices, StripePage),
            families.Sum(family => StripeWritesOf([.. family])),
            // Documents are read anew, drafts and versions too, before a family is written.
            Pages(size.Documents, SanityPage) + (families.Count + Together - 1) / Together,
            families.Count(family => family.Any(WritesSanity))
        );
    }

    private static int StripeWritesOf(IReadOnlyList<Change> changes)
    {
        var writes = changes.Sum(StripeWritesOf);
        // A product that is made before its default price is told of it afterwards.
        var isProductAlone = changes.Any(change =>
            change
                is {
                    Side: Side.Stripe,
                    Type: ObjectType.Product,
                    Action: ChangeAction.Create,
                    WithPrice: null
                }
        );
        return isProductAlone && changes.Any(MakesPrice) ? writes + 1 : writes;
    }

    private static int StripeWritesOf(Change change) =>
        change switch
        {
            // The new document is named in the object's metadata.
            { Side: Side.Sanity, Action: ChangeAction.Create } => 1,
            { Side: Side.Sanity } => 0,
            // Create, repoint the default, archive the old one.
            { Action: ChangeAction.Replace } => 3,
            _ => 1,
        };

    private static bool MakesPrice(Change change) =>
        change is { Side: Side.Stripe, Type: ObjectType.Price, Action: ChangeAction.Create };

    // What is made in Stripe writes its id into the document.
    private static bool WritesSanity(Change change) =>
        change.Side == Side.Sanity || change.Action is ChangeAction.Create or ChangeAction.Replace;

    // An empty list is a call, too.
    private static int Pages(int objects, int page) => Math.Max(1, (objects + page - 1) / page);
}
