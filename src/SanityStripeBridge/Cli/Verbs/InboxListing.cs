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
                    ?? throw RefusedException.Unknown($"delivery {number}");
                var shape = DeliveryShape.WithBody(delivery);
                run.Voice.Json(shape);
                foreach (var (name, value) in shape)
                    run.Voice.Line(Markup.Escape($"{name, -12} {value?.ToJsonString() ?? "-"}"));
                return ExitCode.Done;
            }
        );
    }

    private static Table Table(IReadOnlyList<Delivery> deliveries)
    {
        var table = Voice.NewTable("Id", "Received", "From", "Type", "Subject", "State", "Reason");
        foreach (var delivery in deliveries)
            table.AddRow(
                $"{delivery.Id}",
                Words.Short(delivery.ReceivedAt),
                Words.Of(delivery.Side),
                Markup.Escape($"{delivery.Type} {delivery.Operation}".Trim()),
                Markup.Escape(delivery.Subject),
                Words.Of(delivery.State),
                Markup.Escape(delivery.Reason ?? "")
            );
        return table;
    }
}
