using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Doctor;

/// <summary>What goes on by itself: streams, schedules, what waits for a person, and what a month costs.</summary>
internal sealed class WorkChecks(
    StreamWatch streams,
    Schedules schedules,
    Standing standing,
    IInbox inbox,
    IMemory memory,
    Usage usage,
    IOptionsMonitor<MirrorOptions> options,
    TimeProvider clock
)
{
    /// <summary>A run that is due waits for the one before it.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    public async Task<IReadOnlyList<CheckLine>> RunAsync(bool isServed, CancellationToken cancel)
    {
        var lines = new List<CheckLine>();
        foreach (var side in (Side[])[Side.Stripe, Side.Sanity])
            lines.Add(
                FreshnessRules.Judge(
                    "stream." + side.ToString().ToLowerInvariant(),
                    side.ToString(),
                    await streams.OfAsync(side, cancel),
                    options.CurrentValue.Pull is not null,
                    clock.GetUtcNow()
                )
            );
        foreach (var schedule in await schedules.StateAsync(cancel))
            lines.Add(Schedule(schedule, isServed));
        lines.Add(await StandingAsync(cancel));
        lines.Add(await InboxAsync(cancel));
        lines.Add(await UsageAsync(cancel));
        return lines;
    }

    private CheckLine Schedule(ScheduleState schedule, bool isServed)
    {
        var check = "schedule." + schedule.Name;
        var now = clock.GetUtcNow();
        var line = schedule switch
        {
            { IsOff: true } => CheckLine.Warning(
                check,
                "it is off: what webhooks miss is found later or never",
                $"set BRIDGE_SCHEDULE_{schedule.Name.ToUpperInvariant()}, or leave it out"
            ),
            { LastAt: null } => CheckLine.Warning(check, "it has not run yet", "start serve"),
            { DueAt: { } due } when now - due > Slack => CheckLine.Warning(
                check,
                $"it has been due for {FreshnessRules.Ago(due, now)}",
                isServed ? "look at the log of serve" : "start serve"
            ),
            // It counts from when it was first looked at.
            { Ran: null } => CheckLine.Ok(check, "it has not run yet, and is not due yet"),
            _ => CheckLine.Ok(check, $"it ran {FreshnessRules.Ago(schedule.LastAt!.Value, now)} ago"),
        };
        return line with
        {
            Figures = new Dictionary<string, object?>
            {
                ["lastAt"] = schedule.LastAt?.UtcDateTime,
                ["dueAt"] = schedule.DueAt?.UtcDateTime,
            },
        };
    }

    private async Task<CheckLine> StandingAsync(CancellationToken cancel)
    {
        if (await standing.PauseReasonAsync(cancel) is { } reason)
            return CheckLine.Failure("writing", $"it is paused: {reason}", "mend the cause, then resume");
        return await standing.IsAdoptedAsync(cancel) switch
        {
            true => CheckLine.Ok("writing", "the bridge may write to both sides"),
            false => CheckLine.Warning(
                "writing",
                "both sides hold objects that nobody has linked, nothing is created",
                "run adopt, or sync"
            ),
            null => CheckLine.Warning("writing", "the bridge has not made first contact yet", "start serve"),
        };
    }

    private async Task<CheckLine> InboxAsync(CancellationToken cancel)
    {
        var counts = await inbox.CountAsync(cancel);
        var waiting = $"{counts.Depth} deliveries wait, {counts.Held} are held, {counts.Dead} are dead";
        var line =
            counts.Dead + counts.Held > 0
                ? CheckLine.Warning("inbox", waiting, "inbox list --state dead and held list say why")
                : CheckLine.Ok("inbox", waiting);
        return line with
        {
            Figures = new Dictionary<string, object?>
            {
                ["depth"] = counts.Depth,
                ["held"] = counts.Held,
                ["dead"] = counts.Dead,
            },
        };
    }

    private async Task<CheckLine> UsageAsync(CancellationToken cancel)
    {
        var (now, set) = (clock.GetUtcNow(), options.CurrentValue);
        var counts = await usage.SinceAsync(now.AddDays(-UsageEstimate.Month), cancel);
        var linked = await memory.CountAsync(cancel);
        var estimate = UsageEstimate.Of(
            counts,
            linked.LinkedProducts,
            linked.LinkedPrices,
            new(
                set.Pull is { } pace
                    ? (long)(TimeSpan.FromDays(UsageEstimate.Month) / pace.Slowest)
                    : MonthlyRuns.Of(set.CatchUpAt, now),
                MonthlyRuns.Of(set.ValidateAt, now),
                MonthlyRuns.Of(set.FullAt, now)
            ),
            now
        );
        var message = FormattableString.Invariant(
            $"about {estimate.StripeReads:#,0} reads and {estimate.StripeWrites:#,0} writes at Stripe a month, {estimate.SanityReads:#,0} reads and {estimate.SanityTransactions:#,0} transactions at Sanity (schedules times pages, and the last {UsageEstimate.Month} days' ledger and inbox); Stripe's {UsageEstimate.FreeStripeReads:#,0} reads are free"
        );
        var line =
            estimate.StripeReads > UsageEstimate.FreeStripeReads
                ? CheckLine.Warning(
                    "usage",
                    message,
                    "Stripe allows about 500 more for each payment; if that is not enough, let BRIDGE_SCHEDULE_CATCHUP run less often"
                )
                : CheckLine.Ok("usage", message);
        return line with
        {
            Figures = new Dictionary<string, object?>
            {
                ["stripeReads"] = estimate.StripeReads,
                ["stripeWrites"] = estimate.StripeWrites,
                ["sanityReads"] = estimate.SanityReads,
                ["sanityTransactions"] = estimate.SanityTransactions,
                ["since"] = counts.Since?.UtcDateTime,
            },
        };
    }
}
