using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Adoption;

/// <summary>Which product document is which Stripe product.</summary>
internal sealed class ProductMatching(Unlinked sides, PlanSettings settings, MatchRules rules, Terms terms)
{
    private readonly Dictionary<(string, string), int> _ranks = [];
    private readonly ILookup<string, SanityDocument> _pricesOf = sides.Prices.ToLookup(
        Matching.FamilyOf,
        StringComparer.Ordinal
    );
    private readonly ILookup<string, StripePrice> _stripePricesOf = sides.StripePrices.ToLookup(
        price => price.Product.Id,
        StringComparer.Ordinal
    );
    private readonly Dictionary<string, StripeProduct> _products = sides.StripeProducts.ToDictionary(
        product => product.Id,
        StringComparer.Ordinal
    );
    private readonly Dictionary<string, SanityDocument> _documents = sides
        .Products.DistinctBy(document => document.Id)
        .ToDictionary(document => document.Id, StringComparer.Ordinal);

    public List<Match> Certain { get; } = [];

    public List<Undecided> Ambiguous { get; } = [];

    public void Run()
    {
        Choose();
        Unknown();
        ByIds();
        ByKeys();
        if (!rules.KeysOnly)
        {
            ByMetadata();
            ByName();
        }
        Decide();
    }

    // A person's word comes first.
    private void Choose()
    {
        foreach (var (id, chosen) in rules.Choices.Where(choice => _documents.ContainsKey(choice.Key)))
        {
            _documents.Remove(id);
            if (chosen != MatchRules.Nothing && _products.Remove(chosen))
                Certain.Add(new(ObjectType.Product, id, id, chosen, "a person's choice"));
        }
    }

    // It may be another account's: then everything else it says belongs there, too.
    private void Unknown()
    {
        if (rules.ForgetIds)
            return;
        foreach (var (id, document) in _documents.ToList())
            if (document.Text("stripeProductId") is { Length: > 0 } named && !sides.KnownIds.Contains(named))
            {
                _documents.Remove(id);
                Ambiguous.Add(new(ObjectType.Product, id, id, [], Matching.NotHere(named)));
            }
    }

    private void ByIds()
    {
        var productOfPrice = sides.StripePrices.ToDictionary(
            price => price.Id,
            price => price.Product.Id,
            StringComparer.Ordinal
        );
        foreach (var document in _documents.Values)
        {
            if (document.Text("stripeProductId") is { } named && !ClaimsAnother(named, document.Id))
                Say(document.Id, named, Evidence.StoredId);
            foreach (var price in _pricesOf[document.Id])
                if (
                    price.Text("stripePriceId") is { } id
                    && productOfPrice.GetValueOrDefault(id) is { } product
                    && !ClaimsAnother(product, document.Id)
                )
                    Say(document.Id, product, Evidence.PriceStoredId);
        }
    }

    // A document that was copied in the Studio names the product of the one it was copied from.
    private bool ClaimsAnother(string productId, string documentId) =>
        _products.GetValueOrDefault(productId) is { } product
        && settings.ClaimedDocument(product.Metadata) is { } claimed
        && claimed != documentId
        && _documents.ContainsKey(claimed);

    private void ByMetadata()
    {
        foreach (var product in _products.Values)
            if (settings.ClaimedDocument(product.Metadata) is { } claimed)
                Say(claimed, product.Id, Evidence.Metadata);
        var familyOfPrice = sides
            .Prices.DistinctBy(price => price.Id)
            .ToDictionary(price => price.Id, Matching.FamilyOf, StringComparer.Ordinal);
        foreach (var price in sides.StripePrices)
            if (
                settings.ClaimedPrice(price.Metadata) is { } claimed
                && familyOfPrice.GetValueOrDefault(claimed) is { } family
            )
                Say(family, price.Product.Id, Evidence.PriceMetadata);
    }

    private void ByKeys()
    {
        var productOfKey = sides
            .StripePrices.Where(price => price.LookupKey is { Length: > 0 })
            .DistinctBy(price => price.LookupKey)
            .ToDictionary(price => price.LookupKey!, price => price.Product.Id, StringComparer.Ordinal);
        foreach (var document in _documents.Keys)
        foreach (var price in _pricesOf[document])
            if (
                price.Text("lookupKey") is { Length: > 0 } key
                && productOfKey.GetValueOrDefault(key) is { } product
            )
                Say(document, product, Evidence.LookupKey);
    }

    private void ByName()
    {
        var byName = _products.Values.ToLookup(
            product => Normal.Text(product.Name).AsText() ?? "",
            StringComparer.Ordinal
        );
        foreach (var document in _documents.Values)
        {
            if (Normal.Text(document.Text("name")).AsText() is not { } name)
                continue;
            var twins = byName[name].ToList();
            if (twins.Count == 0)
                continue;
            var own = _pricesOf[document.Id].Select(terms.Of).ToHashSet(StringComparer.Ordinal);
            foreach (var product in twins)
            {
                var isPriced = _stripePricesOf[product.Id].Any(price => own.Contains(terms.Of(price)));
                Say(document.Id, product.Id, Evidence.Name | (isPriced ? Evidence.Terms : Evidence.None));
            }
        }
    }

    private void Say(string document, string product, Evidence evidence)
    {
        if (!_documents.TryGetValue(document, out var body) || !_products.TryGetValue(product, out var there))
            return;
        if (SanityReader.IsActive(body) == there.Active)
            evidence |= Evidence.Active;
        _ranks[(document, product)] = _ranks.GetValueOrDefault((document, product)) | (int)evidence;
    }

    private void Decide()
    {
        var edges = _ranks.Select(rank => new Edge(rank.Key.Item1, rank.Key.Item2, rank.Value));
        var (certain, open) = Pairing.Decide(edges);
        Certain.AddRange(
            certain.Select(edge => new Match(
                ObjectType.Product,
                edge.SanityId,
                edge.SanityId,
                edge.StripeId,
                Pairing.Words(edge.Rank)
            ))
        );
        Ambiguous.AddRange(
            open.GroupBy(edge => edge.SanityId, StringComparer.Ordinal)
                .Select(group => new Undecided(
                    ObjectType.Product,
                    group.Key,
                    group.Key,
                    [
                        .. group
                            .OrderByDescending(edge => edge.Rank)
                            .ThenBy(edge => edge.StripeId, StringComparer.Ordinal)
                            .Select(edge => new Candidate(edge.StripeId, Pairing.Words(edge.Rank))),
                    ],
                    group.All(edge => edge.Rank < (int)Evidence.Terms)
                        ? "nothing but the name is alike"
                        : "several fit equally well"
                ))
        );
        Certain.Sort((one, other) => string.CompareOrdinal(one.SanityId, other.SanityId));
        Ambiguous.Sort((one, other) => string.CompareOrdinal(one.SanityId, other.SanityId));
    }
}
