using System.Diagnostics.Metrics;
using SanityStripeBridge.Admin;
using SanityStripeBridge.Metrics;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Storage;
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

    /// <summary>Which bridges of the settings this process receives and works for.</summary>
    public Func<string, bool> Serves { get; init; } = _ => true;

    public Action<ILoggingBuilder> Logging { get; init; } = _ => { };

    /// <summary>Has the last word on what each bridge's rooms have registered: tests put something around the ports.</summary>
    public Action<IServiceCollection> Services { get; init; } = _ => { };
}

/// <summary>The only room that knows all others: puts them together.</summary>
internal static class BridgeHost
{
    /// <summary>Opens the stores (making or moving them forward), then builds the host; it is not started yet.</summary>
    public static async Task<WebApplication> BuildAsync(BridgeSetup setup, CancellationToken cancel)
    {
        var opened = new List<OpenBridge>();
        var host = Build(setup, opened);
        try
        {
            var stores = host.Services.GetRequiredService<Stores>();
            foreach (var settings in BridgeView.AllOf(setup.Settings))
                opened.Add(await OpenAsync(settings, stores, setup.Clock, cancel));
            foreach (var bridge in host.Services.GetRequiredService<Bridges>().Served)
                host.MapWebhooks(bridge.Name == BridgeView.Default ? null : bridge.Name, bridge.Rooms);
            host.MapAdmin([
                .. host
                    .Services.GetRequiredService<Bridges>()
                    .Served.Select(bridge => bridge.Get<OperatedBridge>()),
            ]);
            // Before any traffic, so that nothing goes uncounted.
            if (host.Services.GetRequiredService<Bridges>().Served.Any())
                host.Services.GetRequiredService<PrometheusPage>();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <param name="opened">Filled before anybody asks for the bridges.</param>
    private static WebApplication Build(BridgeSetup setup, List<OpenBridge> opened)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(setup.Settings);
        builder.Logging.ClearProviders();
        setup.Logging(builder.Logging);
        if (setup.Urls is { } urls)
            builder.WebHost.UseUrls(urls);
        builder.Services.AddShared(setup);
        builder.Services.AddSingleton(process => BridgeRooms.Build(process, setup, opened));
        builder.Services.AddSingleton<PrometheusPage>();
        builder.Services.AddSingleton(process => new FigureBoard(
            process.GetRequiredService<IMeterFactory>(),
            [.. process.GetRequiredService<Bridges>().Served.Select(bridge => bridge.Get<Figures>())]
        ));
        // First in, last out: the work's last spans go with it.
        builder.Services.AddHostedService<OtlpExport>();
        builder.Services.AddHostedService<BridgeLife>();
        builder.Services.AddRouting();
        builder.Services.AddDescription();
        var host = builder.Build();
        host.MapHealth();
        host.MapFigures();
        return host;
    }

    private static async Task<OpenBridge> OpenAsync(
        BridgeView settings,
        Stores stores,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var options = StoreOptions.Parse(settings["BRIDGE_STORE"] ?? "sqlite:bridge.db");
        using var store = stores.Open(options, settings.Name);
        await new Migrator(store, clock).RunAsync(cancel);
        var id = await new SqlMemory(store).GetSettingAsync("store_id", cancel);
        return new(settings, options, new(settings["BRIDGE_INSTANCE"] ?? "bridge", id!));
    }
}
