using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <summary>
/// Who replaced whom among the prices of one product: a price replaces the one that it names, the one whose lookup key it took,
/// or, naming none, the one in whose place it became the default.
/// </summary>
internal sealed class Lineage(PlanDraft draft, ProductHead head)
{
    /// <summary>Whether a price was seen that belongs to no document yet.</summary>
    public bool HasUnlinked => draft.Unlinked(head.StripeId).Any();

    /// <summary>
    /// The prices that took the place of a linked one, one after the other: the last is the document's price now, the others
    /// were its price in between. Empty when nothing did.
    /// </summary>
    /// <param name="link">The linked price.</param>
    /// <param name="former">As it is in Stripe; null when it is gone there.</param>
    public List<StripePrice> Heirs(Link link, StripePrice? former)
    {
        var unlinked = draft.Unlinked(head.StripeId).ToList();
        var heirs = unlinked.Where(price => IsHeir(price, link, former)).ToList();
        for (var found = heirs; found.Count > 0; heirs.AddRange(found))
            found =
            [
                .. unlinked.Except(heirs).Where(price => heirs.Exists(heir => Declared(price) == heir.Id)),
            ];
        // Finance changed the amount and then took the price off sale: with its key, the new one is the document's all the same.
        var last = heirs
            .Where(price => price.Active || (former is not { Active: true } && TookKey(price, link, former)))
            .OrderByDescending(price => price.Active)
            .ThenByDescending(price => price.Created)
            .ThenByDescending(price => price.Id, StringComparer.Ordinal)
            .FirstOrDefault();
        return last is null ? [] : [.. Before(last, heirs), last];
    }

    /// <summary>
    /// The former price that both sides replaced at once: we by the linked one, finance by the first heir, from whose fields
    /// theirs were taken. Null when finance replaced the linked one itself.
    /// </summary>
    public Retirement? ReplacedByBoth(Link link, StripePrice? former, StripePrice first)
    {
        if (former is null || Declared(first) == link.StripeId)
            return null;
        var chain = draft
            .Memory.Retirements.Where(old => old.SanityId == link.SanityId && old.Seen.Count > 0)
            .ToList();
        if (chain.Find(old => old.StripeId == Declared(first)) is { } named)
            return named;
        if (first.Created >= former.Created || !PriceRules.IsOurs(draft, former))
            return null;
        return chain.FindLast(old =>
                draft.Look.Prices.GetValueOrDefault(old.StripeId)?.Created <= first.Created
            ) ?? chain.LastOrDefault();
    }

    // Those that finance itself had replaced by the last one, the oldest first.
    private static IEnumerable<StripePrice> Before(StripePrice last, List<StripePrice> heirs)
    {
        var passed = new Stack<StripePrice>();
        for (
            var price = heirs.Find(heir => heir.Id == Declared(last));
            price is not null && price != last && !passed.Contains(price);
            price = heirs.Find(heir => heir.Id == Declared(price))
        )
            passed.Push(price);
        return passed;
    }

    private bool IsHeir(StripePrice price, Link link, StripePrice? former) =>
        Declared(price) == link.StripeId
        || TookKey(price, link, former)
        || IsBesideOurs(price, link, former)
        || (TookDefault(price, link, former) && !NamesAnother(price));

    // Both sides replaced the same price at once; a copy made later of a price that says so replaces nothing.
    private bool IsBesideOurs(StripePrice price, Link link, StripePrice? former) =>
        former is not null
        && PriceRules.IsOurs(draft, former)
        && price.Created <= former.Created
        && Declared(price) != Declared(former)
        && draft.Memory.Retirements.Any(old =>
            old.StripeId == Declared(price) && old.SanityId == link.SanityId
        );

    private bool NamesAnother(StripePrice price) =>
        Declared(price) is { } named
        && (
            draft.Memory.DocumentOf(named) is not null
            || draft.Look.Prices.GetValueOrDefault(named)?.Product.Id == head.Stripe!.Id
        );

    // Finance names the replaced price in the new one's metadata.
    private static string? Declared(StripePrice price) => price.Metadata.GetValueOrDefault("replaces");

    private static bool TookKey(StripePrice price, Link link, StripePrice? former) =>
        link.Baseline["lookupKey"].AsText() is { } key && price.LookupKey == key && former?.LookupKey != key;

    private bool TookDefault(StripePrice price, Link link, StripePrice? former) =>
        former is not { Active: true }
        && head.Stripe!.DefaultPrice?.Id == price.Id
        && head.Link!.Baseline["defaultPrice"].AsText() == link.SanityId
        && SameTerms(price, link);

    private static bool SameTerms(StripePrice price, Link link) =>
        price.Currency == link.Baseline["currency"].AsText()
        && price.Type == link.Baseline["type"].AsText()
        && price.Recurring?.Interval == link.Baseline["interval"].AsText()
        && price.Recurring?.IntervalCount == link.Baseline["intervalCount"].AsInteger();
}
