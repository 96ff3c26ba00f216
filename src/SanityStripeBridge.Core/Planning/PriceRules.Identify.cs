using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <content>Which documents and prices are in scope, and which pairs name each other.</content>
internal sealed partial class PriceRules
{
    private SortedSet<string> Documents()
    {
        var ids = new SortedSet<string>(draft.Concern.PriceDocuments, StringComparer.Ordinal);
        ids.UnionWith(draft.Concern.StripePrices.Select(draft.Memory.DocumentOf).OfType<string>());
        ids.UnionWith(PartChanges.Of(draft.Memory, head.Document.Published));
        if (draft.Concern.Everything || head.Link is null)
        {
            ids.UnionWith(
                draft.Memory.Links.Where(link => link.Type == ObjectType.Price).Select(link => link.SanityId)
            );
            ids.UnionWith(
                draft
                    .Memory.Documents.Where(known => known is { Type: ObjectType.Price, Rev: not null })
                    .Select(known => known.SanityId)
            );
            ids.UnionWith(draft.Look.Documents.Where(IsPrice).Select(pair => pair.Key));
            if (head.Document.Published is { } published)
                ids.UnionWith(Parts.Of(published).Select(part => part.Id));
        }
        ids.UnionWith(
            draft.Memory.Retirements.Where(old => old.ArchiveAt is not null).Select(old => old.SanityId)
        );
        // A price made along with its product still has to be named in its document, whoever rang.
        ids.UnionWith(
            draft
                .Memory.Links.Where(link =>
                    link is { Type: ObjectType.Price, State: LinkState.Linked, IdWritten: false }
                )
                .Select(link => link.SanityId)
        );
        // Both sides of it were seen already: one that this very work imported still has to be marked in Stripe.
        ids.UnionWith(
            draft
                .Memory.Links.Where(link =>
                    link.Type == ObjectType.Price
                    && draft.Look.Document(link.SanityId) is not null
                    && draft.Look.Prices.ContainsKey(link.StripeId)
                )
                .Select(link => link.SanityId)
        );
        if (head.DefaultReference is { } reference && draft.Memory.PriceOf(reference) is null)
            ids.Add(reference);
        if (head.Stripe is not null)
            ids.UnionWith(
                Unlinked().Select(price => draft.Settings.ClaimedPrice(price.Metadata)).OfType<string>()
            );
        return ids;
    }

    private static bool IsPrice(KeyValuePair<string, DocumentLook> look) =>
        look.Value.Published?.Type == "price";

    private void PairUp(string id, SanityDocument published)
    {
        if (head.Stripe is not { } product || !BelongsHere(published))
            return;
        if (draft.Settings.Undecided.Contains(id))
            return;
        var matched = draft.Settings.Pairs.GetValueOrDefault(id);
        // Of the members of a chain the document names the current one; else it is the newest that is active.
        var candidate = Free()
            .Where(price => price.Id == matched || draft.Settings.ClaimedPrice(price.Metadata) == id)
            .OrderByDescending(price => price.Id == matched)
            .ThenByDescending(price => price.Id == published.Text("stripePriceId"))
            .ThenByDescending(price => price.Active)
            .ThenByDescending(price => price.Created)
            .FirstOrDefault();
        if (
            candidate is null
            && published.Text("stripePriceId") is { } named
            && draft.Memory.DocumentOf(named) is null
            && !draft.Settings.Undecided.Contains(named)
        )
        {
            if (draft.Look.Taken.ContainsKey(named) || !draft.SawPrice(named, out candidate))
                return;
            if (
                candidate is not null
                && (candidate.Product.Id != product.Id || !draft.Settings.IsOurs(candidate.Metadata))
            )
                return;
        }
        if (candidate is null)
            return;
        var mutual =
            published.Text("stripePriceId") == candidate.Id
            && draft.Settings.ClaimedPrice(candidate.Metadata) == id;
        if (!draft.Settings.MayCreate && !mutual && candidate.Id != matched)
            return;
        draft.Remember(
            new Link
            {
                Type = ObjectType.Price,
                SanityId = id,
                StripeId = candidate.Id,
                Family = draft.Family,
                PublishedSeen = true,
                IdWritten = published.Text("stripePriceId") == candidate.Id,
            }
        );
        draft.Note(
            id,
            $"linked with {candidate.Id}, because {(candidate.Id == matched ? "the two were matched" : "one names the other")}"
        );
    }

    // Those that nobody has to match first.
    private IEnumerable<StripePrice> Free() =>
        Unlinked().Where(price => !draft.Settings.Undecided.Contains(price.Id));

    private bool BelongsHere(SanityDocument published) => BelongsTo(draft.Family, published);

    private static bool BelongsTo(string family, SanityDocument published) =>
        SanityReader.Reference(published.Body["product"]) == family;

    private IEnumerable<StripePrice> Unlinked() => draft.Unlinked(head.StripeId);
}
