using System.CommandLine;
using System.Text.Json.Nodes;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Setup;
using SanityStripeBridge.Storage;
using Spectre.Console;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>Accepts another account, mode, project or dataset on purpose.</summary>
internal static class RepinVerb
{
    public static Command Create(CliWorld world)
    {
        var yes = new Option<bool>("--yes") { Description = "Do not ask; needed where nobody can be asked" };
        var repin = Verb.Create(
            "repin",
            "Shows what this store belongs to and what the settings lead to now, and accepts the difference. Stop the service first.",
            "setup repin --yes"
        );
        repin.Options.Add(yes);
        return repin.Does(world, (run, cancel) => RepinAsync(run, run.Get(yes), cancel));
    }

    private static async Task<int> RepinAsync(VerbRun run, bool yes, CancellationToken cancel)
    {
        await using var session = await Session.OpenAsync(run, cancel);
        var place = await Place.OfAsync(session, cancel);
        var setup = session.Get<RepinSetup>();
        var plan = await setup.PlanAsync(cancel);
        Show(run, place, plan);
        if (plan.IsNothing)
        {
            run.Voice.Line(
                plan.IsPinned
                    ? "Nothing to change: the settings lead to where this store belongs."
                    : "Nothing is pinned yet: the first start pins what the settings lead to."
            );
            run.Voice.Json(Json(plan, accepted: false));
            return ExitCode.Done;
        }
        await RefuseWhileServedAsync(run, session, cancel);
        if (!yes && !(run.Voice.CanAsk && await run.Voice.AskAsync("Accept this?", cancel)))
            throw new CliException(
                "unconfirmed",
                "Nothing was changed; accept it with: setup repin --yes",
                details: Json(plan, accepted: false)
            );
        await setup.ApplyAsync(plan, cancel);
        run.Voice.Line("It is accepted. Look at plan before you start the service.");
        run.Voice.Json(Json(plan, accepted: true));
        return ExitCode.Done;
    }

    // A running service compares its pins only now and then, and holds what it learnt of the other side.
    private static async Task RefuseWhileServedAsync(VerbRun run, Session session, CancellationToken cancel)
    {
        var look = new StoreLook(session.Get<StoreOptions>(), run.World.Clock);
        if ((await look.LookAsync(cancel)).IsServed)
            throw new CliException(
                "served",
                "A bridge is serving this store; stop it (every node), then run setup repin again"
            );
    }

    private static void Show(VerbRun run, Place place, RepinPlan plan)
    {
        run.Voice.Line(place.Heading());
        var table = Voice.NewTable("", "pinned", "found now");
        foreach (var (name, pinned, found) in plan.Pins)
            table.AddRow(
                name,
                Markup.Escape(pinned ?? "-"),
                pinned is null || pinned == found
                    ? Markup.Escape(found)
                    : $"[yellow]{Markup.Escape(found)}[/]"
            );
        table.AddRow(
            "dataset's mark",
            "",
            Markup.Escape(plan.Mark is { } mark ? $"{mark.Account}, {mark.Mode} mode" : "none")
        );
        run.Voice.Table(table);
        foreach (var sentence in Consequences(plan))
            run.Voice.Line(Markup.Escape(sentence));
    }

    private static IEnumerable<string> Consequences(RepinPlan plan)
    {
        if (plan.StripeChanges)
            yield return $"All {plan.Links} links are forgotten: they name objects of the other account or mode. Nothing is changed there. Both sides are taken stock of again.";
        else if (plan.SanityChanges)
            yield return $"{plan.Links - plan.Forget.Count} of {plan.Links} linked documents are in this dataset, too, and stay linked; {plan.Forget.Count} are not and their links are forgotten. Nothing is archived.";
        if (plan.TakesMarkOver)
            yield return "The dataset is marked as another bridge's, and would be taken over. Be sure that that bridge is stopped for good: two bridges would overwrite each other's ids.";
    }

    private static JsonObject Json(RepinPlan plan, bool accepted) =>
        new()
        {
            ["accepted"] = accepted,
            ["changes"] = !plan.IsNothing,
            ["pins"] = new JsonObject(
                plan.Pins.Select(pin =>
                    KeyValuePair.Create(
                        pin.Name,
                        (JsonNode?)new JsonObject { ["pinned"] = pin.Pinned, ["found"] = pin.Found }
                    )
                )
            ),
            ["mark"] = plan.Mark is { } mark
                ? new JsonObject
                {
                    ["id"] = mark.Id,
                    ["account"] = mark.Account,
                    ["mode"] = mark.Mode,
                    ["ours"] = plan.IsMarkOurs,
                }
                : null,
            ["links"] = plan.Links,
            ["forgotten"] = plan.Forget.Count,
        };
}
