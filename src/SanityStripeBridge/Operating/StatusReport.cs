using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating;

/// <summary>Everything that status tells.</summary>
internal sealed record StatusReport
{
    /// <summary>How many held deliveries are looked at to count their families.</summary>
    private const int MostHeld = 1000;

    private const int RunsShown = 10;
    private const int RunsLooked = 200;

    public required Place Place { get; init; }
    public required DateTimeOffset Now { get; init; }

    /// <summary>From when what is told of the two sides is; the rest is from now.</summary>
    public required DateTimeOffset ComparedAt { get; init; }
    public required Stock Stock { get; init; }
    public required MemoryCounts Linked { get; init; }
    public required InboxCounts Inbox { get; init; }
    public required IReadOnlyList<RunRecord> Runs { get; init; }

    /// <summary>Changes that a full run would write now; an archive that waits for its time is none.</summary>
    public required int Drift { get; init; }
    public required int Conflicts { get; init; }

    /// <summary>Families that wait for a person's word.</summary>
    public required int Held { get; init; }

    /// <summary>Objects that may belong to one of several others.</summary>
    public required int Ambiguous { get; init; }

    /// <summary>Documents that cannot be mirrored as they are.</summary>
    public required int Blocked { get; init; }
    public required bool IsAdopted { get; init; }
    public string? PauseReason { get; init; }

    /// <summary>Platforms whose webhook does not arrive any more.</summary>
    public IReadOnlyList<Side> Silent { get; init; } = [];

    public IReadOnlyList<ProjectFigures> Projects { get; init; } = [];
    public IReadOnlyList<ScheduleState> Schedules { get; init; } = [];

    /// <summary>Of the newest runs.</summary>
    public required RunFigures RunFigures { get; init; }

    public string State =>
        PauseReason is not null ? "paused"
        : Inbox.Dead + Blocked > 0 ? "errors"
        : Drift + Conflicts + Held > 0 || !IsAdopted ? "needs_sync"
        : "synced";

    public string Recommended =>
        !IsAdopted ? "adopt"
        : Inbox.Dead + Blocked > 0 || PauseReason is not null ? "fix"
        : Ambiguous > 0 ? "adopt"
        : Held > 0 ? "release"
        : Conflicts > 0 ? "resolve"
        : Drift == 0 ? "none"
        : Linked.LinkedProducts + Linked.LinkedPrices > 0 ? "sync"
        : Stock.Counts.SanityProducts + Stock.Counts.SanityPrices == 0 ? "import"
        : Stock.Counts.StripeProducts + Stock.Counts.StripePrices == 0 ? "create"
        : "sync";

    public string Message =>
        Silent.Count == 0
            ? Advice
            : Advice
                + $" The webhook of {string.Join(" and ", Silent)} is silent: no echo of the bridge's own writes comes back; what it should tell is found by catch-up.";

    private string Advice =>
        (PauseReason, Recommended) switch
        {
            ({ } reason, _) => $"Writing is paused: {reason}. Deliveries are stored; go on with: resume.",
            (_, "adopt") when IsAdopted =>
                $"{Counted.Of(Ambiguous, "object")} may belong to something that the other side has already; adopt --review <new file> asks which.",
            (_, "adopt") =>
                "Both sides hold objects that nobody has linked. Nothing is created until adopt (or sync --yes) is run.",
            (_, "fix") =>
                $"{Counted.Of(Inbox.Dead, "delivery", "deliveries")} and {Counted.Of(Blocked, "document")} failed; inbox list --state dead and validate say why.",
            (_, "release") =>
                $"{Counted.Of(Held, "product is", "products are")} held; look at held list, then held release.",
            (_, "resolve") =>
                $"{Counted.Of(Conflicts, "field differs", "fields differ")} and somebody must decide; look at conflicts list.",
            (_, "import") =>
                $"Stripe's catalogue is not in Sanity yet; sync makes {Counted.Of(Drift, "change")}.",
            (_, "create") =>
                $"Sanity's catalogue is not in Stripe yet; sync makes {Counted.Of(Drift, "change")}.",
            (_, "sync") =>
                $"{Counted.Of(Drift, "change is", "changes are")} waiting; sync writes {(Drift == 1 ? "it" : "them")}.",
            _ => "Both sides agree.",
        };

    // Every hour's comparison that found nothing would hide what people did; the schedules tell of it.
    private static bool IsRoutine(RunRecord run) =>
        run is { Kind: "validate", Result: { } report }
        && JsonNode.Parse(report) is { } told
        && (string?)told["state"] == "done"
        && (int?)told["drift"] == 0;

    public static async Task<StatusReport> MakeAsync(
        OperatedBridge bridge,
        Compared compared,
        CancellationToken cancel
    )
    {
        var inbox = bridge.Get<IInbox>();
        var memory = bridge.Get<IMemory>();
        var standing = bridge.Get<Standing>();
        var preview = await Preview.OfAsync(bridge, compared.Plan, only: null, cancel);
        var held = await inbox.ListAsync(DeliveryState.Held, null, MostHeld, cancel);
        var findings = preview.Plan.Families.SelectMany(family => family.Findings).ToList();
        return new()
        {
            Place = preview.Place,
            Now = preview.CreatedAt,
            ComparedAt = compared.At,
            Stock = preview.Plan.Stock,
            Linked = await memory.CountAsync(cancel),
            Inbox = await inbox.CountAsync(cancel),
            Runs =
            [
                .. (await memory.RunsAsync(RunsLooked, cancel)).Where(run => !IsRoutine(run)).Take(RunsShown),
            ],
            Drift = preview.Changes.Count(entry => !entry.Change.Retires),
            Conflicts = preview.Conflicts.Count(record => record is { ResolvedAt: null, Winner: null }),
            Held = held.Select(delivery => delivery.Family)
                .Concat(
                    preview
                        .Plan.Families.Where(family =>
                            family.Findings.Any(finding => finding.Status == CompanionStatus.Held)
                        )
                        .Select(family => family.Family)
                )
                .Distinct(StringComparer.Ordinal)
                .Count(),
            Ambiguous = findings.Count(finding =>
                finding.Message.EndsWith(Waits.Undecided, StringComparison.Ordinal)
            ),
            Blocked = findings.Count(finding => finding.Status == CompanionStatus.Error),
            IsAdopted = await standing.IsAdoptedAsync(cancel) == true,
            PauseReason = await standing.PauseReasonAsync(cancel),
            Projects = ProjectFigures.Of(
                preview.Plan.Stock,
                await memory.LastWritesAsync(cancel),
                preview.CreatedAt
            ),
            Schedules = await bridge.Get<Schedules>().StateAsync(cancel),
            RunFigures = RunFigures.Of(await memory.RunsAsync(RunFigures.Most, cancel)),
            Silent = await bridge.Get<StreamWatch>().SilentAsync(cancel),
        };
    }
}
