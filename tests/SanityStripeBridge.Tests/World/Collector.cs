using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace SanityStripeBridge.Tests.World;

/// <summary>A span as it was sent.</summary>
internal sealed record SentSpan(string Trace, string Id, string Parent, string Name, string Raw);

/// <summary>An OpenTelemetry collector on loopback, that understands as much protobuf as spans need.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string? Type, byte[] Body)> _taken = new();

    private Collector(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public IReadOnlyList<(string Path, string? Type, byte[] Body)> Taken => [.. _taken];

    public IReadOnlyList<SentSpan> Spans =>
        [
            .. from sent in _taken
            where sent.Path == "/v1/traces"
            from resource in Fields(sent.Body, 1)
            from scope in Fields(resource, 2)
            from span in Fields(scope, 2)
            select new SentSpan(
                Hex(span, 1),
                Hex(span, 2),
                Hex(span, 4),
                Encoding.UTF8.GetString(Fields(span, 5).Single()),
                Encoding.Latin1.GetString(span)
            ),
        ];

    public string All => string.Concat(_taken.Select(sent => Encoding.Latin1.GetString(sent.Body)));

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new Collector(builder.Build());
        collector._app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            collector._taken.Enqueue((context.Request.Path, context.Request.ContentType, body.ToArray()));
            context.Response.ContentType = "application/x-protobuf";
        });
        await collector._app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static string Hex(byte[] message, int field) =>
        Convert.ToHexString(Fields(message, field).FirstOrDefault() ?? []);

    // The length-delimited fields of one number.
    private static List<byte[]> Fields(byte[] message, int number)
    {
        var found = new List<byte[]>();
        for (var at = 0; at < message.Length; )
        {
            var key = Varint(message, ref at);
            switch (key & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    var length = (int)Varint(message, ref at);
                    if ((int)(key >> 3) == number)
                        found.Add(message[at..(at + length)]);
                    at += length;
                    break;
            }
        }
        return found;
    }

    private static long Varint(byte[] message, ref int at)
    {
        long value = 0;
        for (var shift = 0; ; shift += 7)
        {
            value |= (long)(message[at] & 0x7f) << shift;
            if (message[at++] < 0x80)
                return value;
        }
    }
}
