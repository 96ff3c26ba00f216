using System.Net;
using System.Net.Sockets;

namespace SanityStripeBridge.Sanity;

/// <summary>What a fetch brought.</summary>
internal abstract record Download
{
    private Download() { }

    internal sealed record Image(byte[] Bytes, string ContentType) : Download;

    /// <param name="Reason">Half a sentence for the editor.</param>
    internal sealed record Nothing(string Reason) : Download;
}

/// <summary>
/// Fetches an image from an address that somebody typed: over https, from a public address, within limits. The address is
/// judged when it is connected to, so that neither a name nor a redirect leads inside.
/// </summary>
internal sealed class ImageDownload : IDisposable
{
    /// <summary>Sanity itself takes larger ones; a catalogue's picture is not larger.</summary>
    private const int LargestImage = 20 * 1024 * 1024;
    private const int MostRedirects = 5;
    private static readonly TimeSpan TimeOut = TimeSpan.FromSeconds(30);

    private readonly Func<SanityOptions> _options;
    private readonly TimeProvider _clock;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _http;

    public ImageDownload(Func<SanityOptions> options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy would connect in our place, to wherever it likes.
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = ConnectAsync,
        };
        _http = new HttpClient(_handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public async Task<Download> FetchAsync(string url, CancellationToken cancel)
    {
        using var timeOut = new CancellationTokenSource(TimeOut, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeOut.Token);
        try
        {
            return await FollowAsync(url, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new Download.Nothing($"it did not arrive within {TimeOut.TotalSeconds:0} seconds");
        }
        catch (HttpRequestException failure) when (failure.InnerException is InsideException inside)
        {
            return new Download.Nothing(inside.Message);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException)
        {
            return new Download.Nothing("its host could not be reached");
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    private async Task<Download> FollowAsync(string url, CancellationToken cancel)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
            return new Download.Nothing("it is no whole address");
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            if (
                address.Scheme != Uri.UriSchemeHttps
                && !(address.Scheme == Uri.UriSchemeHttp && IsExempt(address))
            )
                return new Download.Nothing("only https addresses are fetched");
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var answer = await _http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                cancel
            );
            if ((int)answer.StatusCode is < 300 or >= 400 || answer.Headers.Location is not { } next)
                return await ReadAsync(answer, cancel);
            address = new Uri(address, next);
        }
        return new Download.Nothing($"it leads on more than {MostRedirects} times");
    }

    private static async Task<Download> ReadAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        if (!answer.IsSuccessStatusCode)
            return new Download.Nothing($"its host answered {(int)answer.StatusCode}");
        var type = answer.Content.Headers.ContentType?.MediaType ?? "";
        if (!type.StartsWith("image/", StringComparison.OrdinalIgnoreCase))
            return new Download.Nothing(type.Length == 0 ? "it is no image" : $"it is {type}, no image");
        if (answer.Content.Headers.ContentLength > LargestImage)
            return TooLarge;
        await using var body = await answer.Content.ReadAsStreamAsync(cancel);
        using var bytes = new MemoryStream();
        var part = new byte[81_920];
        while (await body.ReadAsync(part, cancel) is > 0 and var read)
        {
            if (bytes.Length + read > LargestImage)
                return TooLarge;
            await bytes.WriteAsync(part.AsMemory(0, read), cancel);
        }
        return new Download.Image(bytes.ToArray(), type);
    }

    private static Download.Nothing TooLarge => new($"it is larger than {LargestImage / (1024 * 1024)} MB");

    private bool IsExempt(Uri address) => IsExempt(address.Host, address.Port);

    private bool IsExempt(string host, int port) =>
        _options()
            .ImageHosts.Any(exempt =>
                exempt.Equals(host, StringComparison.OrdinalIgnoreCase)
                || exempt.Equals($"{host}:{port}", StringComparison.OrdinalIgnoreCase)
            );

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancel
    )
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await Dns.GetHostAddressesAsync(host, cancel);
        if (!IsExempt(host, port))
            addresses = [.. addresses.Where(PublicAddress.IsPublic)];
        if (addresses.Length == 0)
            throw new InsideException("its host has no public address");
        Socket? socket = null;
        try
        {
            socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(addresses, port, cancel);
            var stream = new NetworkStream(socket, ownsSocket: true);
            socket = null;
            return stream;
        }
        finally
        {
            socket?.Dispose();
        }
    }

    private sealed class InsideException(string message) : Exception(message);
}
