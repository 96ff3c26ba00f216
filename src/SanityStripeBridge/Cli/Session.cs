using SanityStripeBridge.Hosting;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;

namespace SanityStripeBridge.Cli;

/// <summary>The bridge opened for one verb beside a running service or without one: same settings, same store, no workers.</summary>
internal sealed class Session : OperatedBridge, IAsyncDisposable
{
    private readonly OpenSettings _settings;
    private readonly WebApplication _app;

    private Session(OpenSettings settings, WebApplication app, string bridge)
        : base(bridge, app.Services.GetRequiredService<Bridges>().Find(bridge)!.Rooms)
    {
        _settings = settings;
        _app = app;
    }

    /// <summary>Checks the settings and opens the store; calls no platform.</summary>
    public static async Task<Session> OpenAsync(VerbRun run, CancellationToken cancel)
    {
        var settings = OpenSettings.Of(run.World, serving: false);
        try
        {
            var bridge = run.BridgeOf(settings.Configuration).Name;
            var app = await BridgeHost.BuildAsync(
                new()
                {
                    Settings = settings.Configuration,
                    Clock = run.World.Clock,
                    RunsWorkers = false,
                    Serves = _ => false,
                    Logging = Logs.Quiet,
                },
                cancel
            );
            return new(settings, app, bridge);
        }
        catch
        {
            settings.Dispose();
            throw;
        }
    }

    /// <summary>Also makes sure that the keys lead to the pinned account and dataset, and takes stock of a new store.</summary>
    public static async Task<Session> ConnectAsync(VerbRun run, CancellationToken cancel)
    {
        var session = await OpenAsync(run, cancel);
        try
        {
            await session.Get<FirstContact>().EnsureAsync(cancel);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _settings.Dispose();
    }
}

/// <summary>Checked settings and the watch over their sources.</summary>
internal sealed class OpenSettings : IDisposable
{
    private OpenSettings(AcceptedSettings accepted, ConfigurationRoot configuration)
    {
        Accepted = accepted;
        Configuration = configuration;
    }

    public AcceptedSettings Accepted { get; }

    public ConfigurationRoot Configuration { get; }

    /// <exception cref="SettingsException">All faults at once.</exception>
    public static OpenSettings Of(CliWorld world, bool serving)
    {
        var sources = new SettingsSources(world.Directory, world.Environment);
        try
        {
            var accepted = new AcceptedSettings(sources, serving);
            return new(accepted, (ConfigurationRoot)new ConfigurationBuilder().Add(accepted).Build());
        }
        catch (SettingsException)
        {
            sources.Dispose();
            throw;
        }
    }

    public void Dispose() => Configuration.Dispose();
}
