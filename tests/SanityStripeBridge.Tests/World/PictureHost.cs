using System.Buffers.Binary;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SanityStripeBridge.Tests.World;

/// <summary>Somebody's web server with pictures on it.</summary>
internal sealed class PictureHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, RequestDelegate> _pages = new(StringComparer.Ordinal);
    private int _fetches;

    private PictureHost(WebApplication app) => _app = app;

    /// <summary>Requests so far.</summary>
    public int Fetches => _fetches;

    /// <summary>Host and port, as the setting names them.</summary>
    public string Host => new Uri(_app.Urls.First()).Authority;

    public static async Task<PictureHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = new PictureHost(builder.Build());
        host._app.Run(context =>
        {
            Interlocked.Increment(ref host._fetches);
            if (host._pages.TryGetValue(context.Request.Path, out var page))
                return page(context);
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await host._app.StartAsync();
        return host;
    }

    /// <summary>Puts a picture up; its address.</summary>
    public string Show(string path, byte[] bytes, string type = "image/png") =>
        Answer(
            path,
            async context =>
            {
                context.Response.ContentType = type;
                await context.Response.Body.WriteAsync(bytes);
            }
        );

    public string Redirect(string path, string to) =>
        Answer(
            path,
            context =>
            {
                context.Response.Redirect(to);
                return Task.CompletedTask;
            }
        );

    public string Address(string path) => $"http://{Host}{path}";

    /// <summary>As much of a PNG as tells its size; each width is another picture.</summary>
    public static byte[] Png(int width, int height = 10)
    {
        byte[] bytes = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[24]];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string Answer(string path, RequestDelegate page)
    {
        _pages[path] = page;
        return Address(path);
    }
}
