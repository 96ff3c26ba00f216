using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <content>What is to be done for a price that has its document.</content>
internal sealed partial class PriceRules
{
    private void PlanLinked(Link link)
    {
        var document = draft.Document(link.SanityId);
        if (!draft.SawPrice(link.StripeId, out var price) || document is null)
            return;
        if (document.Published is not null)
            link = link with { PublishedSeen = true };
        if (!SawFormer(link))
            return;
        switch (document.Published, price)
        {
            case ({ } published, { } found):
                if (BelongsHere(published))
                    Merge(link with { State = LinkState.Linked }, published, found);
                else
                    Follow(link with { State = LinkState.Linked }, found);
                break;
            case ({ }, null):
                draft.Remember(link with { State = LinkState.DeletedInStripe });
                if (draft.Settings.Recreate && head.CanHavePrices)
                    PlanUnlinked(link.SanityId, document.Published);
                else
                    PlannedPair.DeletedInStripe(draft, link, "price");
                break;
            case (null, { } found) when link.State == LinkState.Proposed:
                Propose(link, document, found);
                break;
            case (null, { } found):
                Gone(link, found);
                break;
            default:
                draft.Remember(link with { State = LinkState.Tombstone, IdWritten = false });
                break;
        }
    }

    private void Propose(Link link, DocumentLook document, StripePrice price)
    {
        if (document.Draft is { } copy)
            PlannedPair.Propose(
                draft,
                link,
                copy,
                SanityReader.Price(copy),
                StripeReader.Price(price, ProductRules.NoKeys)
            );
    }

    // A former price may have been edited since it was replaced: that edit belongs to the document too.
    private bool SawFormer(Link link) =>
        draft
            .Memory.Retirements.Where(old => old.SanityId == link.SanityId)
            .Where(old => old.ArchiveAt is not null || draft.Concern.StripePrices.Contains(old.StripeId))
            .ToList()
            .TrueForAll(old => draft.SawPrice(old.StripeId, out _));

    private void Merge(Link link, SanityDocument published, StripePrice price)
    {
        var sanity = SanityReader.Price(published);
        var stripe = StripeReader.Price(price, PlannedPair.OwnedKeys(published, link));
        if (stripe.Problems.Count > 0)
        {
            Problems(link.SanityId, stripe);
            draft.Remember(link);
            return;
        }
        if (SeenDocument.ShapeOf(published)?.Unpriced(stripe.Fields) is { } part)
        {
            draft.Find(
                link.SanityId,
                CompanionStatus.Error,
                $"{price.Id} has {part} in Stripe, for which the document has no field; make a price there that it can show"
            );
            draft.Remember(link);
            return;
        }
        stripe = Fitting.FromStripe(published, stripe);
        var merged = draft.Merge(link, published, sanity, stripe);
        var planned = new PlannedPair(draft, merged.Link, published, "stripePriceId");
        var isMarked = draft.Settings.IsMarked(price.Metadata, link.SanityId);
        if (sanity.Problems.Count > 0)
            Problems(link.SanityId, sanity);
        else if (merged.ToStripe.Any(change => NeedsReplacement(change, price)))
            Replace(planned.Link, merged, sanity.Fields, stripe.Fields, price);
        else
            ToStripe(planned, merged.ToStripe, price, isMarked, draft.NoteFor(link, price.Metadata));
        planned.ToSanity(merged.ToSanity);
        draft.Remember(planned.Link);
    }

    private void ToStripe(
        PlannedPair planned,
        IReadOnlyList<FieldChange> changes,
        StripePrice price,
        bool isMarked,
        string? note
    )
    {
        var action = PlannedPair.ActionOf(changes);
        if (action == ChangeAction.Archive)
            draft.Archiving.Add(price.Id);
        planned.ToStripe(
            action == ChangeAction.Restore ? Step.MakePrices : Step.UpdatePrices,
            changes,
            isMarked,
            note
        );
    }

    // Its document went to another product, where no price of it stands yet, perhaps for long: until then it shows what is
    // sold here. What its editor changed goes to the price that is made there.
    private void Follow(Link link, StripePrice price)
    {
        if (
            draft.Document(link.SanityId, complete: true)?.Published is not { } published
            || !NamesOurs(published, link)
        )
            return;
        var stripe = StripeReader.Price(price, PlannedPair.OwnedKeys(published, link));
        if (stripe.Problems.Count > 0 || SeenDocument.ShapeOf(published)?.Unpriced(stripe.Fields) is not null)
            return;
        var merged = draft.Merge(
            link,
            published,
            SanityReader.Price(published),
            Fitting.FromStripe(published, stripe)
        );
        var planned = new PlannedPair(draft, merged.Link, published, "stripePriceId");
        planned.ToSanity(merged.ToSanity);
        draft.Remember(planned.Link);
        draft.Find(
            link.SanityId,
            CompanionStatus.Waiting,
            $"The price waits for its product {SanityReader.Reference(published.Body["product"])}; until it has one there, it is sold as {link.StripeId} of {draft.Family}"
        );
    }

    private bool NamesOurs(SanityDocument published, Link link) =>
        published.Text("stripePriceId") is { } named
        && (
            named == link.StripeId
            || draft.Memory.Retirements.Any(old => old.StripeId == named && old.SanityId == link.SanityId)
        );

    // Once specified, a tax behaviour can only be changed by a new price; a currency can only be added.
    private static bool NeedsReplacement(FieldChange change, StripePrice price) =>
        CurrencyOption.CurrencyOf(change.Path) is { } currency
            ? price.CurrencyOptions?.ContainsKey(currency) == true
            : DefaultMapping.Spec(ObjectType.Price, change.Path).Immutable
                || (change.Path == "taxBehavior" && price.TaxBehavior is not (null or "unspecified"));

    // What the document does not hold (or somebody must still decide) moves along, but is not agreed by it.
    private void Replace(Link link, ObjectMerge merged, Fields sanity, Fields former, StripePrice price)
    {
        if (!SawChain(link.SanityId, merged.Desired, out var chosen))
            return;
        var change = new Change
        {
            Side = Side.Stripe,
            Type = ObjectType.Price,
            Action = ChangeAction.Replace,
            SanityId = link.SanityId,
            StripeId = price.Id,
            Fields = merged.ToStripe,
            Former = former,
            Halves =
            [
                .. merged
                    .Desired.Paths.Union(sanity.Paths)
                    .Where(path => merged.Desired[path] != sanity[path]),
            ],
            Whole = merged.Desired.With("product", FieldValue.Text(price.Product.Id)),
            Because =
                "Stripe never edits "
                + string.Join(
                    ", ",
                    merged
                        .ToStripe.Where(change => NeedsReplacement(change, price))
                        .Select(change => change.Path)
                )
                + " of a price, so "
                + (chosen is null ? "a new one" : $"{chosen.Id}, which was its price before,")
                + " takes its place",
        };
        draft.Add(Step.MakePrices, chosen is null ? change : Taking(change, chosen));
    }

    private void Gone(Link link, StripePrice price)
    {
        // The prices of an archived product stay as they are, those inside its document too.
        if (!link.PublishedSeen || IsInGoneDocument(link))
            return;
        if (link.State == LinkState.Tombstone && price.Active)
            PlannedPair.Unarchived(draft, link);
        else if (!price.Active)
            PlannedPair.Bury(draft, link);
        else
        {
            Archive(
                Step.UpdatePrices,
                link.SanityId,
                price,
                "its document was deleted or unpublished in Sanity"
            );
        }
    }

    private bool IsInGoneDocument(Link link) =>
        PartId.KeyOf(link.SanityId) is not null && head.Document.Published is null;

    // The id in the document is an active price at every instant: the old one is archived only when the new one stands there.
    private void Retire(Retirement old)
    {
        var link = draft.Memory.PriceOf(old.SanityId);
        if (old.Family != draft.Family)
            return;
        // In a document that is gone no id will stand any more.
        if (
            link is { State: LinkState.Linked, IdWritten: false }
            && !(head.Link is { PublishedSeen: true } && IsInGoneDocument(link))
        )
            return;
        // Its document went to another product: that family rings when its own price stands there.
        if (
            link is null
            && (
                draft.Document(old.SanityId, complete: true) is not { } elsewhere
                || elsewhere.Published?.Text("stripePriceId") == old.StripeId
            )
        )
            return;
        if (old.ArchiveAt > draft.Now)
            return;
        if (!draft.SawPrice(old.StripeId, out var price))
            return;
        if (
            price is not null
            && link is null
            && draft.Look.Documents.GetValueOrDefault(old.SanityId)?.Published is { } moved
        )
            NoteWhatStays(price, moved);
        if (price is not { Active: true })
        {
            draft.Remember(Completion.Archived(old));
            return;
        }
        Archive(Step.Retire, old.SanityId, price, $"{link?.StripeId ?? "nothing"} took its place");
    }

    private void Archive(Step step, string sanityId, StripePrice price, string because)
    {
        draft.Archiving.Add(price.Id);
        draft.Add(
            step,
            new()
            {
                Side = Side.Stripe,
                Type = ObjectType.Price,
                Action = ChangeAction.Archive,
                Retires = step == Step.Retire,
                SanityId = sanityId,
                StripeId = price.Id,
                Fields = [new("active", FieldValue.Flag(true), FieldValue.Flag(false))],
                Because = because,
            }
        );
    }
}
