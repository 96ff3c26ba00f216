using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <summary>What is to be done for the product of a family.</summary>
internal sealed partial class ProductRules(PlanDraft draft)
{
    /// <summary>Finds out which two objects are the pair; null while something must be looked at first, or nothing can be done.</summary>
    public ProductHead? Identify()
    {
        var link = draft.Memory.Product;
        if (link is null || (link.State == LinkState.DeletedInStripe && draft.Settings.Recreate))
            return IdentifyUnlinked(link);
        WantConcerned();
        var document = draft.Document(draft.Family);
        if (!draft.SawProduct(link.StripeId, out var product) || document is null)
            return null;
        if (document.Published is not null)
            link = link with { PublishedSeen = true };
        var state = (document.Published, product, link.State) switch
        {
            (not null, not null, _) => LinkState.Linked,
            (not null, null, _) => LinkState.DeletedInStripe,
            (null, null, _) => LinkState.Tombstone,
            _ => link.State,
        };
        if (state != link.State)
            draft.Note(link.SanityId, StateSentence(state));
        var isRestored = link.State == LinkState.Tombstone && state == LinkState.Linked;
        link = link with { State = state };
        draft.Remember(link);
        return state == LinkState.DeletedInStripe && draft.Settings.Recreate
            ? IdentifyUnlinked(link)
            : new(document, product, link) { Restored = isRestored };
    }

    // A price brings its product along, and documents are read together: one read on each side.
    private void WantConcerned()
    {
        foreach (
            var price in draft.Memory.Links.Where(link =>
                link is { Type: ObjectType.Price }
                && (
                    draft.Concern.PriceDocuments.Contains(link.SanityId)
                    || draft.Concern.StripePrices.Contains(link.StripeId)
                )
            )
        )
        {
            // Where all are looked at anyway, their list comes first; what it leaves out is read by itself.
            if (draft.Concern.Everything && !draft.Look.AllStripePrices)
                draft.WantAllPrices(draft.Memory.Product!.StripeId);
            else
                draft.SawPrice(price.StripeId, out _);
            draft.Document(price.SanityId);
        }
    }

    /// <summary>Plans the product's own writes.</summary>
    public void Plan(ProductHead head)
    {
        if (head.Creating || head.Importing)
            return;
        switch (head)
        {
            case { Document.Published: { } published, Stripe: { } product, Link: { } link }:
                Merge(link, published, product);
                break;
            case { IsProposed: true, Stripe: { } product, Link: { } link, Document.Draft: { } copy }:
                Propose(link, copy, product);
                break;
            case { Stripe: { } product, Link: { } link }:
                Gone(link, product);
                break;
            case { Link: { State: LinkState.DeletedInStripe } link }:
                PlannedPair.DeletedInStripe(draft, link, "product");
                break;
        }
    }

    private void Propose(Link link, SanityDocument copy, StripeProduct product)
    {
        var sanity = SanityReader.Product(copy, IsLinked, draft.Settings.ImageUrl);
        var takesImages = TakesImages(copy, sanity);
        if (takesImages && !draft.SawImages(product))
            return;
        var pictures = draft.Settings.PicturesOf(draft.Memory);
        PlannedPair.Propose(
            draft,
            link,
            copy,
            sanity,
            StripeReader.Product(product, DefaultDocument, NoKeys, pictures)
        );
        if (takesImages || sanity.OneWay.ContainsKey("images"))
            draft.TellMissingImages(product);
    }

    private static bool TakesImages(SanityDocument document, Mapped sanity) =>
        !sanity.OneWay.ContainsKey("images") && PlannedPair.Takes(document, "images");

    private void Merge(Link link, SanityDocument published, StripeProduct product)
    {
        var sanity = SanityReader.Product(published, IsUsableDefault, draft.Settings.ImageUrl);
        var takesImages = TakesImages(published, sanity);
        if (takesImages && !draft.SawImages(product))
            return;
        var stripe = Fitting.FromStripe(
            published,
            StripeReader.Product(
                product,
                DefaultDocument,
                PlannedPair.OwnedKeys(published, link),
                draft.Settings.PicturesOf(draft.Memory)
            )
        );
        foreach (var sentence in sanity.OneWay.Values)
            draft.Find(draft.Family, CompanionStatus.Synced, sentence);
        if (takesImages || sanity.OneWay.ContainsKey("images"))
            draft.TellMissingImages(product);
        var merged = draft.Merge(link, published, sanity, stripe, IsUnclear(product) ? ["defaultPrice"] : []);
        var planned = new PlannedPair(draft, merged.Link, published, "stripeProductId");
        var toStripe = WithRepointing(merged.Desired["defaultPrice"].AsText(), product, merged.ToStripe);
        toStripe.RemoveAll(change => change.Path == "defaultPrice" && !IsReady(change.To.AsText()));
        // The default goes even with a product that cannot be mirrored: a replaced or archived price must not wait for its text.
        var isBlocked = Blocked(sanity);
        if (isBlocked)
            toStripe.RemoveAll(change => change.Path != "defaultPrice");
        if (IsRefused(Look.DefaultPrice))
            toStripe.RemoveAll(change => change.Path == "defaultPrice");
        planned.ToStripe(
            Step.UpdateProduct,
            toStripe,
            isBlocked || draft.Settings.IsMarked(product.Metadata, link.SanityId),
            isBlocked ? null : draft.NoteFor(link, product.Metadata)
        );
        planned.ToSanity(merged.ToSanity);
        draft.Remember(planned.Link);
    }

    // Finance named a price as default that has no document and gets none: nothing here can stand for it, so it is left alone.
    private bool IsUnclear(StripeProduct product)
    {
        if (product.DefaultPrice?.Id is not { } id)
            return false;
        // A proposed price is no default in Sanity before its draft is published, and that is nobody's edit.
        if (draft.Memory.DocumentOf(id) is { } document)
            return draft.Memory.PriceOf(document) is { State: LinkState.Proposed };
        if (!draft.SawPrice(id, out var price))
            return true;
        return price is null || price.Product.Id != product.Id || !PriceRules.CanImport(draft, price);
    }

    // Stripe takes only an active price of the product as default; one that is not there yet is waited for.
    private bool IsReady(string? priceDocument) =>
        priceDocument is null
        || draft.Readies(priceDocument)
        || (
            draft.Memory.PriceOf(priceDocument) is { State: LinkState.Linked } link
            && draft.Look.Prices.GetValueOrDefault(link.StripeId) is not { Active: false }
        );

    // After a replacement the product still names the old price of the same document: no field changed, the id did.
    private List<FieldChange> WithRepointing(
        string? desired,
        StripeProduct product,
        IReadOnlyList<FieldChange> changes
    )
    {
        var list = changes.ToList();
        if (
            desired is not null
            && list.All(change => change.Path != "defaultPrice")
            && draft.Memory.PriceOf(desired) is { State: LinkState.Linked } price
            && product.DefaultPrice?.Id != price.StripeId
            && product.DefaultPrice is not null
        )
            list.Add(new("defaultPrice", FieldValue.Text(desired), FieldValue.Text(desired)));
        return list;
    }

    // Gone in Sanity: archived in Stripe, the ids kept. What finance changed meanwhile stands in the history.
    private void Gone(Link link, StripeProduct product)
    {
        if (!link.PublishedSeen)
            return;
        var changes = new List<FieldChange>();
        if (product.DefaultPrice is { } price && draft.Archiving.Contains(price.Id))
            changes.Add(
                new("defaultPrice", FieldValue.Text(draft.Memory.DocumentOf(price.Id)), FieldValue.Absent)
            );
        var isArchiving = product.Active && link.State != LinkState.Tombstone;
        if (isArchiving)
            changes.Add(new("active", FieldValue.Flag(true), FieldValue.Flag(false)));
        else if (product.Active)
            PlannedPair.Unarchived(draft, link);
        else
            PlannedPair.Bury(draft, link);
        if (changes.Count > 0)
            draft.Add(
                Step.UpdateProduct,
                new()
                {
                    Side = Side.Stripe,
                    Type = ObjectType.Product,
                    Action = isArchiving ? ChangeAction.Archive : ChangeAction.Update,
                    SanityId = link.SanityId,
                    StripeId = link.StripeId,
                    Fields = changes,
                    Because = "its document was deleted or unpublished in Sanity",
                }
            );
    }

    private bool Blocked(Mapped sanity)
    {
        if (sanity.Problems.Count > 0)
            draft.Find(
                draft.Family,
                CompanionStatus.Error,
                string.Join(". ", sanity.Problems.Select(problem => problem.Sentence))
            );
        return IsRefused(draft.Family) || sanity.Problems.Count > 0;
    }

    private bool IsRefused(string what)
    {
        if (draft.Look.Refusals.GetValueOrDefault(what) is not { } refusal)
            return false;
        draft.Find(draft.Family, CompanionStatus.Error, refusal);
        return true;
    }

    /// <summary>Only a price of this product that is published and active counts as default.</summary>
    private bool IsUsableDefault(string priceDocument)
    {
        var link = draft.Memory.PriceOf(priceDocument);
        if (draft.Look.Document(priceDocument) is null && link is { State: LinkState.Linked })
            return link.Baseline["active"].AsFlag() == true;
        return draft.Document(priceDocument)?.Published is { } published
            && SanityReader.IsActive(published)
            && SanityReader.Reference(published.Body["product"]) == draft.Family;
    }

    private bool IsLinked(string priceDocument) => draft.Memory.PriceOf(priceDocument) is not null;

    private string? DefaultDocument(string stripePriceId)
    {
        if (draft.Memory.DocumentOf(stripePriceId) is { } known)
            return known;
        if (draft.Look.Prices.GetValueOrDefault(stripePriceId) is { } price && draft.Look.AllStripePrices)
            return PriceRules.DocumentFor(draft, price);
        if (draft.Memory.Product is { } link)
            draft.WantAllPrices(link.StripeId);
        return null;
    }

    internal static readonly IReadOnlySet<string> NoKeys = new HashSet<string>(StringComparer.Ordinal);

    internal static IReadOnlyList<FieldChange> Differences(Fields from, Fields to) =>
        [
            .. from
                .Paths.Union(to.Paths, StringComparer.Ordinal)
                .Where(path => from[path] != to[path])
                .Select(path => new FieldChange(path, from[path], to[path])),
        ];

    private static string StateSentence(LinkState state) =>
        state switch
        {
            LinkState.Linked => "both objects are there again",
            LinkState.DeletedInStripe => "it was deleted in Stripe",
            _ => "it is gone on both sides",
        };
}
