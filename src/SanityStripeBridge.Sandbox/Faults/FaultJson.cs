using System.Text.Json;

namespace SanityStripeBridge.Sandbox.Faults;

/// <summary>The body of <c>POST /_sandbox/faults</c>: <see cref="Fault"/> in camel case, with <c>delaySeconds</c> and <c>act</c>.</summary>
internal static class FaultJson
{
    public static Fault Read(JsonElement json)
    {
        if (!Enum.TryParse<FaultKind>(Text(json, "kind"), ignoreCase: true, out var kind))
            throw new RefusedException(
                $"kind must be one of {string.Join(", ", Enum.GetNames<FaultKind>())}."
            );
        return new Fault
        {
            Kind = kind,
            Method = Text(json, "method"),
            PathPrefix = Text(json, "pathPrefix"),
            BodyContains = Text(json, "bodyContains"),
            Skip = Number(json, "skip") ?? 0,
            Times = Number(json, "times") ?? 1,
            Status = Number(json, "status") ?? 500,
            Kept = json.TryGetProperty("kept", out var kept) && kept.ValueKind == JsonValueKind.True,
            Headers = Headers(json),
            Body = Body(json),
            Delay = json.TryGetProperty("delaySeconds", out var delay)
                ? TimeSpan.FromSeconds(delay.GetDouble())
                : TimeSpan.Zero,
            ActRequest = json.TryGetProperty("act", out var act) ? act.Clone() : null,
        };
    }

    public static object Write(Fault fault) =>
        new
        {
            kind = fault.Kind.ToString(),
            fault.Method,
            fault.PathPrefix,
            fault.BodyContains,
            fault.Skip,
            fault.Times,
            fault.Status,
            fault.Kept,
            fault.Headers,
            fault.Body,
            delaySeconds = fault.Delay.TotalSeconds,
            act = fault.ActRequest,
        };

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static int? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : null;

    private static Dictionary<string, string> Headers(JsonElement json) =>
        json.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object
            ? headers.EnumerateObject().ToDictionary(h => h.Name, h => h.Value.ToString())
            : [];

    private static string? Body(JsonElement json) =>
        !json.TryGetProperty("body", out var body) || body.ValueKind == JsonValueKind.Null ? null
        : body.ValueKind == JsonValueKind.String ? body.GetString()
        : body.GetRawText();
}
