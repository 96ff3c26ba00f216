using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Adoption;

/// <summary>Which price document, or part of a product document, is which Stripe price, within products that are pairs.</summary>
internal sealed class PriceMatching(
    Unlinked sides,
    PlanSettings settings,
    MatchRules rules,
    Terms terms,
    IReadOnlyDictionary<string, string> products
)
{
    public List<Match> Certain { get; } = [];

    public List<Undecided> Ambiguous { get; } = [];

    public void Run()
    {
        var pricesOf = sides.StripePrices.ToLookup(price => price.Product.Id, StringComparer.Ordinal);
        foreach (
            var family in sides
                .Prices.GroupBy(Matching.FamilyOf, StringComparer.Ordinal)
                .OrderBy(family => family.Key, StringComparer.Ordinal)
        )
            if (products.TryGetValue(family.Key, out var product))
                Match(family.Key, [.. family], [.. pricesOf[product]]);
    }

    private void Match(string family, List<SanityDocument> documents, List<StripePrice> prices)
    {
        foreach (var document in documents.ToList())
            if (Chosen(family, document, prices) || IsUnknown(family, document))
                documents.Remove(document);
        var edges = documents.SelectMany(document =>
            prices
                .Select(price => new Edge(document.Id, price.Id, (int)EvidenceOf(document, price)))
                .Where(edge => edge.Rank > 0)
        );
        var (certain, open) = Pairing.Decide(edges);
        Certain.AddRange(
            certain
                .OrderBy(edge => edge.SanityId, StringComparer.Ordinal)
                .Select(edge => new Match(
                    ObjectType.Price,
                    family,
                    edge.SanityId,
                    edge.StripeId,
                    Pairing.Words(edge.Rank)
                ))
        );
        Ambiguous.AddRange(
            open.GroupBy(edge => edge.SanityId, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new Undecided(
                    ObjectType.Price,
                    family,
                    group.Key,
                    [
                        .. group
                            .OrderByDescending(edge => edge.Rank)
                            .ThenBy(edge => edge.StripeId, StringComparer.Ordinal)
                            .Select(edge => new Candidate(edge.StripeId, Pairing.Words(edge.Rank))),
                    ],
                    "several fit equally well"
                ))
        );
    }

    private bool Chosen(string family, SanityDocument document, List<StripePrice> prices)
    {
        if (!rules.Choices.TryGetValue(document.Id, out var chosen))
            return false;
        if (chosen != MatchRules.Nothing && prices.RemoveAll(price => price.Id == chosen) > 0)
            Certain.Add(new(ObjectType.Price, family, document.Id, chosen, "a person's choice"));
        return true;
    }

    private bool IsUnknown(string family, SanityDocument document)
    {
        if (
            rules.ForgetIds
            || document.Text("stripePriceId") is not { Length: > 0 } named
            || sides.KnownIds.Contains(named)
        )
            return false;
        Ambiguous.Add(new(ObjectType.Price, family, document.Id, [], Matching.NotHere(named)));
        return true;
    }

    private Evidence EvidenceOf(SanityDocument document, StripePrice price)
    {
        var evidence = Evidence.None;
        if (document.Text("stripePriceId") == price.Id)
            evidence |= Evidence.StoredId;
        if (document.Text("lookupKey") is { Length: > 0 } key && key == price.LookupKey)
            evidence |= Evidence.LookupKey;
        if (!rules.KeysOnly && settings.ClaimedPrice(price.Metadata) == document.Id)
            evidence |= Evidence.Metadata;
        if (!rules.KeysOnly && terms.Of(document) == terms.Of(price))
            evidence |= Evidence.Terms;
        if (evidence == Evidence.None)
            return evidence;
        if (document.Text("nickname") is { Length: > 0 } name && name.Trim() == price.Nickname)
            evidence |= Evidence.Name;
        if (SanityReader.IsActive(document) == price.Active)
            evidence |= Evidence.Active;
        return evidence;
    }
}
