using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.StripeSandbox;

/// <summary>JSON the way Stripe sends it: indented, keys in recorded order, non-ASCII characters as they are.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Bytes(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, Options);

    public static JsonObject Map(ImmutableSortedDictionary<string, string> map) =>
        new(map.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));

    public static JsonElement Element(JsonNode node) => JsonSerializer.SerializeToElement(node, Options);
}
