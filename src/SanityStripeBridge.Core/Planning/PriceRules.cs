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
                && !draft.Look.Taken.Contains(id)
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
            if (draft.Look.Taken.Contains(named) || !draft.SawPrice(named, out candidate))
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

    private void PlanUnlinked(string id, SanityDocument published)
    {
        if (!BelongsHere(published) || published.Type != "price")
            return;
        var mapped = SanityReader.Price(published);
        if (mapped.Problems.Count > 0)
            Problems(id, mapped);
        else if (head.Document.Published is null)
        {
            StripCopiedId(id, published);
            draft.Find(
                id,
                CompanionStatus.Waiting,
                $"The price waits until its product {draft.Family} is published"
            );
        }
        else if (Readiness.Unready(published) is { } unready)
            draft.Find(id, CompanionStatus.Waiting, unready);
        // A part waits for what its own document says already.
        else if (!head.CanHavePrices && PartId.KeyOf(id) is not null && IsUnready())
            return;
        else if (!head.CanHavePrices)
            draft.Find(
                id,
                CompanionStatus.Waiting,
                "The price waits for its product, which is not in Stripe yet"
            );
        else if (draft.Settings.Undecided.Contains(id))
            draft.Find(id, CompanionStatus.Held, Waits.Undecided);
        else if (!draft.Settings.MayCreate)
            TellUnadopted(id);
        else if (!draft.AlreadyMakes(id))
        {
            var fields = Fitting.ForStripe(published, mapped.Fields);
            var change = CreateChange(id, fields, head.StripeId!);
            if (SawChain(id, fields, out var former))
                draft.Add(Step.MakePrices, former is null ? change : Taking(change, former));
        }
    }

    // Until it has a price of its own, a duplicate must not sell its original's.
    private void StripCopiedId(string id, SanityDocument published)
    {
        if (
            published.Text("stripePriceId") is { } copied
            && draft.Memory.DocumentOf(copied) is { } original
            && original != id
            && draft.Settings.OnlyTo != Side.Stripe
            && draft.Document(id, complete: true)?.Published is not null
        )
            draft.Add(
                Step.Documents,
                new()
                {
                    Side = Side.Sanity,
                    Type = ObjectType.Price,
                    Action = ChangeAction.Link,
                    SanityId = id,
                    Because = $"{copied} is the price of {original}, of which it is a duplicate",
                }
            );
    }

    private void TellUnadopted(string id)
    {
        if (!draft.Settings.LinksOnly)
            draft.Find(id, CompanionStatus.Held, Waits.Unadopted);
    }

    private bool IsUnready() =>
        head.Document.Published is { } product && Readiness.Unready(product) is not null;

    private IEnumerable<StripePrice> Unlinked() =>
        draft
            .Look.Prices.Values.OfType<StripePrice>()
            .Where(price => price.Product.Id == head.StripeId)
            .Where(price => draft.Memory.DocumentOf(price.Id) is null && !draft.Look.Taken.Contains(price.Id))
            .OrderBy(price => price.Created)
            .ThenBy(price => price.Id, StringComparer.Ordinal);

    /// <summary>Whether a Stripe price without a link gets a document: not one that no document can show, nor one that we made for a document ourselves.</summary>
    public static bool CanImport(PlanDraft draft, StripePrice price) =>
        draft.Settings is { NewFromStripe: not NewFromStripe.Off, MayCreate: true }
        && draft.Settings.IsOurs(price.Metadata)
        && !draft.Look.Taken.Contains(price.Id)
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
                : price.Metadata.ContainsKey("bridge_op") && !IsCopy(draft, price)
        );

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
        draft.Archiving.Add(price.Id);
        draft.Add(
            Step.UpdatePrices,
            new()
            {
                Side = Side.Stripe,
                Type = ObjectType.Price,
                Action = ChangeAction.Archive,
                SanityId = claimed,
                StripeId = price.Id,
                Fields = [new("active", FieldValue.Flag(true), FieldValue.Flag(false))],
                Because = "its document belongs to another product now",
            }
        );
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
            !price.Active
            || !draft.Concern.StripePrices.Contains(price.Id)
            || draft.Settings.ClaimedPrice(price.Metadata) is not { } part
            || !draft.Settings.IsOurs(price.Metadata)
        )
            return;
        var amount = StripeReader.Price(price, ProductRules.NoKeys).Fields["unitAmount"];
        var sentence =
            $"{price.Id} ({amount} {price.Currency}) was made in Stripe from the price of {Parts.Name(head.Document.Published, PartId.KeyOf(part) ?? part)}, and nothing here shows it. Give it metadata replaces = {draft.Memory.PriceOf(part)?.StripeId ?? "the price it replaces"} to put it in that one's place, or take its variant_key away to have a document for it";
        draft.Note(part, sentence);
        draft.Find(part, CompanionStatus.Synced, sentence);
    }

    private void Problems(string id, Mapped mapped) =>
        draft.Find(
            id,
            CompanionStatus.Error,
            string.Join(". ", mapped.Problems.Select(problem => problem.Sentence))
        );
}
