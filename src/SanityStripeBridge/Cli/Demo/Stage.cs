namespace SanityStripeBridge.Cli.Demo;

/// <summary>Both sandboxes and the bridge between them.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly DemoPlace _place = new();
    private Sandboxes? _sandboxes;
    private InnerBridge? _bridge;

    private Stage(Catalogue catalogue, TimeProvider clock) => (Catalogue, Watch) = (catalogue, new(clock));

    public Catalogue Catalogue { get; }

    public Sandboxes Sandboxes =>
        _sandboxes ?? throw new InvalidOperationException("The sandboxes do not run.");

    public Watch Watch { get; }

    public Uri Address => _place.Bridge;

    public string AdminToken => _place.AdminToken;

    /// <summary>A verb that is started in this folder speaks with the demo's bridge.</summary>
    public string Folder => _place.Folder;

    /// <summary>The bridge in this process; absent while it runs, or lies dead, in another.</summary>
    public InnerBridge Bridge =>
        _bridge ?? throw new InvalidOperationException("The bridge does not run in this process.");

    public static async Task<Stage> StartAsync(TimeProvider clock, CancellationToken cancel)
    {
        var stage = new Stage(Catalogue.Shipped(), clock);
        try
        {
            stage._sandboxes = await Sandboxes.StartAsync(stage.Catalogue, cancel);
            stage._sandboxes.Announce(stage._place);
            stage._place.WriteSettings(stage._sandboxes.Stripe.Address, stage._sandboxes.Sanity.Address);
            await stage.StartBridgeAsync(cancel);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public async Task StartBridgeAsync(CancellationToken cancel) =>
        _bridge = await InnerBridge.StartAsync(Settings, Address, cancel);

    public async Task StopBridgeAsync()
    {
        if (_bridge is not null)
            await _bridge.DisposeAsync();
        _bridge = null;
    }

    public Task<ChildBridge> StartChildAsync(CancellationToken cancel) =>
        ChildBridge.StartAsync(Settings, Address, Watch, cancel);

    /// <summary>Waits until every webhook is delivered and the bridge has nothing left to do.</summary>
    public async Task QuietAsync(CancellationToken cancel)
    {
        await Watch.UntilAsync(
            "the bridge comes to rest",
            async () =>
            {
                await Sandboxes.WhenIdleAsync(cancel);
                if (!await Bridge.IsQuietAsync(cancel))
                    return false;
                // What was written a moment ago may just be coming back.
                await Sandboxes.WhenIdleAsync(cancel);
                return await Bridge.IsQuietAsync(cancel);
            },
            cancel
        );
    }

    public async ValueTask DisposeAsync()
    {
        await StopBridgeAsync();
        if (_sandboxes is not null)
            await _sandboxes.DisposeAsync();
        _place.Dispose();
    }

    private IReadOnlyDictionary<string, string> Settings =>
        _place.Settings(Sandboxes.Stripe.Address, Sandboxes.Sanity.Address);
}
