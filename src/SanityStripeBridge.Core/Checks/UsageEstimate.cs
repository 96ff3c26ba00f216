using SanityStripeBridge.Core.Retry;

namespace SanityStripeBridge.Core.Checks;

/// <summary>Calls that the store knows of.</summary>
/// <param name="StripeWrites">Keys in the ledger.</param>
/// <param name="SanityWrites">Transactions in the ledger.</param>
/// <param name="StripeDeliveries">Deliveries that were worked.</param>
/// <param name="SanityDeliveries">Deliveries that were worked.</param>
/// <param name="Since">The oldest of them; null when there are none.</param>
public sealed record UsageCounts(
    long StripeWrites,
    long SanityWrites,
    long StripeDeliveries,
    long SanityDeliveries,
    DateTimeOffset? Since
);

/// <summary>How often something runs within a month.</summary>
/// <param name="CatchUp">Runs of the catch-up, or of the pull.</param>
/// <param name="Validate">Comparisons of all revisions.</param>
/// <param name="Full">Comparisons of everything.</param>
public sealed record MonthlyRuns(long CatchUp, long Validate, long Full)
{
    /// <summary>How often a schedule falls due within a month; null: never.</summary>
    public static long Of(Cron? schedule, DateTimeOffset now)
    {
        var (runs, end) = (0L, now.AddDays(UsageEstimate.Month));
        for (var due = schedule?.NextAfter(now); due is { } at && at <= end; due = schedule!.NextAfter(at))
            runs++;
        return runs;
    }
}

/// <summary>What a month asks of the platforms: set runs by their pages, edits as they came lately.</summary>
public sealed record UsageEstimate(
    long StripeReads,
    long StripeWrites,
    long SanityReads,
    long SanityTransactions
)
{
    /// <summary>Days.</summary>
    public const int Month = 30;

    /// <summary>Stripe's documentation: reads that are free in any month; about 500 more for each payment.</summary>
    public const long FreeStripeReads = 10_000;

    private const int StripePage = 100;
    private const int SanityPage = 500;

    /// <summary>The estimate.</summary>
    /// <param name="counts">Of at most a month.</param>
    /// <param name="products">Linked ones.</param>
    /// <param name="prices">Linked ones.</param>
    /// <param name="runs">By the schedules.</param>
    /// <param name="now">The end of the counting.</param>
    public static UsageEstimate Of(
        UsageCounts counts,
        long products,
        long prices,
        MonthlyRuns runs,
        DateTimeOffset now
    )
    {
        var listing = Pages(products, StripePage) + Pages(prices, StripePage) + 1;
        var documents = Pages(products + prices, SanityPage);
        return new(
            // The account is compared before a full run; the events are one page.
            runs.CatchUp
                + (runs.Full * (listing + 1))
                + Scaled(counts.StripeDeliveries + counts.SanityDeliveries),
            Scaled(counts.StripeWrites),
            runs.CatchUp + ((runs.Validate + (2 * runs.Full)) * documents) + Scaled(counts.StripeDeliveries),
            Scaled(counts.SanityWrites)
        );

        // A day at least: the first hour of an installation is no month's measure.
        long Scaled(long counted) =>
            counts.Since is { } since
                ? (long)Math.Ceiling(counted * Month / Math.Clamp((now - since).TotalDays, 1, Month))
                : 0;
    }

    private static long Pages(long objects, int page) => Math.Max(1, (objects + page - 1) / page);
}
