using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SanityStripeBridge.Sandbox.Tests.Faults;

internal sealed record Received(byte[] Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>A webhook receiver on loopback that keeps what came and answers the statuses it was told, then 200.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Received> _arrivals = Channel.CreateUnbounded<Received>();

    private Receiver(WebApplication app) => _app = app;

    public ConcurrentQueue<int> Answers { get; } = new();

    public ConcurrentQueue<Received> All { get; } = new();

    public Uri Url { get; private set; } = null!;

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        var addresses = receiver
            ._app.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>();
        receiver.Url = new Uri(new Uri(addresses!.Addresses.First()), "hook");
        return receiver;
    }

    /// <summary>The next request in order of arrival; waits for it.</summary>
    public async Task<Received> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await _arrivals.Reader.ReadAsync(patience.Token);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var received = new Received(
            body.ToArray(),
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString())
        );
        context.Response.StatusCode = Answers.TryDequeue(out var status) ? status : 200;
        All.Enqueue(received);
        await _arrivals.Writer.WriteAsync(received);
    }
}
