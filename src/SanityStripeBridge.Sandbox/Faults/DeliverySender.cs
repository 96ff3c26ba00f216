using System.Net.Http.Headers;

namespace SanityStripeBridge.Sandbox.Faults;

/// <summary>One attempt over real HTTP; redirects are answers, as they are for both platforms.</summary>
internal sealed class DeliverySender(TimeSpan patience) : IDisposable
{
    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
        }
    )
    {
        Timeout = patience,
    };

    public async Task<int?> SendAsync(
        Delivery delivery,
        IReadOnlyList<(string Name, string Value)> signature,
        CancellationToken cancel
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url)
        {
            Content = new ByteArrayContent(delivery.Body),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=utf-8");
        foreach (var (name, value) in delivery.Headers)
            SetHeader(request, name, value);
        foreach (var (name, value) in signature)
            SetHeader(request, name, value);
        try
        {
            using var response = await _http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                cancel
            );
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            // Patience ran out, or the sandbox is closing: either way nobody answered.
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private static void SetHeader(HttpRequestMessage request, string name, string value)
    {
        if (request.Headers.TryAddWithoutValidation(name, value))
            return;
        request.Content!.Headers.Remove(name);
        request.Content.Headers.TryAddWithoutValidation(name, value);
    }
}
