using System.Net;

namespace SanityStripeBridge.Calls;

/// <summary>The connections of both clients: pooled, and renewed so that a changed address is noticed.</summary>
internal sealed class Connections : IDisposable
{
    /// <summary>Largest answer that is read: a page of 500 whole documents stays far below.</summary>
    private const long LargestAnswer = 256 * 1024 * 1024;

    private readonly SocketsHttpHandler _handler = new()
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // A redirect would drop the key or turn a POST into a GET: it is a failure.
        AllowAutoRedirect = false,
        UseCookies = false,
        // Our traces are nobody else's business.
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.All,
    };

    public Connections() =>
        Client = new(_handler, disposeHandler: false)
        {
            // Time-outs run on the injected clock, per attempt.
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LargestAnswer,
        };

    public HttpClient Client { get; }

    public void Dispose()
    {
        Client.Dispose();
        _handler.Dispose();
    }
}
