using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.Tests.SanitySandbox;

internal sealed record StreamEvent(string Name, string? Id, JsonNode Data)
{
    public string? this[string name] => Data[name]?.ToString();
}

/// <summary>An open <c>/data/listen</c>, read event by event.</summary>
internal sealed class EventStream : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http;
    private readonly StreamReader _lines;

    private EventStream(HttpClient http, StreamReader lines) => (_http, _lines) = (http, lines);

    public static async Task<EventStream> OpenAsync(Uri address, string? lastEventId = null)
    {
        var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "sk-editor");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        return new EventStream(http, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>Null at the end of the stream.</summary>
    public async Task<StreamEvent?> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var fields = new Dictionary<string, string>();
        while (await _lines.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Length == 0)
                return new StreamEvent(
                    fields["event"],
                    fields.GetValueOrDefault("id"),
                    JsonNode.Parse(fields["data"])!
                );
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            fields[line[..colon]] = line[(colon + 2)..];
        }
        return null;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _http.Dispose();
    }
}
