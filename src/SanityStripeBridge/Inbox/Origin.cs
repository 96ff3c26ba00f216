using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Inbox;

/// <summary>The request that brought a delivery: kept beside the sender's headers, so that the work on it bears the same name.</summary>
/// <param name="Request">The request's id in the log.</param>
/// <param name="Trace">Its trace; null when nobody traces.</param>
internal sealed record Origin(string? Request, ActivityContext? Trace)
{
    private const string RequestKey = "request";
    private const string TraceKey = "traceparent";

    /// <summary>The headers with the request's id and trace.</summary>
    public static string Mark(string? headers, string request, Activity? trace)
    {
        var marked = headers is null ? [] : JsonNode.Parse(headers)!.AsObject();
        marked[RequestKey] = request;
        if (trace?.Id is { } id)
            marked[TraceKey] = id;
        return marked.ToJsonString();
    }

    public static Origin Of(Delivery delivery)
    {
        if (delivery.Headers is not { } text)
            return new(null, null);
        using var headers = JsonDocument.Parse(text);
        return new(
            Text(headers, RequestKey),
            ActivityContext.TryParse(Text(headers, TraceKey), null, isRemote: true, out var trace)
                ? trace
                : null
        );
    }

    private static string? Text(JsonDocument headers, string name) =>
        headers.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
}
