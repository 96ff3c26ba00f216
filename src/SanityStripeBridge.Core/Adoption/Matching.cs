using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Adoption;

/// <summary>
/// Matches two filled sides: by stored ids, then metadata, then lookup keys, then name and price. Products first; prices only
/// within a product whose pair is certain.
/// </summary>
public static class Matching
{
    /// <summary>Finds what belongs together. Pure: it decides, and links nothing.</summary>
    public static Matches Of(Unlinked sides, PlanSettings settings, MatchRules rules)
    {
        var terms = new Terms();
        var products = new ProductMatching(sides, settings, rules, terms);
        products.Run();
        var pairs = products.Certain.ToDictionary(
            match => match.SanityId,
            match => match.StripeId,
            StringComparer.Ordinal
        );
        foreach (var (document, product) in sides.Linked)
            pairs.TryAdd(document, product);
        var prices = new PriceMatching(sides, settings, rules, terms, pairs);
        prices.Run();
        List<Match> certain = [.. products.Certain, .. prices.Certain];
        List<Undecided> ambiguous = [.. products.Ambiguous, .. prices.Ambiguous];
        return new()
        {
            Certain = certain,
            Ambiguous = ambiguous,
            LoneDocuments = Documents(sides, certain, ambiguous),
            LoneObjects = Objects(sides, certain, ambiguous),
        };
    }

    // The prices of a product that waits for a person wait with it.
    private static List<(ObjectType, string)> Documents(
        Unlinked sides,
        List<Match> certain,
        List<Undecided> ambiguous
    )
    {
        var told = certain
            .Select(match => match.SanityId)
            .Concat(ambiguous.Select(undecided => undecided.SanityId))
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. sides
                .Products.Where(document => !told.Contains(document.Id))
                .Select(document => (ObjectType.Product, document.Id)),
            .. sides
                .Prices.Where(document => !told.Contains(document.Id) && !told.Contains(Waits(document)))
                .Select(document => (ObjectType.Price, document.Id)),
        ];

        string Waits(SanityDocument price) =>
            ambiguous.Exists(undecided => undecided.SanityId == FamilyOf(price)) ? FamilyOf(price) : "";
    }

    private static List<(ObjectType, string)> Objects(
        Unlinked sides,
        List<Match> certain,
        List<Undecided> ambiguous
    )
    {
        var told = certain
            .Select(match => match.StripeId)
            .Concat(ambiguous.SelectMany(undecided => undecided.Candidates).Select(one => one.StripeId))
            .ToHashSet(StringComparer.Ordinal);
        var waiting = ambiguous
            .Where(undecided => undecided.Type == ObjectType.Product)
            .SelectMany(undecided => undecided.Candidates)
            .Select(candidate => candidate.StripeId)
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. sides
                .StripeProducts.Where(product => !told.Contains(product.Id))
                .Select(product => (ObjectType.Product, product.Id)),
            .. sides
                .StripePrices.Where(price => !told.Contains(price.Id) && !waiting.Contains(price.Product.Id))
                .Select(price => (ObjectType.Price, price.Id)),
        ];
    }

    internal static string FamilyOf(SanityDocument price) =>
        SanityReader.Reference(price.Body["product"]) ?? price.Id;

    internal static string NotHere(string id) =>
        $"the document names {id}, which is not in this account; --forget-ids treats it as absent";
}
