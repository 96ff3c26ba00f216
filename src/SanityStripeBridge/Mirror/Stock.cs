using System.Collections;
using System.Diagnostics.CodeAnalysis;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>How much there is on both sides.</summary>
internal readonly record struct StockCounts(
    int SanityProducts,
    int SanityPrices,
    int StripeProducts,
    int ActiveStripeProducts,
    int StripePrices,
    int ActiveStripePrices
);

/// <summary>Everything there is on both sides, read once and sorted into families.</summary>
/// <param name="Looks">Per family: what the lists show of it. See <see cref="ShelvedLooks"/> for its cost.</param>
internal sealed record Stock(IReadOnlyDictionary<string, Look> Looks, StockCounts Counts)
{
    /// <summary>Families with a document in the release that is laid over the published ones; empty when none is.</summary>
    public IReadOnlySet<string> Released { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Every product of the account, also those that are another dataset's; each is read from the shelf when it is reached.</summary>
    public IEnumerable<StripeProduct> StripeProducts { get; init; } = [];

    /// <summary>Which price has which lookup key, by price id; those without one are not in it.</summary>
    public IReadOnlyDictionary<string, string> LookupKeys { get; init; } = new Dictionary<string, string>();

    /// <summary>Every price of the account, as above.</summary>
    public IEnumerable<StripePrice> StripePrices { get; init; } = [];

    /// <summary>The same with each of the pairs in the family of its document, wherever the lists had sorted its Stripe product.</summary>
    /// <param name="products">Product document to Stripe product.</param>
    /// <param name="families">Families that must have a look, if only an empty one.</param>
    public Stock Together(IEnumerable<KeyValuePair<string, string>> products, IEnumerable<string> families)
    {
        var looks = Looks.Keys.ToDictionary(
            family => family,
            family => (Func<Look>)(() => Looks[family]),
            StringComparer.Ordinal
        );
        var familyOf = Looks
            .SelectMany(entry => entry.Value.Products.Keys.Select(id => (id, entry.Key)))
            .ToDictionary(entry => entry.id, entry => entry.Key, StringComparer.Ordinal);
        foreach (var (document, id) in products)
        {
            var from = familyOf.GetValueOrDefault(id);
            if (from is null || from == document)
                continue;
            var (left, moved) = looks[from]().Without(id);
            if (left.Products.IsEmpty && left.Documents.IsEmpty)
                looks.Remove(from);
            else
                looks[from] = () => left;
            var target = looks.GetValueOrDefault(document)?.Invoke() ?? FamilyIndex.Empty;
            var together = target with
            {
                Products = target.Products.SetItems(moved.Products),
                Prices = target.Prices.SetItems(moved.Prices),
            };
            looks[document] = () => together;
        }
        foreach (var family in families)
            looks.TryAdd(family, () => FamilyIndex.Empty);
        return this with { Looks = new ShelvedLooks(looks) };
    }
}

/// <summary>The looks of all families: the ids in memory, the objects on a shelf. Each access reads its family's objects anew.</summary>
internal sealed class ShelvedLooks(IReadOnlyDictionary<string, Func<Look>> families)
    : IReadOnlyDictionary<string, Look>
{
    public int Count => families.Count;

    public IEnumerable<string> Keys => families.Keys;

    public IEnumerable<Look> Values => families.Values.Select(look => look());

    public Look this[string family] => families[family]();

    public bool ContainsKey(string family) => families.ContainsKey(family);

    public bool TryGetValue(string family, [MaybeNullWhen(false)] out Look look)
    {
        var found = families.TryGetValue(family, out var read);
        look = read?.Invoke();
        return found;
    }

    public IEnumerator<KeyValuePair<string, Look>> GetEnumerator() =>
        families.Select(entry => KeyValuePair.Create(entry.Key, entry.Value())).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
