using SanityStripeBridge.Doctor;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sanity;
using SanityStripeBridge.Setup;
using SanityStripeBridge.Storage;
using SanityStripeBridge.Stripe;
using SanityStripeBridge.Webhooks;

namespace SanityStripeBridge.Hosting;

/// <summary>What a host is built from; tests and the demo bring their own clock, jitter and settings.</summary>
internal sealed record BridgeSetup
{
    /// <summary>The settings under their published names.</summary>
    public required IConfiguration Settings { get; init; }
    public TimeProvider Clock { get; init; } = TimeProvider.System;
    public Func<double> Jitter { get; init; } = Randomness.Next;

    /// <summary>Listening addresses; null keeps what the settings say.</summary>
    public string? Urls { get; init; }

    /// <summary>Whether the workers run by themselves; a test that moves the clock drives them itself.</summary>
    public bool RunsWorkers { get; init; } = true;

    public Action<ILoggingBuilder> Logging { get; init; } = _ => { };

    /// <summary>Has the last word on what the rooms have registered: tests put something around the ports.</summary>
    public Action<IServiceCollection> Services { get; init; } = _ => { };
}

/// <summary>The only room that knows all others: puts them together.</summary>
internal static class BridgeHost
{
    /// <summary>Opens the store (making or moving it forward), then builds the host; it is not started yet.</summary>
    public static async Task<WebApplication> BuildAsync(BridgeSetup setup, CancellationToken cancel)
    {
        var store = StoreOptions.Parse(setup.Settings["BRIDGE_STORE"] ?? "sqlite:bridge.db");
        var installation = await OpenStoreAsync(store, setup, cancel);
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(setup.Settings);
        builder.Logging.ClearProviders();
        setup.Logging(builder.Logging);
        if (setup.Urls is { } urls)
            builder.WebHost.UseUrls(urls);
        builder.Services.AddSingleton(setup.Clock);
        builder.Services.AddSingleton(setup.Jitter);
        builder.Services.AddSingleton(installation);
        builder.Services.AddSingleton(MappingSetting.Load(setup.Settings));
        builder.Services.AddStorage(store);
        builder.Services.AddStripe();
        builder.Services.AddSanity();
        builder.Services.AddMirror();
        builder.Services.AddSettings();
        builder.Services.AddWebhooks();
        builder.Services.AddSetup();
        builder.Services.AddRepin();
        builder.Services.AddStoreChecks();
        builder.Services.AddRouting();
        if (setup.RunsWorkers && store.IsShared)
            builder.Services.AddHostedService<NodeBeat>();
        if (setup.RunsWorkers)
            builder.Services.AddHostedService(provider => provider.GetRequiredService<WorkerLoop>());
        setup.Services(builder.Services);
        var host = builder.Build();
        host.MapHealth();
        host.MapWebhooks();
        return host;
    }

    private static async Task<Installation> OpenStoreAsync(
        StoreOptions options,
        BridgeSetup setup,
        CancellationToken cancel
    )
    {
        using var store = new SqlStore(options, "default");
        await new Migrator(store, setup.Clock).RunAsync(cancel);
        var id = await new SqlMemory(store).GetSettingAsync("store_id", cancel);
        return new(setup.Settings["BRIDGE_INSTANCE"] ?? "bridge", id!);
    }
}
