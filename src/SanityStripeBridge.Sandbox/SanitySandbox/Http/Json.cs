using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Http;

/// <summary>JSON as the platform writes it: letters stay letters.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Text(JsonNode? node) => node?.ToJsonString(Options) ?? "null";

    public static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items];
}
