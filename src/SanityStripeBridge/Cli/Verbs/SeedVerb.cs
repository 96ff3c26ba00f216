using System.CommandLine;
using SanityStripeBridge.Core.Seeding;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using Spectre.Console;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>Fills empty sides from a catalogue file; decides by what stands on both.</summary>
internal static class SeedVerb
{
    public static Command Create(CliWorld world)
    {
        var file = new Argument<string>("catalogue.json")
        {
            Description = "A seed file: written by hand, or by export here or elsewhere",
        };
        var yes = new Option<bool>("--yes") { Description = "Do not ask; needed where nobody can be asked" };
        var verb = Verb.Create(
            "seed",
            "Fills empty sides from a catalogue file. A second run creates nothing; two filled sides are left alone.",
            "seed catalogue.json"
        );
        verb.Arguments.Add(file);
        verb.Options.Add(yes);
        return verb.Does(world, (run, cancel) => SeedAsync(run, run.Get(file)!, run.Get(yes), cancel));
    }

    private static async Task<int> SeedAsync(VerbRun run, string name, bool yes, CancellationToken cancel)
    {
        var path = Path.Combine(run.World.Directory, name);
        if (!File.Exists(path))
            throw CliException.Usage($"{name} does not exist; write one, or make it with: export {name}");
        var text = await File.ReadAllTextAsync(path, cancel);
        var (file, faults) = SeedFile.Read(text);
        if (file is null)
            throw BadFile.Of(name, faults);
        await using var session = await Session.ConnectAsync(run, cancel);
        await Gate.RequireRunningAsync(session, cancel);
        var digest = Seeding.DigestOf(text);
        var plan = await Reading.WhileAsync(
            run,
            session,
            () => session.Get<Seeding>().FindAsync(file, digest, cancel)
        );
        var place = await Place.OfAsync(session, cancel);
        run.Voice.Line(place.Heading());
        if (plan.Decision == SeedDecision.LeaveToAdopt)
            throw new CliException("unadopted", SeedWords.Of(plan));
        foreach (var open in plan.Doubtful)
            run.Voice.Line(Markup.Escape(SeedWords.Of(open)));
        // The question says it, too.
        if (plan.IsEmpty || yes || !run.Voice.CanAsk)
            run.Voice.Line(Markup.Escape(SeedWords.Of(plan) + "."));
        if (plan.IsEmpty)
            return await DoneAsync(session, run, plan, cancel);
        if (plan.Seeds.Count > 0)
            Gate.RequireTypes(session);
        if (plan.Imports.Count > 0)
            await Gate.RequireImportsAsync(session, cancel);
        await Confirmation.RequireAsync(
            run,
            yes,
            $"{SeedWords.Of(plan)} ({place.Mode} mode)",
            new() { ["seed"] = SeedWords.Shape(plan) },
            cancel
        );
        return await WriteAsync(session, run, plan, digest, cancel);
    }

    private static async Task<int> DoneAsync(
        Session session,
        VerbRun run,
        SeedPlan plan,
        CancellationToken cancel
    )
    {
        await session.Get<Seeding>().EndAsync(cancel);
        var now = session.Get<TimeProvider>().GetUtcNow();
        var counts = await session.Get<IMemory>().CountAsync(cancel);
        var report = new RunReport
        {
            Id = session.Get<Ulids>().Next(),
            Kind = "seed",
            State = "done",
            StartedAt = now,
            EndedAt = now,
            Items = [],
            Unchanged = counts.LinkedProducts + counts.LinkedPrices,
            Calls = CallTally.Current?.Counts,
        };
        return Tell(run, plan, report);
    }

    private static async Task<int> WriteAsync(
        Session session,
        VerbRun run,
        SeedPlan plan,
        string digest,
        CancellationToken cancel
    )
    {
        var seeding = session.Get<Seeding>();
        await seeding.BeginAsync(plan, digest, cancel);
        var preview = await Preview.OfAsync(session, plan.Plan, plan.Request.Only, cancel);
        var report = await SyncRun.ApplyAsync(session, run.Voice, "seed", preview, plan.Request, cancel);
        if (!report.Failed)
            await seeding.EndAsync(cancel);
        ReportTable.Write(run.Voice, report);
        return Tell(run, plan, report);
    }

    private static int Tell(VerbRun run, SeedPlan plan, RunReport report)
    {
        var shape = report.ToJson();
        shape["seed"] = SeedWords.Shape(plan);
        run.Voice.Json(shape);
        return report.Failed || plan.Doubtful.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }
}
