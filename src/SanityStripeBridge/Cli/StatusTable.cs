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
        voice.Line(
            $"[bold {Colour(status.State)}]{Markup.Escape(status.State)}[/]  {Markup.Escape(status.Message)}"
        );
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
        voice.Table(Schedules(status.Schedules));
        if (status.Runs.Count > 0)
            voice.Table(Runs(status.Runs));
    }

    private static Table Schedules(IReadOnlyList<ScheduleState> schedules)
    {
        var table = Voice.NewTable("schedule", "when", "last", "next");
        foreach (var schedule in schedules)
            table.AddRow(
                schedule.Name,
                Markup.Escape(schedule.Text ?? "off"),
                schedule.Ran is { } ran ? Markup.Escape($"{Words.Short(ran.At)} {ran.Result}") : "never",
                schedule.DueAt is { } due ? Words.Short(due) : "-"
            );
        return table;
    }

    private static Table Runs(IReadOnlyList<RunRecord> runs)
    {
        var table = Voice.NewTable("run", "kind", "began", "result");
        foreach (var run in runs)
            table.AddRow(run.Id, run.Kind, Words.Short(run.StartedAt), Result(run));
        return table;
    }

    private static string Result(RunRecord run) =>
        StatusShape.ResultOf(run) switch
        {
            null => "[yellow]not ended[/]",
            "failed" => "[red]failed[/]",
            var result => Markup.Escape(result),
        };

    private static string Colour(string state) =>
        state switch
        {
            "synced" => "green",
            "errors" => "red",
            _ => "yellow",
        };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
