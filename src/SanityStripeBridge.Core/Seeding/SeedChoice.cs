using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Adoption;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Seeding;

/// <summary>What a seed file is good for, as both sides stand.</summary>
public enum SeedDecision
{
    /// <summary>Both are empty: the file's catalogue is made.</summary>
    Create,

    /// <summary>Stripe has a catalogue and Sanity has none: it is brought over.</summary>
    Import,

    /// <summary>The file was exported elsewhere: what is missing here is made; what Stripe has already, its lookup keys tell.</summary>
    Promote,

    /// <summary>Sanity has a catalogue and Stripe has none: that is for <c>sync</c>.</summary>
    LeaveToSync,

    /// <summary>Both have one, and nobody has linked them: that is for <c>adopt</c>.</summary>
    LeaveToAdopt,

    /// <summary>Both have one.</summary>
    Nothing,
}

/// <summary>Which families of a file are missing, and what Stripe has of them already.</summary>
public static class SeedChoice
{
    /// <summary>
    /// <code>
    /// Sanity  Stripe   file of a person   exported elsewhere   exported here
    /// empty   empty    Create             Create               Create
    /// empty   filled   Import             Promote              Promote (its links count)
    /// filled  empty    LeaveToSync        LeaveToSync          LeaveToSync
    /// filled  filled   Nothing            Promote              Nothing
    /// </code>
    /// Two filled sides that nobody adopted are for <c>adopt</c>.
    /// </summary>
    public static SeedDecision Of(bool sanity, bool stripe, bool adopted, bool isExport, bool isElsewhere) =>
        (sanity, stripe) switch
        {
            (false, false) => SeedDecision.Create,
            (false, true) when adopted => isExport ? SeedDecision.Promote : SeedDecision.Import,
            (true, false) => SeedDecision.LeaveToSync,
            _ when !adopted => SeedDecision.LeaveToAdopt,
            _ => isElsewhere ? SeedDecision.Promote : SeedDecision.Nothing,
        };

    /// <summary>The families of which nothing is here: no document with their id, and none with one of their lookup keys.</summary>
    /// <param name="families">Of the file.</param>
    /// <param name="documents">Published documents.</param>
    /// <param name="linkedPrices">Stripe prices that belong to a document.</param>
    /// <param name="linked">Ids of documents and parts that are or were linked.</param>
    public static IReadOnlyList<SeedFamily> Missing(
        IEnumerable<SeedFamily> families,
        IReadOnlyList<SanityDocument> documents,
        IEnumerable<StripePrice> linkedPrices,
        IReadOnlyCollection<string> linked
    )
    {
        var ids = documents.Select(document => document.Id).ToHashSet(StringComparer.Ordinal);
        var keys = documents
            .SelectMany(KeysOf)
            .Concat(linkedPrices.Select(price => price.LookupKey).OfType<string>())
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. families.Where(family =>
                !ids.Contains(family.Id)
                && !linked.Contains(family.Id)
                && !family.Documents.SelectMany(KeysOf).Any(keys.Contains)
            ),
        ];
    }

    /// <summary>The family as it was in this very account: its price documents' ids, and the Stripe ids that still exist.</summary>
    public static SeedFamily Restored(
        SeedFamily family,
        IReadOnlyDictionary<string, (string SanityId, string StripeId)> links,
        IReadOnlySet<string> known
    )
    {
        var product = family.Product.Body.DeepClone().AsObject();
        Name(product, "stripeProductId", family.Id);
        foreach (var entry in (product["variants"] as JsonArray ?? []).OfType<JsonObject>())
            Name(entry, "stripePriceId", PartId.Of(family.Id, entry["_key"]!.ToString()));
        if (SanityReader.Reference(product["defaultPrice"]) is { } standard)
            product["defaultPrice"] = SanityPatch.WeakReference(IdOf(standard));
        return family with { Product = new(product), Prices = [.. family.Prices.Select(Price)] };

        SanityDocument Price(SanityDocument price)
        {
            var body = price.Body.DeepClone().AsObject();
            Name(body, "stripePriceId", price.Id);
            body["_id"] = IdOf(price.Id);
            return new(body);
        }

        string IdOf(string id) => links.TryGetValue(id, out var pair) ? pair.SanityId : id;

        void Name(JsonObject target, string name, string id)
        {
            if (links.TryGetValue(id, out var pair) && known.Contains(pair.StripeId))
                target[name] = pair.StripeId;
        }
    }

    /// <summary>What a matching of these families looks at on Sanity's side.</summary>
    public static Unlinked Beside(Unlinked sides, IReadOnlyList<SeedFamily> families) =>
        sides with
        {
            Products = [.. families.Select(family => family.Product)],
            Prices = [.. families.SelectMany(family => family.Prices.Concat(Parts.Of(family.Product)))],
        };

    private static IEnumerable<string> KeysOf(SanityDocument document) =>
        Parts
            .Of(document)
            .Prepend(document)
            .Select(price => price.Text("lookupKey"))
            .Where(key => !string.IsNullOrEmpty(key))!;
}
