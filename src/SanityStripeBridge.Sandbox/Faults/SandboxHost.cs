using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace SanityStripeBridge.Sandbox.Faults;

/// <summary>Kestrel on loopback with the shared routes and faults; a simulator adds its own routes.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SandboxHost(WebApplication app) => _app = app;

    public Uri Address =>
        new(
            _app.Services.GetRequiredService<IServer>()
                .Features.GetRequiredFeature<IServerAddressesFeature>()
                .Addresses.First()
        );

    /// <param name="sandbox">The simulator whose state, faults and log are used.</param>
    /// <param name="port">0 takes any free port.</param>
    /// <param name="isRead">Which API requests count as reads; all others are writes.</param>
    /// <param name="map">Maps the platform's routes.</param>
    /// <param name="cancel">Stops the start.</param>
    public static async Task<SandboxHost> StartAsync(
        ISandbox sandbox,
        int port,
        Func<HttpContext, bool> isRead,
        Action<WebApplication> map,
        CancellationToken cancel
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        var app = builder.Build();
        var faulty = new FaultyRequests(sandbox, isRead);
        app.UseRouting();
        app.Use((context, next) => faulty.InvokeAsync(context, next));
        app.MapControl(sandbox);
        map(app);
        await app.StartAsync(cancel);
        return new SandboxHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
