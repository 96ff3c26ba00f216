using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <summary>
/// Finance changes an amount in the Dashboard by making a new price: it succeeds the linked one when it took over its lookup
/// key, or became the default in the place of the now inactive one with equal currency and interval, or names it in its
/// metadata <c>replaces</c>. Then the document keeps its id and takes the new price's values.
/// </summary>
internal sealed class Succession(PlanDraft draft, ProductHead head)
{
    /// <summary>Moves the links of succeeded prices; an ordinary comparison then carries the new values to the documents.</summary>
    public void Relink()
    {
        if (head.Stripe is null || head.Link is null)
            return;
        var linked = draft
            .Memory.Links.Where(link => link is { Type: ObjectType.Price, State: LinkState.Linked })
            .ToList();
        // Somebody took its key, perhaps the price that takes its place: they are seen together, in whatever order they are told of.
        if (linked.Exists(LostItsKey))
            draft.WantAllPrices(head.Stripe.Id);
        foreach (var link in linked)
            if (Successor(link) is { } successor)
                Relink(link, successor);
    }

    private bool LostItsKey(Link link) =>
        link.Baseline["lookupKey"].AsText() is { } key
        && draft.Look.Prices.GetValueOrDefault(link.StripeId) is { } price
        && price.LookupKey != key;

    private void Relink(Link link, StripePrice successor)
    {
        // What the new price leaves unsaid is not taken from the document: it is copied to the new price.
        var said = link.Baseline.Where(path => !IsUnsaid(successor, path));
        var old = draft.Look.Prices.GetValueOrDefault(link.StripeId);
        if (old is not null && successor.Created < old.Created && Replaced(link) is { } before)
            // Finance had made it before our replacement: both changed the price that was there, and the policy decides.
            said = DefaultMapping
                .Price.Where(spec => spec.Immutable)
                .Aggregate(said, (fields, spec) => fields.With(spec.Path, before.Seen[spec.Path]));
        draft.Remember(link with { StripeId = successor.Id, IdWritten = false, Baseline = said });
        draft.Remember(
            new Retirement(
                link.StripeId,
                link.SanityId,
                link.Family,
                old is { Active: true } ? draft.Now : null
            )
            {
                Seen = old is null
                    ? Fields.None
                    : StripeReader
                        .Price(
                            old,
                            PlannedPair.OwnedKeys(draft.Look.Document(link.SanityId)?.Published, link)
                        )
                        .Fields,
            }
        );
        draft.Note(link.SanityId, $"{successor.Id} took the place of {link.StripeId} in Stripe");
    }

    private Retirement? Replaced(Link link) =>
        draft.Memory.Retirements.LastOrDefault(old => old.SanityId == link.SanityId && old.Seen.Count > 0);

    private static bool IsUnsaid(StripePrice price, string path) =>
        path == "nickname" ? string.IsNullOrEmpty(price.Nickname)
        : CurrencyOption.CurrencyOf(path) is { } currency
            ? price.CurrencyOptions?.ContainsKey(currency) != true
        : DefaultMapping.IsFreeMetadata(path)
            && !price.Metadata.ContainsKey(path[DefaultMapping.MetadataPrefix.Length..]);

    private StripePrice? Successor(Link link) =>
        draft
            .Look.Prices.Values.OfType<StripePrice>()
            .Where(price => price.Product.Id == head.Stripe!.Id)
            .Where(price => draft.Memory.DocumentOf(price.Id) is null && !draft.Look.Taken.Contains(price.Id))
            .Where(price => Succeeds(price, link))
            .OrderByDescending(price => price.Active)
            .ThenByDescending(price => price.Created)
            .ThenByDescending(price => price.Id, StringComparer.Ordinal)
            .FirstOrDefault();

    private bool Succeeds(StripePrice price, Link link)
    {
        if (!draft.SawPrice(link.StripeId, out var old))
            return false;
        // Finance changed the amount and then took the price off sale: with its key, the new one is the document's all the same.
        if (!price.Active && (old is { Active: true } || !TookKey(price, link, old)))
            return false;
        if (price.Metadata.GetValueOrDefault("replaces") == link.StripeId)
            return true;
        if (TookKey(price, link, old))
            return true;
        return old is not { Active: true }
            && head.Stripe!.DefaultPrice?.Id == price.Id
            && head.Link!.Baseline["defaultPrice"].AsText() == link.SanityId
            && SameTerms(price, link);
    }

    private static bool TookKey(StripePrice price, Link link, StripePrice? old) =>
        link.Baseline["lookupKey"].AsText() is { } key && price.LookupKey == key && old?.LookupKey != key;

    private static bool SameTerms(StripePrice price, Link link) =>
        price.Currency == link.Baseline["currency"].AsText()
        && price.Type == link.Baseline["type"].AsText()
        && price.Recurring?.Interval == link.Baseline["interval"].AsText()
        && price.Recurring?.IntervalCount == link.Baseline["intervalCount"].AsInteger();
}
