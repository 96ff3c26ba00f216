using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating;

/// <summary>How the brake stands towards a plan.</summary>
/// <param name="Limit">Allowed per rolling hour.</param>
/// <param name="Counted">Written in the last hour.</param>
/// <param name="Held">How many of the plan's changes would be above it.</param>
internal sealed record BrakeFigures(long Limit, int Counted, long Held);

/// <summary>A full plan with everything that is said about it.</summary>
internal sealed record Preview
{
    public required string Id { get; init; }
    public required Place Place { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required FullPlan Plan { get; init; }

    /// <summary>Open ones, and those that the plan would open or close.</summary>
    public required IReadOnlyList<Conflict> Conflicts { get; init; }
    public required BrakeFigures Brake { get; init; }
    public required CallEstimate Calls { get; init; }

    /// <summary>By the id of a price that is replaced; empty when nobody asked.</summary>
    public IReadOnlyDictionary<string, StayingSubscriptions> Subscriptions { get; init; } =
        new Dictionary<string, StayingSubscriptions>();

    /// <summary>Every object written, also a price that is made along with its product.</summary>
    public IReadOnlyList<(string Family, Change Change)> Changes =>
        [
            .. Plan.Families.SelectMany(family =>
                family.Changes.SelectMany(change => change.Objects).Select(change => (family.Family, change))
            ),
        ];

    public bool HasOpenConflict => Conflicts.Any(record => record is { ResolvedAt: null, Winner: null });

    /// <summary>Whether both sides agree: nothing to write, nothing to decide.</summary>
    public bool IsQuiet => Changes.Count == 0 && !HasOpenConflict;

    /// <summary>Looks at both sides and plans; keeps to the selected families.</summary>
    public static async Task<Preview> MakeAsync(
        OperatedBridge bridge,
        SyncRequest request,
        Func<FullPlan, IReadOnlySet<string>?> select,
        CancellationToken cancel
    )
    {
        var whole = await bridge.Get<FullSync>().PlanAsync(request with { Only = null }, cancel);
        var only = select(whole);
        var plan = only is null
            ? whole
            : whole with
            {
                Families = [.. whole.Families.Where(family => only.Contains(family.Family))],
            };
        return await OfAsync(bridge, plan, only, cancel);
    }

    /// <summary>What is said about a plan that was made already.</summary>
    /// <param name="only">The families that it keeps to; null for all.</param>
    public static async Task<Preview> OfAsync(
        OperatedBridge bridge,
        FullPlan plan,
        IReadOnlySet<string>? only,
        CancellationToken cancel
    )
    {
        var memory = bridge.Get<IMemory>();
        var now = bridge.Get<TimeProvider>().GetUtcNow();
        var open = await memory.ConflictsAsync(openOnly: true, cancel);
        return new()
        {
            Id = bridge.Get<Ulids>().Next(),
            Place = await Place.OfAsync(bridge, cancel),
            CreatedAt = now,
            Plan = plan,
            Conflicts = Merged(open.Where(record => only?.Contains(record.Family) ?? true), plan),
            Brake = await BrakeAsync(bridge, plan, now, cancel),
            Calls = CallEstimate.Of(
                SizeOf(plan.Stock.Counts),
                plan.Families.SelectMany(family => family.Changes.Select(change => (family.Family, change)))
            ),
        };
    }

    private static List<Conflict> Merged(IEnumerable<Conflict> open, FullPlan plan)
    {
        var records = open.ToDictionary(record => (record.Type, record.SanityId, record.Path));
        foreach (var record in plan.Families.SelectMany(family => family.Conflicts))
            records[(record.Type, record.SanityId, record.Path)] = record;
        return [.. records.Values.OrderBy(record => record.Family, StringComparer.Ordinal)];
    }

    private static async Task<BrakeFigures> BrakeAsync(
        OperatedBridge bridge,
        FullPlan plan,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var memory = bridge.Get<IMemory>();
        var counts = await memory.CountAsync(cancel);
        var limit = bridge
            .Get<IOptionsMonitor<MirrorOptions>>()
            .CurrentValue.Brake.Limit(counts.LinkedProducts + counts.LinkedPrices);
        var counted = await memory.CountDangerousAsync(now.AddHours(-1), cancel);
        var asked = plan.Changes.Count(change => change.IsDangerous);
        return new(limit, counted, Math.Clamp(counted + asked - limit, 0, asked));
    }

    private static CatalogueSize SizeOf(StockCounts counts) =>
        new(
            counts.StripeProducts,
            counts.ActiveStripePrices,
            counts.StripePrices - counts.ActiveStripePrices,
            counts.SanityProducts + counts.SanityPrices
        );
}
