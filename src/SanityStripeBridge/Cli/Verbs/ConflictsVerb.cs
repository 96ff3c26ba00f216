using System.CommandLine;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;
using Spectre.Console;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>What both sides changed.</summary>
internal static class ConflictsVerb
{
    public static Command Create(CliWorld world) =>
        new("conflicts", "Fields that both sides changed.") { List(world), ResolveOne(world) };

    private static Command List(CliWorld world)
    {
        var all = new Option<bool>("--all") { Description = "Also those that are resolved" };
        var verb = Verb.Create("list", "Lists conflicts that wait for a decision.", "conflicts list --all");
        verb.Options.Add(all);
        return verb.Does(
            world,
            async (run, cancel) =>
            {
                await using var session = await Session.OpenAsync(run, cancel);
                var records = await session.Get<IMemory>().ConflictsAsync(!run.Get(all), cancel);
                if (records.Count > 0)
                    run.Voice.Table(PlanTable.Conflicts(records));
                else
                    run.Voice.Line("There is no conflict.");
                run.Voice.Json(Words.List(records, ConflictShape.Of));
                return ExitCode.Done;
            }
        );
    }

    private static Command ResolveOne(CliWorld world)
    {
        var id = new Argument<string>("id") { Description = "The conflict" };
        var keep = new Option<string>("--keep")
        {
            Description = "sanity, stripe, or a value of your own; text may be quoted as JSON",
            HelpName = "sanity|stripe|value",
            Required = true,
        };
        var verb = Verb.Create(
            "resolve",
            "Decides a conflict, or turns a decision round. Refused when a shown value has changed since.",
            "conflicts resolve 01kad3w0g8 --keep stripe"
        );
        verb.Arguments.Add(id);
        verb.Options.Add(keep);
        return verb.Does(
            world,
            async (run, cancel) =>
            {
                await using var session = await Session.ConnectAsync(run, cancel);
                return await ResolveAsync(run, session, run.Get(id)!, run.Get(keep)!, cancel);
            }
        );
    }

    private static async Task<int> ResolveAsync(
        VerbRun run,
        Session session,
        string id,
        string keep,
        CancellationToken cancel
    )
    {
        var record =
            await session.Get<IMemory>().FindConflictAsync(id, cancel)
            ?? throw RefusedException.Unknown(id, "the id of a conflict, as conflicts list --all shows them");
        if (await session.Get<Standing>().PauseReasonAsync(cancel) is { } reason)
            throw new CliException("paused", $"Writing is paused ({reason}); go on with: resume");
        var resolution = await session
            .Get<ConflictResolution>()
            .ResolveAsync(id, KeptOf(record, keep), cancel);
        switch (resolution)
        {
            case Resolution.Done { Pending: null } done:
                run.Voice.Line(
                    Markup.Escape(
                        $"{Parts.Shown(record.SanityId, record.Path)} of {PartId.DocumentOf(record.SanityId)} is resolved."
                    )
                );
                run.Voice.Json(ConflictShape.Of(done.Record));
                return ExitCode.Done;
            case Resolution.Done done:
                throw new CliException("held", $"It is decided, but not written yet: {done.Pending}");
            case Resolution.Changed now:
                throw new CliException(
                    "changed",
                    $"{Parts.Shown(record.SanityId, record.Path)} has changed since: {now.Sanity} in Sanity, {now.Stripe} in Stripe. Look at conflicts list again",
                    details: new JsonObject { ["sanity"] = now.Sanity.Node(), ["stripe"] = now.Stripe.Node() }
                );
            case Resolution.Refused refused:
                throw new CliException("refused", refused.Reason);
            default:
                throw RefusedException.Unknown(
                    id,
                    "the id of a conflict, as conflicts list --all shows them"
                );
        }
    }

    private static Kept KeptOf(Conflict record, string keep) =>
        keep switch
        {
            "sanity" => new(Side.Sanity, default),
            "stripe" => new(Side.Stripe, default),
            _ => new(null, Literal(DefaultMapping.Spec(record.Type, record.Path), keep)),
        };

    private static FieldValue Literal(FieldSpec spec, string text)
    {
        try
        {
            return KeptValue.Of(spec, text);
        }
        catch (FormatException misfit)
        {
            throw CliException.Usage($"--keep: expected sanity, stripe or {misfit.Message}");
        }
    }
}
