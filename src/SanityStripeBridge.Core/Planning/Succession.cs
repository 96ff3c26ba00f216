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
    private readonly Lineage _lineage = new(draft, head);

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
        // Nothing is looked at for prices that nobody can have succeeded.
        if (!_lineage.HasUnlinked)
            return;
        foreach (var link in linked)
            if (
                draft.SawPrice(link.StripeId, out var former)
                && _lineage.Heirs(link, former) is { Count: > 0 } heirs
            )
                Relink(link, former, heirs);
    }

    private bool LostItsKey(Link link) =>
        link.Baseline["lookupKey"].AsText() is { } key
        && draft.Look.Prices.GetValueOrDefault(link.StripeId) is { } price
        && price.LookupKey != key;

    private void Relink(Link link, StripePrice? former, List<StripePrice> heirs)
    {
        var heir = heirs[^1];
        var agreed = Agreed(link, former, heirs[0]);
        draft.Remember(
            agreed with
            {
                StripeId = heir.Id,
                IdWritten = false,
                // What the new price leaves unsaid is not taken from the document: it is copied to the new price.
                Baseline = agreed.Baseline.Where(path => !IsUnsaid(heir, path)),
            }
        );
        Retire(link, link.StripeId, former);
        foreach (var price in heirs.SkipLast(1))
            Retire(agreed, price.Id, price);
        draft.Note(
            link.SanityId,
            $"{heir.Id} took the place of {link.StripeId} in Stripe{Differing(agreed, Read(link, heir))}"
        );
    }

    // Made beside our own replacement: both changed the price that was there, and what it said counts as agreed; but not what
    // ours only took over from it, which no document need show yet.
    private Link Agreed(Link link, StripePrice? former, StripePrice first)
    {
        if (_lineage.ReplacedByBoth(link, former, first) is not { } before)
            return link;
        var ours = Read(link, former!);
        return DefaultMapping
            .Price.Where(spec => spec.Immutable)
            .Select(spec => spec.Path)
            .Concat(
                before
                    .Seen.Paths.Union(link.Baseline.Paths)
                    .Where(path => PlanDraft.MovesAlong(path) && ours[path] != before.Seen[path])
            )
            .Aggregate(link, (agreed, path) => agreed.Agree(path, before.Seen[path]));
    }

    // What finance had changed on it and nobody had read yet is an edit of the price that takes its place: it rests as agreed.
    private void Retire(Link link, string stripeId, StripePrice? price) =>
        draft.Remember(
            new Retirement(stripeId, link.SanityId, link.Family, price is { Active: true } ? draft.Now : null)
            {
                Seen = price is null ? Fields.None : PlanDraft.AsAgreed(link, Read(link, price)),
            }
        );

    // Finance may have copied it before the last edit from here arrived: nobody can tell that from an edit of theirs.
    private static string Differing(Link agreed, Fields said) =>
        string.Concat(
            agreed
                .Baseline.Paths.Where(path => PlanDraft.MovesAlong(path) && !said[path].IsAbsent)
                .Where(path => said[path] != agreed.Baseline[path])
                .Select(path => $", with {path} {said[path]} where {agreed.Baseline[path]} was agreed")
        );

    private Fields Read(Link link, StripePrice price) =>
        StripeReader
            .Price(price, PlannedPair.OwnedKeys(draft.Look.Document(link.SanityId)?.Published, link))
            .Fields;

    private static bool IsUnsaid(StripePrice price, string path) =>
        path == "nickname" ? string.IsNullOrEmpty(price.Nickname)
        : CurrencyOption.CurrencyOf(path) is { } currency
            ? price.CurrencyOptions?.ContainsKey(currency) != true
        : DefaultMapping.IsFreeMetadata(path)
            && !price.Metadata.ContainsKey(path[DefaultMapping.MetadataPrefix.Length..]);
}
