using System.CommandLine;
using System.Globalization;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;
using Spectre.Console;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>Looking at deliveries.</summary>
internal static class InboxListing
{
    private const int MostShown = 1000;

    public static Command List(CliWorld world)
    {
        var state = new Option<string?>("--state") { Description = "Only deliveries in this state" };
        state.AcceptOnlyFromAmong([.. Enum.GetValues<DeliveryState>().Select(word => Words.Of(word))]);
        var limit = new Option<int>("--limit")
        {
            Description = $"How many, up to {MostShown}",
            DefaultValueFactory = _ => 50,
        };
        var before = new Option<long?>("--before") { Description = "Go on behind this delivery" };
        var verb = Verb.Create("list", "Lists deliveries, newest first.", "inbox list --state dead");
        verb.Options.Add(state);
        verb.Options.Add(limit);
        verb.Options.Add(before);
        return verb.Does(
            world,
            async (run, cancel) =>
            {
                var only = run.Get(state) is { } word
                    ? Enum.Parse<DeliveryState>(word, ignoreCase: true)
                    : (DeliveryState?)null;
                var most = Math.Clamp(run.Get(limit), 1, MostShown);
                await using var session = await Session.OpenAsync(run, cancel);
                var found = await session.Get<IInbox>().ListAsync(only, run.Get(before), most, cancel);
                run.Voice.Table(Table(found));
                run.Voice.Json(
                    Words.List(
                        found,
                        DeliveryShape.Of,
                        found.Count == most ? found[^1].Id.ToString(CultureInfo.InvariantCulture) : null
                    )
                );
                return ExitCode.Done;
            }
        );
    }

    public static Command Show(CliWorld world)
    {
        var id = InboxVerb.NewId();
        var verb = Verb.Create("show", "Shows one delivery with its body.", "inbox show 17");
        verb.Arguments.Add(id);
        return verb.Does(
            world,
            async (run, cancel) =>
            {
                await using var session = await Session.OpenAsync(run, cancel);
                var number = run.Get(id);
                var delivery =
                    await session.Get<IInbox>().FindAsync(number, cancel)
                    ?? throw RefusedException.Unknown($"delivery {number}", "a number of inbox list");
                var shape = DeliveryShape.WithBody(delivery);
                run.Voice.Json(shape);
                foreach (var (name, value) in shape)
                    run.Voice.Copyable($"{name, -12} {Voice.Text(value)}");
                return ExitCode.Done;
            }
        );
    }

    private static Table Table(IReadOnlyList<Delivery> deliveries)
    {
        var reasons = deliveries.Any(delivery => delivery.Reason is not null);
        string[] columns = ["Id", "Received", "From", "Type", "Subject", "State"];
        var table = Voice.NewTable(reasons ? [.. columns, "Reason"] : columns);
        table.Columns[4].NoWrap = true;
        foreach (var delivery in deliveries)
        {
            string[] cells =
            [
                $"{delivery.Id}",
                Words.Short(delivery.ReceivedAt),
                Words.Of(delivery.Side),
                What(delivery),
                Markup.Escape(delivery.Subject),
                Words.Of(delivery.State),
            ];
            table.AddRow(reasons ? [.. cells, Markup.Escape(delivery.Reason ?? "")] : cells);
        }
        return table;
    }

    // Stripe's types name the operation: product.updated.
    private static string What(Delivery delivery) =>
        Markup.Escape(
            delivery.Side == Core.Catalogue.Side.Stripe
                ? delivery.Type
                : $"{delivery.Type} {delivery.Operation}".Trim()
        );
}
