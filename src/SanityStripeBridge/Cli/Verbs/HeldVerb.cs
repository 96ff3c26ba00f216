using System.CommandLine;
using System.Text.Json.Nodes;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;
using Spectre.Console;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>What the brake or the adoption gate holds.</summary>
internal static class HeldVerb
{
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
        var families = await Holding.ListAsync(session, cancel);
        var table = Voice.NewTable("Product", "Since", "Deliveries", "Reason");
        foreach (var held in families)
            table.AddRow(
                Markup.Escape(held.Family),
                Words.Short(held.Since),
                $"{held.Deliveries}",
                Markup.Escape(held.Reason ?? "")
            );
        if (families.Count > 0)
            run.Voice.Table(table);
        else
            run.Voice.Line("Nothing is held.");
        run.Voice.Json(Words.List(families, held => held.ToJson()));
        return ExitCode.Done;
    }

    private static async Task<int> ReleaseAsync(VerbRun run, string[] ids, CancellationToken cancel)
    {
        await using var session = await Session.OpenAsync(run, cancel);
        var released = await Holding.ReleaseAsync(session, ids, by: null, cancel);
        run.Voice.Line(Counted.Of(released.Deliveries, "delivery is", "deliveries are") + " released.");
        run.Voice.Json(new JsonObject { ["released"] = released.Deliveries });
        return ExitCode.Done;
    }
}
