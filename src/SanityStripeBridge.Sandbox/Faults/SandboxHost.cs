using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace SanityStripeBridge.Sandbox.Faults;

/// <summary>Kestrel on loopback with the shared routes and faults; a simulator adds its own routes.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SandboxHost(WebApplication app) => _app = app;

    public Uri Address => Addresses.First(address => address.Scheme == Uri.UriSchemeHttp);

    /// <summary>Null without a port for TLS. Browsers take <c>localhost</c> and the names below it for loopback.</summary>
    public Uri? TlsAddress =>
        Addresses.FirstOrDefault(address => address.Scheme == Uri.UriSchemeHttps) is { } bound
            ? new UriBuilder(bound) { Host = "localhost" }.Uri
            : null;

    private IEnumerable<Uri> Addresses =>
        _app
            .Services.GetRequiredService<IServer>()
            .Features.GetRequiredFeature<IServerAddressesFeature>()
            .Addresses.Select(address => new Uri(address));

    /// <param name="sandbox">The simulator whose state, faults and log are used.</param>
    /// <param name="port">0 takes any free port.</param>
    /// <param name="isRead">Which API requests count as reads; all others are writes.</param>
    /// <param name="map">Maps the platform's routes.</param>
    /// <param name="cancel">Stops the start.</param>
    /// <param name="tlsPort">A second port with HTTP/2 over TLS; 0 takes any, null opens none.</param>
    public static async Task<SandboxHost> StartAsync(
        ISandbox sandbox,
        int port,
        Func<HttpContext, bool> isRead,
        Action<WebApplication> map,
        CancellationToken cancel,
        int? tlsPort = null
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port);
            if (tlsPort is { } secure)
                kestrel.Listen(IPAddress.Loopback, secure, Secured);
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

    // A browser opens at most six connections per host over HTTP/1, too few for a Studio's streams.
    private static void Secured(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(https =>
            https.ServerCertificate = LocalCertificate.Create(TimeProvider.System.GetUtcNow())
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
