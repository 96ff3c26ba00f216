using System.CommandLine;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;
using Spectre.Console;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>The story of one object.</summary>
internal static class WhyVerb
{
    public static Command Create(CliWorld world)
    {
        var id = new Argument<string>("id")
        {
            Description =
                "A Sanity id, a Stripe product id or a Stripe price id; a price stands for its product",
        };
        var verb = Verb.Create(
            "why",
            "Tells what arrived, what was decided and what was written for one object, newest last.",
            "why prod_abc"
        );
        verb.Arguments.Add(id);
        return verb.Does(world, (run, cancel) => TellAsync(run, run.Get(id)!, cancel));
    }

    private static async Task<int> TellAsync(VerbRun run, string id, CancellationToken cancel)
    {
        await using var session = await Session.OpenAsync(run, cancel);
        var family = await Resolve.FamilyAsync(session, id, cancel);
        var story = await Story.OfAsync(session, family, cancel);
        run.Voice.Line((await Place.OfAsync(session, cancel)).Heading());
        foreach (var line in story)
            run.Voice.Item($"[grey]{Words.Short(line.At)}[/] ", Markup.Escape(line.Text));
        if (story.Count == 0)
            run.Voice.Line(Markup.Escape($"{id} belongs to {family}; nothing has happened to it yet."));
        run.Voice.Json(Story.ToJson(id, family, story));
        return ExitCode.Done;
    }
}
