using System.CommandLine;
using SanityStripeBridge.Core.Adoption;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;
using Spectre.Console;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>Matches two filled sides, links what is certain, and leaves the rest to a person.</summary>
internal static class AdoptVerb
{
    public static Command Create(CliWorld world)
    {
        var prefer = new Option<string?>("--prefer")
        {
            Description = "Where the two sides differ, this side's value counts; else a person decides",
        }.AcceptOnlyFromAmong("sanity", "stripe");
        var review = new Option<string?>("--review")
        {
            Description = "Writes what is ambiguous to a new file; applies the choices of one that exists",
            HelpName = "file.json",
        };
        var forget = new Option<bool>("--forget-ids")
        {
            Description = "Treat ids in documents that this account does not know as absent",
        };
        var yes = new Option<bool>("--yes") { Description = "Do not ask; needed where nobody can be asked" };
        var verb = Verb.Create(
            "adopt",
            "Matches two filled sides by stored ids, metadata, lookup keys, name and price; links the certain pairs and creates nothing.",
            "adopt --review open.json"
        );
        verb.Options.Add(prefer);
        verb.Options.Add(review);
        verb.Options.Add(forget);
        verb.Options.Add(yes);
        return verb.Does(
            world,
            (run, cancel) =>
                AdoptAsync(
                    run,
                    run.Get(review) is { } name ? new ReviewFile(run.World.Directory, name) : null,
                    new() { ForgetIds = run.Get(forget) },
                    run.Get(prefer) switch
                    {
                        "sanity" => Side.Sanity,
                        "stripe" => Side.Stripe,
                        _ => null,
                    },
                    run.Get(yes),
                    cancel
                )
        );
    }

    private static async Task<int> AdoptAsync(
        VerbRun run,
        ReviewFile? review,
        MatchRules rules,
        Side? prefer,
        bool yes,
        CancellationToken cancel
    )
    {
        await using var session = await Session.ConnectAsync(run, cancel);
        await Gate.RequireRunningAsync(session, cancel);
        var adopting = session.Get<Adopting>();
        var place = await Place.OfAsync(session, cancel);
        var sides = await Reading.WhileAsync(run, session, () => adopting.SeeAsync(cancel));
        var isNewReview = review is { Exists: false };
        if (review is { Exists: true })
            rules = rules with { Choices = await review.ReadAsync(place, sides.Unlinked, cancel) };
        var adoption = await adopting.FindAsync(sides, rules, prefer, cancel);
        run.Voice.Line(place.Heading());
        AdoptionTable.Write(run.Voice, adoption);
        if (isNewReview)
            await review!.WriteAsync(place, sides, adoption.Matches, cancel);
        var isAdopted = await session.Get<Standing>().IsAdoptedAsync(cancel) == true;
        if (!isAdopted || adoption.Plan.Families.Count > 0)
            await Confirmation.RequireAsync(
                run,
                yes,
                $"{Counted.Of(adoption.Matches.Certain.Count, "pair is", "pairs are")} linked in {place.Mode} mode"
                    + (
                        isAdopted
                            ? ""
                            : ", and the two sides count as adopted: sync creates what is unmatched"
                    ),
                new() { ["adoption"] = AdoptionShape.Of(adoption.Matches, isAdopted) },
                cancel
            );
        return await LinkAsync(session, run, adoption, cancel);
    }

    private static async Task<int> LinkAsync(
        Session session,
        VerbRun run,
        Adoption adoption,
        CancellationToken cancel
    )
    {
        var adopting = session.Get<Adopting>();
        await adopting.BeginAsync(adoption, cancel);
        var preview = await Preview.OfAsync(session, adoption.Plan, adoption.Request.Only, cancel);
        var report = await SyncRun.ApplyAsync(session, run.Voice, "adopt", preview, adoption.Request, cancel);
        var missing = await adopting.EndAsync(adoption, cancel);
        var shape = report.ToJson();
        shape["adoption"] = AdoptionShape.Of(adoption.Matches, missing.Count == 0);
        run.Voice.Json(shape);
        ReportTable.Write(run.Voice, report);
        Advise(run.Voice, adoption.Matches, missing);
        return report.Failed || missing.Count + adoption.Matches.Ambiguous.Count > 0
            ? ExitCode.Failed
            : ExitCode.Done;
    }

    private static void Advise(Voice voice, Matches matches, IReadOnlyList<Match> missing)
    {
        foreach (var match in missing)
            voice.Line(Markup.Escape($"{match.SanityId} and {match.StripeId} are not linked yet."));
        if (missing.Count > 0)
            voice.Line("The two sides are not adopted yet; run adopt again.");
        else if (matches.LoneDocuments.Count + matches.LoneObjects.Count > 0)
            voice.Line("What is unmatched gets its counterpart by sync, or by the running service.");
        if (matches.Ambiguous.Count > 0)
            voice.Line(
                $"{(matches.Ambiguous.Count == 1 ? "1 is held until somebody matches it" : $"{matches.Ambiguous.Count} are held until somebody matches them")}: adopt --review <new file>, set the choices, and adopt --review <file> again."
            );
    }
}
