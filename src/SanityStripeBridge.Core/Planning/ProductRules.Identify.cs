using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <content>Which document and which Stripe product are the pair, and what is made where one is missing.</content>
internal sealed partial class ProductRules
{
    private ProductHead? IdentifyUnlinked(Link? deleted)
    {
        var document = draft.Document(draft.Family, complete: true);
        if (document is null)
            return null;
        if (draft.Settings.Undecided.Contains(draft.Family))
        {
            draft.Find(draft.Family, CompanionStatus.Held, Waits.Undecided);
            return null;
        }
        if (!TryFindCounterpart(document.Published, deleted, out var product))
            return null;
        return (document.Published, product) switch
        {
            ({ } published, { } found) => Pair(document, published, found),
            ({ } published, null) => Create(document, published, deleted),
            (null, { } found) => Import(document, found),
            // Prices that are there before their product wait and say so.
            _ => new(document, null, null),
        };
    }

    // False while a candidate must still be looked at. An id in a document is believed only if the object exists in the
    // pinned account and its marks, if any, are ours.
    private bool TryFindCounterpart(SanityDocument? published, Link? deleted, out StripeProduct? found)
    {
        found = null;
        var derived = DerivedId.StripeProduct(draft.Family);
        var paired = draft.Settings.Pairs.GetValueOrDefault(draft.Family);
        string?[] candidates =
        [
            paired,
            draft.Concern.StripeProduct,
            published?.Text("stripeProductId"),
            draft.Look.Products.ContainsKey(derived) ? derived : null,
        ];
        foreach (var id in candidates.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (
                draft.Look.Taken.ContainsKey(id)
                || id == deleted?.StripeId
                || draft.Settings.Undecided.Contains(id)
            )
                continue;
            if (!draft.SawProduct(id, out var product))
                return false;
            if (product is null || !draft.Settings.IsOurs(product.Metadata))
                continue;
            var claimed = draft.Settings.ClaimedDocument(product.Metadata);
            if (
                id == paired
                || claimed is null
                || claimed == draft.Family
                || draft.Family == DerivedId.Document(id)
            )
            {
                found = product;
                return true;
            }
        }
        return true;
    }

    private ProductHead? Pair(DocumentLook document, SanityDocument published, StripeProduct product)
    {
        var namesStripe = published.Text("stripeProductId") == product.Id;
        var namesDocument = draft.Settings.ClaimedDocument(product.Metadata) == draft.Family;
        var isMatched = draft.Settings.Pairs.GetValueOrDefault(draft.Family) == product.Id;
        if (!draft.Settings.MayCreate && !isMatched && !(namesStripe && namesDocument))
        {
            TellUnadopted();
            return null;
        }
        var link = new Link
        {
            Type = ObjectType.Product,
            SanityId = draft.Family,
            StripeId = product.Id,
            Family = draft.Family,
            PublishedSeen = true,
            IdWritten = namesStripe,
        };
        draft.Remember(link);
        draft.Note(
            draft.Family,
            $"linked with {product.Id}, because {(isMatched ? "the two were matched" : "one names the other")}"
        );
        return new(document, product, link);
    }

    private ProductHead? Create(DocumentLook document, SanityDocument published, Link? deleted)
    {
        var mapped = SanityReader.Product(published, IsUsableDefault, draft.Settings.ImageUrl);
        if (Blocked(mapped))
            return new(document, null, null);
        if (Readiness.Unready(published) is { } unready)
        {
            draft.Find(draft.Family, CompanionStatus.Waiting, unready);
            return new(document, null, null);
        }
        var fields = Fitting.ForStripe(published, mapped.Fields).Where(path => path != "defaultPrice");
        if (!draft.Settings.MayCreate)
        {
            TellUnadopted();
            return null;
        }
        var attempt = 1;
        while (IsUsed(DerivedId.StripeProduct(draft.Family, attempt), deleted))
            attempt++;
        var id = DerivedId.StripeProduct(draft.Family, attempt);
        draft.Add(
            Step.CreateProduct,
            new()
            {
                Side = Side.Stripe,
                Type = ObjectType.Product,
                Action = ChangeAction.Create,
                SanityId = draft.Family,
                StripeId = id,
                Fields = Differences(Fields.None, fields),
                Whole = fields,
                WithPrice = DefaultAlong(mapped.Fields["defaultPrice"].AsText(), id),
                Because = "it is published in Sanity and has no product in Stripe",
            }
        );
        return new(document, null, null) { Creating = true, StripeId = id };
    }

    private void TellUnadopted()
    {
        if (!draft.Settings.LinksOnly)
            draft.Find(draft.Family, CompanionStatus.Held, Waits.Unadopted);
    }

    // A derived id that was looked at and could not be paired belongs to somebody else, or was deleted.
    private bool IsUsed(string id, Link? deleted) =>
        draft.Look.Taken.ContainsKey(id) || id == deleted?.StripeId || draft.Look.Products.ContainsKey(id);

    // default_price_data knows neither lookup key nor nickname, trial, meter, package pricing or tiers.
    private Change? DefaultAlong(string? priceDocument, string productId)
    {
        if (priceDocument is null || draft.Memory.PriceOf(priceDocument) is not null)
            return null;
        var published = draft.Document(priceDocument, complete: true)?.Published;
        if (published is null || published.Text("stripePriceId") is not null)
            return null;
        var mapped = SanityReader.Price(published);
        string[] beyond =
        [
            "lookupKey",
            "nickname",
            "trialPeriodDays",
            "usageType",
            "meter",
            "transformQuantity",
            "billingScheme",
        ];
        if (mapped.Problems.Count > 0 || beyond.Any(path => !mapped.Fields[path].IsAbsent))
            return null;
        return Readiness.Unready(published) is null
            ? PriceRules.CreateChange(priceDocument, Fitting.ForStripe(published, mapped.Fields), productId)
            : null;
    }

    private ProductHead? Import(DocumentLook document, StripeProduct product)
    {
        if (draft.Settings.NewFromStripe == NewFromStripe.Off)
            return null;
        if (!draft.Settings.MayCreate || draft.Settings.Undecided.Contains(product.Id))
            return null;
        if (!draft.Look.AllStripePrices)
        {
            draft.WantAllPrices(product.Id);
            return null;
        }
        var pictures = draft.Settings.PicturesOf(draft.Memory);
        var mapped = StripeReader.Product(product, DefaultDocument, NoKeys, pictures);
        if (draft.Settings.Mapping.NewProduct is not { } type || !type.CanShow(mapped.Fields))
            return null;
        var takesImages = type.Shape.Takes("images");
        if (takesImages && !draft.SawImages(product))
            return null;
        draft.TellCopied(product.Id, draft.Family, product.Metadata);
        if (takesImages)
            draft.TellMissingImages(product);
        var shown = type.Shown(mapped.Fields);
        var isUnclear = IsUnclear(product);
        var whole = shown.Where(path => !(isUnclear && path == "defaultPrice"));
        draft.Add(
            Step.Documents,
            new()
            {
                Side = Side.Sanity,
                Type = ObjectType.Product,
                Action = ChangeAction.Create,
                SanityId = draft.Family,
                StripeId = product.Id,
                Fields = Differences(Fields.None, whole),
                Whole = whole,
                // What the document has no room for is not agreed to be empty.
                Halves =
                [
                    .. mapped.Fields.Paths.Except(shown.Paths, StringComparer.Ordinal),
                    .. isUnclear ? ["defaultPrice"] : Array.Empty<string>(),
                ],
                IsDraft = draft.Settings.NewFromStripe == NewFromStripe.Draft,
                Because = "it was made in Stripe and has no document",
            }
        );
        return new(document, product, null) { Importing = true };
    }
}
