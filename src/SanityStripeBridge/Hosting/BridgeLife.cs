using Microsoft.Extensions.Options;

namespace SanityStripeBridge.Hosting;

/// <summary>Starts what runs by itself in the served bridges, in its order, and stops it in the opposite one.</summary>
internal sealed partial class BridgeLife(
    Bridges bridges,
    IHostApplicationLifetime lifetime,
    ILogger<BridgeLife> log
) : IHostedService
{
    private readonly Stack<IHostedService> _started = new();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var bridge in bridges.Served)
            bridge.Rooms.GetService<IStartupValidator>()?.Validate();
        foreach (
            var service in bridges.Served.SelectMany(bridge => bridge.Rooms.GetServices<IHostedService>())
        )
        {
            // First: one that fails half-way is stopped, too.
            _started.Push(service);
            await service.StartAsync(cancellationToken);
            if (service is BackgroundService { ExecuteTask: { } work })
                _ = work.ContinueWith(
                    Broke,
                    CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted,
                    TaskScheduler.Default
                );
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        while (_started.TryPop(out var service))
            await service.StopAsync(cancellationToken);
    }

    // Loops outlive every failure they know of; after any other the process is better started anew than left half alive.
    private void Broke(Task work)
    {
        LogBroke(work.Exception!.GetBaseException());
        lifetime.StopApplication();
    }

    [LoggerMessage(1810, LogLevel.Critical, "[HOST] a part of the bridge broke; the process ends")]
    private partial void LogBroke(Exception failure);
}
