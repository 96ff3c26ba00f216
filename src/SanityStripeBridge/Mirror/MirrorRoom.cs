using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>Registers the mirror. It needs the two sides, the store, a clock, jitter and <see cref="Installation"/>.</summary>
internal static class MirrorRoom
{
    /// <summary>Guard entries kept at once; one more costs the oldest, and that costs a comparison.</summary>
    private const int MostGuards = 20_000;

    public static IServiceCollection AddMirror(this IServiceCollection services)
    {
        services.TryAddSingleton<IMemoryCache>(_ => new MemoryCache(
            new MemoryCacheOptions { SizeLimit = MostGuards }
        ));
        services.TryAddSingleton(CatalogueMapping.Shipped);
        services.TryAddSingleton<Ulids>();
        services.TryAddSingleton<LivingNodes>();
        services.TryAddSingleton(Neighbours.None);
        services.AddMetrics();
        services.AddSingleton<WorkMeter>();
        services.AddSingleton<SharedAccount>();
        services.AddSingleton<Guard>();
        services.AddSingleton<Ledger>();
        services.AddSingleton<Slugs>();
        services.AddSingleton<Looker>();
        services.AddSingleton<BatchReader>();
        services.AddSingleton<Prefetch>();
        services.AddSingleton<StripeApplier>();
        services.AddSingleton<SanityApplier>();
        services.AddSingleton<StaleCopies>();
        services.AddSingleton<UnseenCopies>();
        services.AddSingleton<Settler>();
        services.AddSingleton<Restraint>();
        services.AddSingleton<FamilyWork>();
        services.AddSingleton<LeasedWork>();
        services.AddSingleton<Orders>();
        services.AddSingleton<Rehoming>();
        services.AddSingleton<Companions>();
        services.AddSingleton<Standing>();
        services.AddSingleton<FamilyWorker>();
        services.AddSingleton<StockProgress>();
        services.AddSingleton<Stocktaking>();
        services.AddSingleton<FullSync>();
        services.AddSingleton<Adopting>();
        services.AddSingleton<Exporting>();
        services.AddSingleton<Seeding>();
        services.AddSingleton<FirstContact>();
        services.AddSingleton<ConflictResolution>();
        services.AddSingleton<Undoing>();
        services.AddSingleton<DatasetMark>();
        services.AddSingleton<StripeFeed>();
        services.AddSingleton<SanityFeed>();
        services.AddSingleton<CatchUp>();
        services.AddSingleton<StreamWatch>();
        services.AddSingleton<Pruning>();
        services.AddSingleton<ReportFolder>();
        services.AddSingleton<Runs>();
        services.AddSingleton<ScheduledRun>();
        services.AddSingleton<Turns>();
        services.AddSingleton<Schedules>();
        services.TryAddSingleton<Bell>();
        services.AddSingleton<WorkerLoop>();
        return services;
    }
}
