using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <summary>What is to be done for the prices of a family.</summary>
internal sealed partial class PriceRules(PlanDraft draft, ProductHead head)
{
    /// <summary>Links what belongs together: successors of linked prices, and pairs that name each other.</summary>
    public void Identify()
    {
        foreach (var id in draft.Concern.StripePrices)
            if (
                head.Stripe is { } product
                && draft.Memory.DocumentOf(id) is null
                && !draft.Look.Taken.ContainsKey(id)
            )
                draft.WantAllPrices(product.Id);
        if (draft.Concern.Everything)
            draft.WantPriceDocuments();
        // While its document was gone, finance may have made prices that were told of then, and found no home.
        if (head.Stripe is { } existing && (draft.Concern.Everything || head.Importing || head.Restored))
            draft.WantAllPrices(existing.Id);
        new Succession(draft, head).Relink();
        foreach (var id in Documents())
            if (
                draft.Memory.PriceOf(id) is null
                && draft.Document(id, complete: true)?.Published is { } published
            )
                PairUp(id, published);
    }

    /// <summary>Plans the writes of every price in scope.</summary>
    public void Plan()
    {
        if (head.Document.Published is { } host && Parts.Nameless(host) is > 0 and var nameless)
            draft.Find(
                draft.Family,
                CompanionStatus.Error,
                $"{Parts.ListOf(host)} has {nameless} entries without a _key, by which a variant is told from another; remove them and add them anew"
            );
        foreach (var id in Documents())
            if (draft.Memory.PriceOf(id) is { } link)
                PlanLinked(link);
            else if (draft.Document(id, complete: true)?.Published is { } published)
                PlanUnlinked(id, published);
        foreach (var price in Unlinked())
            if (HasLeft(price))
                ArchiveLeft(price);
            else if (IsOfAPart(price))
                TellOfPart(price);
            else
                Import(price);
        foreach (var old in draft.Memory.Retirements.ToList())
            if (old.ArchiveAt is not null)
                Retire(old);
            else
                TellUnarchived(old);
    }

    /// <summary>The document a Stripe price without a link belongs to, or will get.</summary>
    public static string DocumentFor(PlanDraft draft, StripePrice price) =>
        draft.Settings.ClaimedPrice(price.Metadata) is { } claimed
        && draft.Memory.PriceOf(claimed) is null
        && draft.Look.Document(claimed)?.Published is not null
            ? claimed
            : DerivedId.Document(price.Id);

    public static Change CreateChange(string sanityId, Fields fields, string productId) =>
        new()
        {
            Side = Side.Stripe,
            Type = ObjectType.Price,
            Action = ChangeAction.Create,
            SanityId = sanityId,
            Fields = ProductRules.Differences(Fields.None, fields),
            Whole = fields.With("product", FieldValue.Text(productId)),
            Because = "it is published in Sanity and has no price in Stripe",
        };

    private void Problems(string id, Mapped mapped) =>
        draft.Find(
            id,
            CompanionStatus.Error,
            string.Join(". ", mapped.Problems.Select(problem => problem.Sentence))
        );
}
