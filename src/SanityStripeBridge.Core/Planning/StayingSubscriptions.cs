namespace SanityStripeBridge.Core.Planning;

/// <summary>How many live subscriptions stay on a price that a plan replaces. It informs people and decides nothing.</summary>
/// <param name="Live">Null when they were not counted.</param>
/// <param name="OrMore">There are more than one look shows.</param>
/// <param name="NotCounted">Why they were not counted; null when they were.</param>
public sealed record StayingSubscriptions(int? Live, bool OrMore, string? NotCounted)
{
    /// <summary>Replaced prices of a plan that are asked about: each costs a call.</summary>
    public const int MostPrices = 20;

    /// <summary>The key lacks the right: a choice of its owner's, no fault.</summary>
    public static StayingSubscriptions Forbidden { get; } =
        new(null, false, "the key may not read subscriptions");

    /// <summary>The plan replaces more prices than are asked about.</summary>
    public static StayingSubscriptions TooMany { get; } =
        new(null, false, $"only the first {MostPrices} replaced prices of a plan are");

    /// <summary>For people; begins in lower case and has no full stop.</summary>
    public string Sentence =>
        (Live, OrMore) switch
        {
            (null, _) => $"live subscriptions are not counted: {NotCounted}",
            (1, false) => "1 live subscription stays on it",
            ({ } live, false) => $"{live} live subscriptions stay on it",
            ({ } live, true) => $"{live} live subscriptions or more stay on it",
        };

    /// <summary>A line for each price that was counted, and one for each reason why others were not.</summary>
    /// <param name="byPrice">By the id of the replaced price.</param>
    public static IEnumerable<string> Tell(IEnumerable<KeyValuePair<string, StayingSubscriptions>> byPrice) =>
        byPrice
            .GroupBy(entry => entry.Value.NotCounted ?? entry.Key, StringComparer.Ordinal)
            .Select(group =>
                (Prices: group.Select(entry => entry.Key).ToList(), group.First().Value.Sentence)
            )
            .Select(group =>
                group.Prices is [var only]
                    ? $"replace {only}: {group.Sentence}"
                    : $"replace {group.Prices[0]} and {group.Prices.Count - 1} more: {group.Sentence}"
            );

    /// <summary>The prices that somebody may be subscribed to and that the changes replace, in the plan's order.</summary>
    public static IReadOnlyList<string> PricesOf(IEnumerable<Change> changes) =>
        [
            .. changes
                .Where(change => change.Action == ChangeAction.Replace && change.StripeId is not null)
                // Nobody subscribes to what is paid once.
                .Where(change => change.Former["type"].AsText() != "one_time")
                .Select(change => change.StripeId!)
                .Distinct(StringComparer.Ordinal),
        ];
}
