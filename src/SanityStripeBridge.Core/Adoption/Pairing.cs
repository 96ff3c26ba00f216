namespace SanityStripeBridge.Core.Adoption;

/// <summary>What speaks for a pair.</summary>
/// <param name="Rank">Sum of the weights of <see cref="Evidence"/>.</param>
internal sealed record Edge(string SanityId, string StripeId, int Rank);

/// <summary>The weights of what may speak for a pair: a stronger one outweighs all weaker ones together.</summary>
[Flags]
internal enum Evidence
{
    None = 0,

    /// <summary>Both are for sale, or neither is: tells twins apart, proves nothing.</summary>
    Active = 1,

    /// <summary>The name (of a price: its nickname) alone proves nothing either.</summary>
    Name = 2,

    /// <summary>Name and price of a product; of a price: amount, currency and how often it is charged.</summary>
    Terms = 4,

    /// <summary>A lookup key is unique in the account.</summary>
    LookupKey = 8,

    /// <summary>Metadata of one of the product's prices.</summary>
    PriceMetadata = 16,

    /// <summary>Metadata <c>sanity_id</c>.</summary>
    Metadata = 32,

    /// <summary>An id in one of the product's prices.</summary>
    PriceStoredId = 64,

    /// <summary>The id that the document holds.</summary>
    StoredId = 128,
}

/// <summary>Decides among competing pairs.</summary>
internal static class Pairing
{
    /// <summary>
    /// The pairs that are the one best choice of both sides; taken away, others may become so. What is left competes, or
    /// rests on a name alone.
    /// </summary>
    public static (IReadOnlyList<Edge> Certain, IReadOnlyList<Edge> Open) Decide(IEnumerable<Edge> edges)
    {
        var open = edges.ToList();
        var certain = new List<Edge>();
        while (true)
        {
            var bestOfDocument = Best(open, edge => edge.SanityId);
            var bestOfObject = Best(open, edge => edge.StripeId);
            var found = open.Where(edge =>
                    edge.Rank >= (int)Evidence.Terms
                    && bestOfDocument[edge.SanityId] == edge
                    && bestOfObject[edge.StripeId] == edge
                )
                .ToList();
            if (found.Count == 0)
                return (certain, open);
            certain.AddRange(found);
            var documents = found.Select(edge => edge.SanityId).ToHashSet(StringComparer.Ordinal);
            var objects = found.Select(edge => edge.StripeId).ToHashSet(StringComparer.Ordinal);
            open.RemoveAll(edge => documents.Contains(edge.SanityId) || objects.Contains(edge.StripeId));
        }
    }

    /// <summary>What speaks for a pair, in words.</summary>
    public static string Words(int rank)
    {
        var evidence = (Evidence)rank;
        (Evidence Flag, string Word)[] words =
        [
            (Evidence.StoredId, "the document names it"),
            (Evidence.PriceStoredId, "a price document names a price of it"),
            (Evidence.Metadata, "its metadata names the document"),
            (Evidence.PriceMetadata, "metadata of a price of it names a price document"),
            (Evidence.LookupKey, "lookup key"),
            (Evidence.Terms, evidence.HasFlag(Evidence.Name) ? "name and price" : "price"),
            (Evidence.Name, evidence.HasFlag(Evidence.Terms) ? "" : "name"),
        ];
        return string.Join(
            ", ",
            words.Where(word => word.Word.Length > 0 && evidence.HasFlag(word.Flag)).Select(word => word.Word)
        );
    }

    // Null where two are equally good.
    private static Dictionary<string, Edge?> Best(IEnumerable<Edge> edges, Func<Edge, string> of) =>
        edges
            .GroupBy(of, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group =>
                {
                    var most = group.Max(edge => edge.Rank);
                    var best = group.Where(edge => edge.Rank == most).Take(2).ToList();
                    return best.Count == 1 ? best[0] : null;
                },
                StringComparer.Ordinal
            );
}
