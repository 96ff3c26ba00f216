using System.Globalization;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;
using Spectre.Console;

namespace SanityStripeBridge.Cli;

/// <summary>Status for people.</summary>
internal static class StatusTable
{
    public static void Write(Voice voice, StatusReport status)
    {
        voice.Line(status.Place.Heading());
        voice.Line($"[bold]{Markup.Escape(status.State)}[/]  {Markup.Escape(status.Message)}");
        var table = Voice.NewTable("", "Sanity", "Stripe", "active there", "linked");
        table.AddRow(
            "products",
            Text(status.Stock.Counts.SanityProducts),
            Text(status.Stock.Counts.StripeProducts),
            Text(status.Stock.Counts.ActiveStripeProducts),
            Text(status.Linked.LinkedProducts)
        );
        table.AddRow(
            "prices",
            Text(status.Stock.Counts.SanityPrices),
            Text(status.Stock.Counts.StripePrices),
            Text(status.Stock.Counts.ActiveStripePrices),
            Text(status.Linked.LinkedPrices)
        );
        voice.Table(table);
        voice.Line(
            $"drift {status.Drift}  conflicts {status.Conflicts}  held {status.Held}  dead letters {status.Inbox.Dead}  waiting deliveries {status.Inbox.Depth}"
        );
        foreach (var schedule in status.Schedules)
            voice.Line(Markup.Escape(Line(schedule)));
        foreach (var run in status.Runs)
            voice.Line(
                Markup.Escape($"{Words.Short(run.StartedAt)}  {run.Kind} {run.Id}")
                    + (run.EndedAt is null ? "  not ended" : "")
            );
    }

    private static string Line(ScheduleState schedule) =>
        schedule.Text is null
            ? $"{schedule.Name}  off"
            : $"{schedule.Name}  {schedule.Text}"
                + (schedule.Ran is { } ran ? $"  {ran.Result} {Words.Short(ran.At)}" : "  never ran")
                + (schedule.DueAt is { } due ? $"  next {Words.Short(due)}" : "");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
