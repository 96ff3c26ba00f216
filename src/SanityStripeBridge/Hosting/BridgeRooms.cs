using SanityStripeBridge.Admin;
using SanityStripeBridge.Alerts;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Doctor;
using SanityStripeBridge.Metrics;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sanity;
using SanityStripeBridge.Setup;
using SanityStripeBridge.Storage;
using SanityStripeBridge.Stripe;
using SanityStripeBridge.Webhooks;

namespace SanityStripeBridge.Hosting;

/// <summary>Puts the rooms of each bridge together; what there is once in a process they share.</summary>
internal static class BridgeRooms
{
    /// <summary>Registers what all bridges of the process share.</summary>
    public static IServiceCollection AddShared(this IServiceCollection services, BridgeSetup setup) =>
        services
            .AddMetrics()
            .AddSingleton(setup.Clock)
            .AddSingleton(setup.Jitter)
            .AddSingleton<Stores>()
            .AddSingleton<Ulids>()
            .AddSingleton<LivingNodes>()
            .AddSingleton<CallMeter>()
            .AddSingleton<Connections>()
            .AddSingleton<StripeBudgets>()
            .AddSingleton<ProjectBudgets>();

    /// <summary>All bridges of the settings.</summary>
    public static Bridges Build(IServiceProvider process, BridgeSetup setup, IReadOnlyList<OpenBridge> opened)
    {
        var all = new List<Bridge>();
        foreach (var bridge in opened)
        {
            var name = bridge.Settings.Name;
            var neighbours = new Neighbours(
                name,
                () => [.. all.Where(other => other.Name != name).Select(Known)]
            );
            all.Add(new(name, setup.Serves(name), Rooms(process, setup, bridge, neighbours)));
        }
        return new(all);
    }

    private static Neighbour Known(Bridge bridge) =>
        new(
            bridge.Name,
            bridge.Get<IMemory>(),
            bridge.Get<Microsoft.Extensions.Options.IOptionsMonitor<MirrorOptions>>()
        );

    private static ServiceProvider Rooms(
        IServiceProvider process,
        BridgeSetup setup,
        OpenBridge bridge,
        Neighbours neighbours
    )
    {
        var services = new ServiceCollection();
        Share<TimeProvider>();
        Share<Func<double>>();
        Share<System.Diagnostics.Metrics.IMeterFactory>();
        Share<IHostApplicationLifetime>();
        Share<Stores>();
        Share<Ulids>();
        Share<LivingNodes>();
        Share<Connections>();
        Share<StripeBudgets>();
        Share<ProjectBudgets>();
        services.AddLogging();
        services.AddSingleton<ILoggerFactory>(_ => new NamedLoggers(
            process.GetRequiredService<ILoggerFactory>(),
            bridge.Settings.Name
        ));
        services.AddSingleton<IConfiguration>(bridge.Settings);
        services.AddSingleton(neighbours);
        services.AddSingleton(
            new CallMeter(
                process.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(),
                bridge.Settings.Name
            )
        );
        services.AddSingleton<Figures>();
        services.AddSingleton(bridge.Installation);
        services.AddSingleton(MappingSetting.Load(bridge.Settings));
        services.AddStorage(bridge.Store, bridge.Settings.Name);
        services.AddStripe();
        services.AddSanity();
        services.AddMirror();
        services.AddAlerts();
        services.AddSettings();
        services.AddWebhooks();
        services.AddSetup(bridge.Settings.Name);
        services.AddRepin();
        services.AddStoreChecks();
        services.AddAdmin(bridge.Settings.Name, alone: !bridge.Store.IsShared);
        if (setup.RunsWorkers && bridge.Store.IsShared)
            services.AddHostedService<NodeBeat>();
        if (setup.RunsWorkers)
            services
                .AddHostedService(provider => provider.GetRequiredService<WorkerLoop>())
                .AddHostedService(provider => provider.GetRequiredService<AlertLoop>());
        setup.Services(services);
        return services.BuildServiceProvider();

        // Given as it is, so that the end of one bridge does not end it.
        void Share<T>()
            where T : class => services.AddSingleton(process.GetRequiredService<T>());
    }
}

/// <summary>A bridge whose store is open: brought forward, and with its id.</summary>
internal sealed record OpenBridge(BridgeView Settings, StoreOptions Store, Installation Installation);

/// <summary>Adds the bridge's name to the category of what it logs; the bridge <c>default</c> speaks without one.</summary>
internal sealed class NamedLoggers(ILoggerFactory process, string bridge) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) =>
        process.CreateLogger(bridge == BridgeView.Default ? categoryName : $"{categoryName}({bridge})");

    public void AddProvider(ILoggerProvider provider) => process.AddProvider(provider);

    // The process's own ends with the process.
    public void Dispose() { }
}
