using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Seeding;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Admin;

/// <summary>What <c>POST sync</c> asks for, understood and free of contradictions.</summary>
internal sealed record RunOrder
{
    private const string Sync = "sync";
    private const string Validate = "validate";
    private const string Backfill = "backfill";
    private const string Seed = "seed";

    public required string Kind { get; init; }
    public required bool DryRun { get; init; }
    public required bool Confirm { get; init; }
    public required SyncRequest Request { get; init; }
    public required FamilyChoice Choice { get; init; }

    /// <summary>The seed file and its digest; null for everything else.</summary>
    public (SeedFile File, string Digest)? Catalogue { get; init; }

    public bool Writes => !DryRun && Kind != Validate;

    /// <summary>For the audit trail.</summary>
    public string Sentence =>
        Kind
        + (DryRun ? ", only looking" : "")
        + (Request.OnlyTo is { } side ? $", to {side} alone" : "")
        + (Request.Force ? ", by force" : "")
        + (Request.MissingOn is { } missing ? $", what {missing} lacks" : "")
        + Choice.Sentence;

    /// <param name="body">What was sent.</param>
    /// <param name="orderedBy">Who sent it, for the history.</param>
    /// <exception cref="BadRequestException">All faults at once.</exception>
    public static RunOrder Read(Body body, string orderedBy)
    {
        var kind = body.Word("action", Sync, Validate, Backfill, Seed) ?? Sync;
        var from = body.Word("from", "sanity", "stripe");
        var direction = body.Word("direction", "to-stripe", "to-sanity");
        var force = body.Flag("forceUpdate");
        if (kind == Backfill && !body.Has("from"))
            body.Fault("from", "expected sanity or stripe: the side that has what the other lacks");
        if (force && !body.Has("direction"))
            body.Fault("direction", "expected to-stripe or to-sanity: forceUpdate overwrites one side");
        if (kind == Seed && !body.Has("catalogue"))
            body.Fault("catalogue", "expected a seed file");
        var order = new RunOrder
        {
            Kind = kind,
            DryRun = body.Flag("dryRun"),
            Confirm = body.Flag("confirm"),
            Request = new(OnlyTo: kind == Sync ? SideOf(direction) : null, Force: force && kind == Sync)
            {
                MissingOn = kind == Backfill ? Lacking(from) : null,
                OrderedBy = orderedBy,
            },
            Choice = ChoiceOf(body),
            Catalogue = kind == Seed ? CatalogueOf(body) : null,
        };
        body.Require();
        return order;
    }

    /// <summary>What can be refused without looking at either side is refused at once.</summary>
    public async Task RequireAllowedAsync(AdminCall call)
    {
        if (!Writes)
            return;
        await Gate.RequireRunningAsync(call.Bridge, call.Cancel);
        if (Kind == Seed)
            return;
        if (Kind == Sync && Confirm)
            return;
        await Gate.RequireAdoptedAsync(call.Bridge, call.Cancel);
        if (Request.MissingOn == Side.Sanity)
            await Gate.RequireImportsAsync(call.Bridge, call.Cancel);
    }

    /// <summary>Does it; the report.</summary>
    public async Task<JsonObject> RunAsync(OperatedBridge bridge, LiveRun run, CancellationToken cancel)
    {
        await bridge.Get<FirstContact>().EnsureAsync(cancel);
        if (Catalogue is { } catalogue)
            return await SeedRun.RunAsync(bridge, run, catalogue, DryRun, Request.OrderedBy, cancel);
        if (Writes && Kind == Sync && Confirm)
            await bridge.Get<Standing>().SetAdoptedAsync(true, cancel);
        IReadOnlySet<string>? chosen = null;
        var preview = await Preview.MakeAsync(bridge, Request, plan => chosen = Choice.Of(plan), cancel);
        run.Planned(preview.Plan.Families.Count);
        if (DryRun)
            preview = await SubscriptionCount.AddAsync(bridge, preview, cancel);
        if (!Writes)
            return await LookedAsync(bridge, run.Record, preview, cancel);
        var report = await RecordedRun.WriteAsync(
            bridge,
            run.Record,
            Choice.HasIds ? [.. chosen ?? new HashSet<string>()] : [],
            runId => bridge.Get<FullSync>().ApplyAsync(preview.Plan, Request, runId, run.Worked, cancel),
            cancel
        );
        return report.ToJson();
    }

    /// <summary>The report of a run that only looked: it has the plan.</summary>
    public static async Task<JsonObject> LookedAsync(
        OperatedBridge bridge,
        RunRecord record,
        Preview preview,
        CancellationToken cancel
    )
    {
        var counts = await bridge.Get<IMemory>().CountAsync(cancel);
        var report = RunReport.Empty(record, "done", bridge.Get<TimeProvider>().GetUtcNow()) with
        {
            Unchanged = counts.LinkedProducts + counts.LinkedPrices,
            Calls = CallTally.Current?.Counts,
        };
        var shape = report.ToJson();
        shape["plan"] = PlanShape.Of(preview);
        return shape;
    }

    private static Side? SideOf(string? direction) =>
        direction switch
        {
            "to-stripe" => Side.Stripe,
            "to-sanity" => Side.Sanity,
            _ => null,
        };

    private static Side Lacking(string? from) => from == "stripe" ? Side.Sanity : Side.Stripe;

    private static FamilyChoice ChoiceOf(Body body)
    {
        var ids = body.Texts("ids");
        try
        {
            return new(ids, body.Text("filter"));
        }
        catch (FormatException fault)
        {
            body.Fault("filter", fault.Message);
            return new(ids, null);
        }
    }

    private static (SeedFile, string)? CatalogueOf(Body body)
    {
        if (body.Object("catalogue")?.ToJsonString() is not { } text)
            return null;
        var (file, faults) = SeedFile.Read(text);
        foreach (var fault in faults)
            body.Fault("catalogue" + fault.Path.TrimStart('$'), fault.Sentence);
        return file is null ? null : (file, Seeding.DigestOf(text));
    }
}
