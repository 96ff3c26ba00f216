using SanityStripeBridge.Hosting;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Cli.Demo;

/// <summary>The bridge, run within the demo's own process.</summary>
internal sealed class InnerBridge : IAsyncDisposable
{
    private readonly WebApplication _app;

    private InnerBridge(WebApplication app) => _app = app;

    public IMemory Memory => Get<IMemory>();

    public FullSync Sync => Get<FullSync>();

    public static async Task<InnerBridge> StartAsync(
        IReadOnlyDictionary<string, string> settings,
        Uri address,
        CancellationToken cancel
    )
    {
        var values = settings.ToDictionary(entry => entry.Key, entry => (string?)entry.Value);
        var app = await BridgeHost.BuildAsync(
            new()
            {
                Settings = new ConfigurationBuilder().AddInMemoryCollection(values).Build(),
                Urls = address.GetLeftPart(UriPartial.Authority),
            },
            cancel
        );
        await app.StartAsync(cancel);
        return new(app);
    }

    /// <summary>
    /// The first run over two filled sides that nobody has linked yet: a person says yes, and what stands on one side only is
    /// made on the other.
    /// </summary>
    public async Task FirstSyncAsync(Action<string> progress, CancellationToken cancel)
    {
        await Get<FirstContact>().EnsureAsync(cancel);
        await Get<Standing>().SetAdoptedAsync(adopted: true, cancel);
        var plan = await Sync.PlanAsync(new(), cancel);
        var outcomes = await Sync.ApplyAsync(
            plan,
            new(),
            Get<Ulids>().Next(),
            outcome => progress(outcome.Family),
            cancel
        );
        if (outcomes.FirstOrDefault(outcome => outcome.Error is not null) is { } failed)
            throw new DidNotHoldException($"{failed.Family} was not synced: {failed.Error}");
    }

    /// <summary>Nothing waits to be worked or told.</summary>
    public async Task<bool> IsQuietAsync(CancellationToken cancel)
    {
        var inbox = Get<IInbox>();
        var counts = await inbox.CountAsync(cancel);
        return counts.Depth == 0
            && await inbox.NextDueAsync(cancel) is null
            && (await Memory.CountAsync(cancel)).DirtyCompanions == 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<Bridges>().Single().Get<T>();
}
