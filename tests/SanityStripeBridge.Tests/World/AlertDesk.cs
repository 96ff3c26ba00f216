using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SanityStripeBridge.Tests.World;

/// <summary>The operator's address, on real HTTP.</summary>
internal sealed class AlertDesk : IAsyncDisposable
{
    public const string Secret = "desk-secret";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<JsonNode> _taken = new();
    private int _asked;

    private AlertDesk(WebApplication app) => _app = app;

    /// <summary>Alerts that were answered with success.</summary>
    public IReadOnlyList<JsonNode> Taken => [.. _taken];

    /// <summary>Requests to any path.</summary>
    public int Asked => _asked;

    /// <summary>What it answers.</summary>
    public int Status { get; set; } = 204;

    public string Address => _app.Urls.First() + "/hook?key=" + Secret;

    public IEnumerable<string> Kinds => Taken.Select(alert => (string)alert["kind"]!);

    public static async Task<AlertDesk> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var desk = new AlertDesk(builder.Build());
        desk._app.Run(desk.TakeAsync);
        await desk._app.StartAsync();
        return desk;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        var body = await JsonNode.ParseAsync(context.Request.Body);
        if (Status == 302)
            context.Response.Redirect("/elsewhere");
        else
            context.Response.StatusCode = Status;
        if (Status is >= 200 and < 300)
            _taken.Enqueue(body!);
    }
}
