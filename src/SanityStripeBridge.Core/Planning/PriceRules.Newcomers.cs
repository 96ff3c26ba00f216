using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <content>What is to be done for a Stripe price that has no document.</content>
internal sealed partial class PriceRules
{
    /// <summary>Whether a Stripe price without a link gets a document: not one that no document can show, nor one that we made for a document ourselves.</summary>
    public static bool CanImport(PlanDraft draft, StripePrice price) =>
        draft.Settings is { NewFromStripe: not NewFromStripe.Off, MayCreate: true }
        && draft.Settings.IsOurs(price.Metadata)
        && !draft.Look.Taken.ContainsKey(price.Id)
        && !draft.Settings.Undecided.Contains(price.Id)
        && !IsOfAPart(price)
        && !IsOfAChain(draft, price)
        && StripeReader.Price(price, ProductRules.NoKeys) is { Problems.Count: 0 } mapped
        && draft.Settings.Mapping.NewPrice?.CanShow(mapped.Fields) == true;

    // A part's price, whoever has copied it and whether or not the part is still there.
    private static bool IsOfAPart(StripePrice price) =>
        price.Metadata.ContainsKey("sanity_id") && price.Metadata.ContainsKey("variant_key");

    private static bool IsOfAChain(PlanDraft draft, StripePrice price) =>
        draft.Settings.ClaimedPrice(price.Metadata) is { } claimed
        && (
            draft.Look.Document(claimed)?.Published is { } published
            && (Names(published, price) || !BelongsTo(draft.Family, published))
                ? Names(published, price)
                : IsOurs(draft, price)
        );

    /// <summary>Whether the bridge made the price.</summary>
    public static bool IsOurs(PlanDraft draft, StripePrice price) =>
        price.Metadata.ContainsKey("bridge_op") && !IsCopy(draft, price);

    private static bool Names(SanityDocument document, StripePrice price) =>
        document.Text("stripePriceId") == price.Id
        || (document.Body["previousStripePriceIds"] as System.Text.Json.Nodes.JsonArray ?? []).Any(id =>
            (string?)id == price.Id
        );

    // Every operation makes one price: a second one that names the same operation had its metadata copied by a person.
    private static bool IsCopy(PlanDraft draft, StripePrice price) =>
        price.Metadata.TryGetValue("bridge_op", out var operation)
        && draft
            .Look.Prices.Values.OfType<StripePrice>()
            .Any(other =>
                other.Id != price.Id
                && other.Metadata.GetValueOrDefault("bridge_op") == operation
                && (other.Created < price.Created || draft.Memory.DocumentOf(other.Id) is not null)
            );

    // Its document went to another product and names the price made there: this one is nobody's any more. One that the
    // document never named was copied with its metadata, by a person who wants it.
    private bool HasLeft(StripePrice price) =>
        price.Active
        && draft.Settings.ClaimedPrice(price.Metadata) is { } claimed
        && draft.Look.Document(claimed)?.Published is { Type: "price" } published
        && !BelongsHere(published)
        && Names(published, price)
        && published.Text("stripePriceId") is { } current
        && current != price.Id;

    private void ArchiveLeft(StripePrice price)
    {
        var claimed = draft.Settings.ClaimedPrice(price.Metadata)!;
        NoteWhatStays(price, draft.Look.Document(claimed)!.Published!);
        Archive(Step.UpdatePrices, claimed, price, "its document belongs to another product now");
    }

    // The price made for the other product was made from the document: what only the old one holds is somebody's edit.
    private void NoteWhatStays(StripePrice price, SanityDocument document)
    {
        var held = SanityReader.Price(document).Fields;
        var left = StripeReader.Price(price, ProductRules.NoKeys).Fields;
        foreach (var (path, value) in left.Where(path => path is not ("lookupKey" or "active")))
            if (value != held[path])
                draft.Note(
                    document.Id,
                    $"{price.Id} is archived with {path} {value}, because its document went to another product with {held[path]}"
                );
    }

    private void Import(StripePrice price)
    {
        var id = DerivedId.Document(price.Id);
        if (head is { Importing: false, Link: null } || !CanImport(draft, price))
            return;
        if (head.Document.Published is null && !head.Importing && !head.IsProposed)
        {
            Homeless(price);
            return;
        }
        var mapped = StripeReader.Price(price, ProductRules.NoKeys);
        var whole = draft.Settings.Mapping.NewPrice!.Shown(mapped.Fields);
        if (!draft.Look.Documents.TryGetValue(id, out var seen) && head.Link is not null)
            draft.Document(id, complete: true);
        else if (seen?.Published is null)
        {
            draft.TellCopied(price.Id, id, price.Metadata);
            draft.Add(
                Step.Documents,
                new()
                {
                    Side = Side.Sanity,
                    Type = ObjectType.Price,
                    Action = ChangeAction.Create,
                    SanityId = id,
                    StripeId = price.Id,
                    Fields = ProductRules.Differences(Fields.None, whole),
                    Whole = whole,
                    Halves = [.. mapped.Fields.Paths.Except(whole.Paths, StringComparer.Ordinal)],
                    IsDraft = draft.Settings.NewFromStripe == NewFromStripe.Draft,
                    Because = "it was made in Stripe and has no document",
                }
            );
        }
    }

    // Told when Stripe tells of it, and found again when the document is back.
    private void Homeless(StripePrice price)
    {
        if (!draft.Concern.StripePrices.Contains(price.Id))
            return;
        var sentence =
            $"{price.Id} was made in Stripe for a product whose document is gone; it gets a document when the product has one again";
        draft.Note(draft.Family, sentence);
        draft.Find(draft.Family, CompanionStatus.Waiting, sentence);
    }

    // It can neither be a part of its own, nor take the part's place by itself: finance may mean either, or nothing of it.
    private void TellOfPart(StripePrice price)
    {
        if (
            !draft.Concern.StripePrices.Contains(price.Id)
            || draft.Settings.ClaimedPrice(price.Metadata) is not { } part
            || !draft.Settings.IsOurs(price.Metadata)
        )
            return;
        var amount = StripeReader.Price(price, ProductRules.NoKeys).Fields["unitAmount"];
        var origin =
            $"{price.Id} ({amount} {price.Currency}) was made in Stripe from the price of {Parts.Name(head.Document.Published, PartId.KeyOf(part) ?? part)}";
        if (!price.Active)
        {
            draft.Note(part, $"{origin} and archived again, so nothing here shows it");
            return;
        }
        var sentence =
            $"{origin}, and nothing here shows it. Give it metadata replaces = {draft.Memory.PriceOf(part)?.StripeId ?? "the price it replaces"} to put it in that one's place, or take its variant_key away to have a document for it";
        draft.Note(part, sentence);
        draft.Find(part, CompanionStatus.Synced, sentence);
    }
}
