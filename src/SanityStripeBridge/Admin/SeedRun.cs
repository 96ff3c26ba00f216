using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Seeding;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;

namespace SanityStripeBridge.Admin;

/// <summary>Seeds from a catalogue that was sent.</summary>
internal static class SeedRun
{
    public static async Task<JsonObject> RunAsync(
        OperatedBridge bridge,
        LiveRun run,
        (SeedFile File, string Digest) catalogue,
        bool dryRun,
        string? orderedBy,
        CancellationToken cancel
    )
    {
        var seeding = bridge.Get<Seeding>();
        var plan = await seeding.FindAsync(catalogue.File, catalogue.Digest, cancel);
        if (plan.Decision == SeedDecision.LeaveToAdopt)
            throw new RefusedException("unadopted", SeedWords.Of(plan));
        var preview = await Preview.OfAsync(bridge, plan.Plan, plan.Request.Only, cancel);
        preview = preview with { Calls = SeedWords.Estimate(plan, preview.Calls) };
        run.Planned(preview.Plan.Families.Count);
        var report =
            dryRun || plan.IsEmpty
                ? await RunOrder.LookedAsync(bridge, run.Record, preview, cancel)
                : await WriteAsync(bridge, run, plan, catalogue.Digest, orderedBy, cancel);
        if (!dryRun && (string?)report["state"] == "done")
            await seeding.EndAsync(cancel);
        // A family that was left out is no success.
        if (plan.Doubtful.Count > 0)
            report["state"] = "failed";
        report["seed"] = SeedWords.Shape(plan);
        return report;
    }

    private static async Task<JsonObject> WriteAsync(
        OperatedBridge bridge,
        LiveRun run,
        SeedPlan plan,
        string digest,
        string? orderedBy,
        CancellationToken cancel
    )
    {
        var request = plan.Request with { OrderedBy = orderedBy };
        if (plan.Seeds.Count > 0)
            Gate.RequireTypes(bridge);
        if (plan.Imports.Count > 0)
            await Gate.RequireImportsAsync(bridge, cancel);
        await bridge.Get<Seeding>().BeginAsync(plan, digest, cancel);
        var report = await RecordedRun.WriteAsync(
            bridge,
            run.Record,
            [],
            runId => bridge.Get<FullSync>().ApplyAsync(plan.Plan, request, runId, run.Worked, cancel),
            cancel
        );
        return report.ToJson();
    }
}
