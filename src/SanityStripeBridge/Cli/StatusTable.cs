using System.Globalization;
using SanityStripeBridge.Cli.Shapes;
using Spectre.Console;

namespace SanityStripeBridge.Cli;

/// <summary>Status for people.</summary>
internal static class StatusTable
{
    public static void Write(Voice voice, StatusReport status)
    {
        voice.Line(status.Place.Heading);
        voice.Line($"[bold]{Markup.Escape(status.State)}[/]  {Markup.Escape(status.Message)}");
        var table = Voice.NewTable("", "Sanity", "Stripe", "active there", "linked");
        table.AddRow(
            "products",
            Text(status.Stock.SanityProducts),
            Text(status.Stock.StripeProducts.Count),
            Text(status.Stock.StripeProducts.Count(product => product.Active)),
            Text(status.Linked.LinkedProducts)
        );
        table.AddRow(
            "prices",
            Text(status.Stock.SanityPrices),
            Text(status.Stock.StripePrices.Count),
            Text(status.Stock.StripePrices.Count(price => price.Active)),
            Text(status.Linked.LinkedPrices)
        );
        voice.Table(table);
        voice.Line(
            $"drift {status.Drift}  conflicts {status.Conflicts}  held {status.Held}  dead letters {status.Inbox.Dead}  waiting deliveries {status.Inbox.Depth}"
        );
        foreach (var run in status.Runs)
            voice.Line(
                Markup.Escape($"{Words.Short(run.StartedAt)}  {run.Kind} {run.Id}")
                    + (run.EndedAt is null ? "  not ended" : "")
            );
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
