using Microsoft.Extensions.DependencyInjection.Extensions;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Storage;

/// <summary>Registers the store of one bridge, its memory and its inbox.</summary>
internal static class StorageRoom
{
    public static IServiceCollection AddStorage(
        this IServiceCollection services,
        StoreOptions options,
        string bridge = "default"
    )
    {
        services.AddSingleton(options);
        services.TryAddSingleton<Stores>();
        services.AddSingleton(provider => provider.GetRequiredService<Stores>().Open(options, bridge));
        services.AddSingleton<Migrator>();
        services.AddSingleton<IMemory, SqlMemory>();
        services.AddSingleton<SqlInbox>();
        services.AddSingleton<IInbox>(provider => provider.GetRequiredService<SqlInbox>());
        // Registered before the web server, hence started before it and stopped after it.
        services.AddHostedService<StoreLife>();
        return services;
    }
}

/// <summary>Brings the store forward before anything is received; takes nothing more once the program is to end.</summary>
internal sealed class StoreLife(
    Stores stores,
    Migrator migrator,
    SqlInbox inbox,
    StoreOptions options,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<StoreLife> log
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.IsShared && SqliteNative.UsesBundled)
            log.UsesBundledLibrary();
        await migrator.RunAsync(cancellationToken);
        // A killed process cannot give its leases back; its families must not wait until they run out. In a shared store that
        // others serve, only the nodes' beat tells the living from the dead.
        if (
            stores.TryServe(options)
            && await inbox.FreeLeasesAsync(clock.GetUtcNow(), cancellationToken) is > 0 and var freed
        )
            log.Freed(freed);
        lifetime.ApplicationStopping.Register(inbox.StopAccepting);
        log.Ready(options.Shown);
    }

    public Task StopAsync(CancellationToken cancellationToken) => inbox.DisposeAsync().AsTask();
}
