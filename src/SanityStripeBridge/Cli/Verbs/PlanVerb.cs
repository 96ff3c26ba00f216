using System.CommandLine;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>What <c>sync</c> would do, and nothing else.</summary>
internal static class PlanVerb
{
    public static Command Create(CliWorld world)
    {
        var output = new Option<string?>("--out")
        {
            Description = "Also write the plan to a file, for sync to apply later",
            HelpName = "file",
        };
        var release = new Option<string?>("--release")
        {
            Description = "What publishing this Sanity release would do to Stripe",
            HelpName = "id",
        };
        var writes = new WriteOptions();
        var selection = new Selection();
        var verb = Verb.Create(
            "plan",
            "Shows what sync would do, and does nothing. Exit code 3: there is something to do.",
            "plan --out plan.json"
        );
        verb.Options.Add(output);
        verb.Options.Add(release);
        writes.AddTo(verb);
        selection.AddTo(verb);
        return verb.Does(
            world,
            (run, cancel) =>
                ShowAsync(
                    run,
                    Released(writes.Of(run), run.Get(release)),
                    selection.Of(run),
                    run.Get(output),
                    isPreview: true,
                    cancel
                )
        );
    }

    // A release says what will be published; what Stripe has for Sanity meanwhile is another plan.
    private static SyncRequest Released(SyncRequest request, string? release) =>
        release is null ? request : request with { Release = release, OnlyTo = Core.Catalogue.Side.Stripe };

    /// <summary>Also the dry run of <c>sync</c>, and <c>validate</c>.</summary>
    /// <param name="isPreview">Whether somebody is about to write: then it is asked who stays on a replaced price.</param>
    public static async Task<int> ShowAsync(
        VerbRun run,
        SyncRequest request,
        Func<FullPlan, IReadOnlySet<string>?> select,
        string? output,
        bool isPreview,
        CancellationToken cancel
    )
    {
        var target = output is null ? null : OutputFile.Of(run, output);
        await using var session = await Session.ConnectAsync(run, cancel);
        var preview = await Reading.WhileAsync(
            run,
            session,
            () => Preview.MakeAsync(session, request, select, cancel)
        );
        if (request.Release is { } release && preview.Plan.Stock.Released.Count == 0)
            throw new CliException("not_found", $"There is no product or price in release {release}");
        if (isPreview)
            preview = await SubscriptionCount.AddAsync(session, preview, cancel);
        var document = PlanShape.Of(preview);
        if (target is not null)
        {
            await target.WriteAsync(document.ToJsonString(), cancel);
            run.Voice.Line(Spectre.Console.Markup.Escape($"The plan is in {output}."));
        }
        PlanTable.Write(run.Voice, preview);
        run.Voice.Json(document);
        return preview.IsQuiet ? ExitCode.Done : ExitCode.SomethingToDo;
    }
}
