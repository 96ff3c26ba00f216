using System.Collections;
using System.Diagnostics.CodeAnalysis;
using SanityStripeBridge.Core.Planning;

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
