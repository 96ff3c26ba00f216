using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Core.Catalogue;

/// <summary>
/// One field's value in its normal form: compact JSON text with sorted keys, or nothing at all. Two values are the same
/// exactly when their texts are, so that comparing, storing and printing need no knowledge of the field.
/// </summary>
/// <param name="Json">Compact JSON; null means the field is absent, empty or cleared, which are one state here.</param>
public readonly record struct FieldValue(string? Json)
{
    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The field is not set.</summary>
    public static FieldValue Absent => default;

    /// <summary>Whether the field is not set.</summary>
    public bool IsAbsent => Json is null;

    /// <summary>Text as it stands; null and the empty string are absent.</summary>
    public static FieldValue Text(string? text) =>
        string.IsNullOrEmpty(text) ? Absent : new(JsonSerializer.Serialize(text, Compact));

    /// <summary>True or false; null is absent.</summary>
    public static FieldValue Flag(bool? flag) =>
        flag switch
        {
            null => Absent,
            true => new("true"),
            false => new("false"),
        };

    /// <summary>A whole number; null is absent.</summary>
    public static FieldValue Integer(long? number) =>
        number is { } value ? new(value.ToString(CultureInfo.InvariantCulture)) : Absent;

    /// <summary>Any JSON, put into normal form: keys sorted ordinally, nulls inside objects dropped, no white space.</summary>
    public static FieldValue From(JsonNode? node) =>
        Normalise(node) is { } normal ? new(normal.ToJsonString(Compact)) : Absent;

    /// <summary>The text of a string value; null for anything else.</summary>
    public string? AsText() => Node() is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The number of a whole-number value; null for anything else.</summary>
    public long? AsInteger() =>
        Node() is JsonValue value && value.TryGetValue(out long number) ? number : null;

    /// <summary>The truth of a boolean value; null for anything else.</summary>
    public bool? AsFlag() => Node() is JsonValue value && value.TryGetValue(out bool flag) ? flag : null;

    /// <summary>A fresh JSON node of the value; null when absent.</summary>
    public JsonNode? Node() => Json is null ? null : JsonNode.Parse(Json);

    /// <summary>The JSON text, or "nothing": for sentences that people read.</summary>
    public override string ToString() => Json ?? "nothing";

    private static JsonNode? Normalise(JsonNode? node) =>
        node switch
        {
            null => null,
            JsonObject map => Sorted(map),
            JsonArray list => new JsonArray([.. list.Select(Normalise)]),
            _ => node.DeepClone(),
        };

    private static JsonObject Sorted(JsonObject map)
    {
        var sorted = new JsonObject();
        foreach (var (key, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            if (Normalise(value) is { } normal)
                sorted[key] = normal;
        return sorted;
    }
}
