using System.CommandLine;
using System.Text.Json.Nodes;
using SanityStripeBridge.Cli.Shapes;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using Spectre.Console;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>What the brake or the adoption gate holds.</summary>
internal static class HeldVerb
{
    private const int Most = 1000;

    public static Command Create(CliWorld world)
    {
        var ids = new Argument<string[]>("id")
        {
            Description = "Products to release; all when none is named",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var list = Verb.Create("list", "Lists the products that are held, with the reason.", "held list")
            .Does(world, ListAsync);
        var release = Verb.Create("release", "Lets held products be worked again.", "held release prod_abc");
        release.Arguments.Add(ids);
        release.Does(world, (run, cancel) => ReleaseAsync(run, run.Get(ids) ?? [], cancel));
        return new("held", "What the brake or the adoption gate holds.") { list, release };
    }

    private static async Task<int> ListAsync(VerbRun run, CancellationToken cancel)
    {
        await using var session = await Session.OpenAsync(run, cancel);
        var held = await session.Get<IInbox>().ListAsync(DeliveryState.Held, null, Most, cancel);
        var families = held.GroupBy(delivery => delivery.Family).ToList();
        var table = Voice.NewTable("Product", "Since", "Deliveries", "Reason");
        foreach (var family in families)
            table.AddRow(
                Markup.Escape(family.Key),
                Words.Short(family.Min(delivery => delivery.ReceivedAt)),
                $"{family.Count()}",
                Markup.Escape(family.First().Reason ?? "")
            );
        if (families.Count > 0)
            run.Voice.Table(table);
        else
            run.Voice.Line("Nothing is held.");
        run.Voice.Json(Words.List(families, Shape));
        return ExitCode.Done;
    }

    private static JsonObject Shape(IGrouping<string, Delivery> family) =>
        new()
        {
            ["family"] = family.Key,
            ["since"] = Words.Of(family.Min(delivery => delivery.ReceivedAt)),
            ["deliveries"] = family.Count(),
            ["reason"] = family.First().Reason,
        };

    private static async Task<int> ReleaseAsync(VerbRun run, string[] ids, CancellationToken cancel)
    {
        await using var session = await Session.OpenAsync(run, cancel);
        var families = new List<string>();
        foreach (var id in ids)
            families.Add(await Resolve.FamilyAsync(session, id, cancel));
        var inbox = session.Get<IInbox>();
        if (ids.Length == 0)
            families.AddRange(
                (await inbox.ListAsync(DeliveryState.Held, null, Most, cancel))
                    .Select(delivery => delivery.Family)
                    .Distinct(StringComparer.Ordinal)
            );
        foreach (var family in families)
            await session.Get<Standing>().ReleaseAsync(family, cancel);
        var released = await inbox.ReleaseAsync(
            ids.Length == 0 ? null : families,
            session.Get<TimeProvider>().GetUtcNow(),
            cancel
        );
        run.Voice.Line($"{released} deliveries are released.");
        run.Voice.Json(new JsonObject { ["released"] = released });
        return ExitCode.Done;
    }
}
