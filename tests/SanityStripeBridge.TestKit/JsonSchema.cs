using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.TestKit;

/// <summary>As much of JSON Schema as the published schemas use; a keyword that it does not know is a fault, not a pass.</summary>
public sealed class JsonSchema
{
    private static readonly HashSet<string> Silent = ["$schema", "$defs", "title", "description"];

    private readonly string _folder;
    private readonly JsonObject _file;
    private readonly List<string> _faults = [];

    private JsonSchema(string folder, string file)
    {
        _folder = folder;
        _file = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file)))!.AsObject();
    }

    /// <summary>What is wrong with the value: a place and a sentence each.</summary>
    public static IReadOnlyList<string> Faults(string folder, string file, JsonNode? value)
    {
        var schema = new JsonSchema(folder, file);
        schema.Check(schema._file, value, "$");
        return schema._faults;
    }

    private void Check(JsonObject schema, JsonNode? value, string at)
    {
        foreach (var (keyword, rule) in schema)
            if (!Silent.Contains(keyword))
                Check(keyword, rule!, schema, value, at);
    }

    private void Check(string keyword, JsonNode rule, JsonObject schema, JsonNode? value, string at)
    {
        switch (keyword)
        {
            case "$ref":
                Follow((string)rule!, value, at);
                break;
            case "type":
                var types = rule is JsonArray several ? several.Select(one => (string)one!) : [(string)rule!];
                if (!types.Any(type => Is(type, value)))
                    Fault(at, $"expected {rule.ToJsonString()}, found {value?.ToJsonString() ?? "null"}");
                break;
            case "enum":
                if (!rule.AsArray().Any(one => JsonNode.DeepEquals(one, value)))
                    Fault(at, $"{value?.ToJsonString() ?? "null"} is none of {rule.ToJsonString()}");
                break;
            case "const":
                if (!JsonNode.DeepEquals(rule, value))
                    Fault(at, $"expected {rule.ToJsonString()}");
                break;
            case "required":
                foreach (var name in rule.AsArray().Select(one => (string)one!))
                    if (value is JsonObject map && !map.ContainsKey(name))
                        Fault(at, $"{name} is missing");
                break;
            case "properties":
                foreach (var (name, part) in rule.AsObject())
                    if (value is JsonObject map && map.TryGetPropertyValue(name, out var inner))
                        Check(part!.AsObject(), inner, $"{at}.{name}");
                break;
            case "additionalProperties":
                var known = schema["properties"] as JsonObject ?? [];
                foreach (var (name, inner) in value as JsonObject ?? [])
                    if (!known.ContainsKey(name))
                        Check(rule.AsObject(), inner, $"{at}.{name}");
                break;
            case "propertyNames":
                foreach (var (name, _) in value as JsonObject ?? [])
                    Check(rule.AsObject(), JsonValue.Create(name), $"{at}'s {name}");
                break;
            case "items":
                foreach (var (i, item) in (value as JsonArray ?? []).Index())
                    Check(rule.AsObject(), item, $"{at}[{i}]");
                break;
            case "minimum" or "maximum":
                if (
                    Is("number", value)
                    && IsBeyond(keyword, (double)rule, value!.GetValue<JsonElement>().GetDouble())
                )
                    Fault(at, $"{value} is beyond {keyword} {rule}");
                break;
            case "minLength":
                if (Is("string", value) && ((string)value!).Length < (int)rule)
                    Fault(at, "is too short");
                break;
            case "format":
                if (
                    Is("string", value)
                    && !DateTimeOffset.TryParse((string)value!, CultureInfo.InvariantCulture, out _)
                )
                    Fault(at, $"{value} is no {rule}");
                break;
            default:
                Fault(at, $"the keyword {keyword} is not known to this check");
                break;
        }
    }

    private void Follow(string reference, JsonNode? value, string at)
    {
        if (reference.StartsWith("#/$defs/", StringComparison.Ordinal))
            Check(_file["$defs"]![reference["#/$defs/".Length..]]!.AsObject(), value, at);
        else
            _faults.AddRange(Faults(_folder, reference, value).Select(fault => at + fault[1..]));
    }

    private static bool IsBeyond(string keyword, double limit, double value) =>
        keyword == "minimum" ? value < limit : value > limit;

    private static bool Is(string type, JsonNode? value) =>
        (value?.GetValueKind() ?? JsonValueKind.Null) switch
        {
            JsonValueKind.Null => type == "null",
            JsonValueKind.String => type == "string",
            JsonValueKind.True or JsonValueKind.False => type == "boolean",
            JsonValueKind.Object => type == "object",
            JsonValueKind.Array => type == "array",
            JsonValueKind.Number => type == "number"
                || (type == "integer" && value!.AsValue().TryGetValue(out long _)),
            _ => false,
        };

    private void Fault(string at, string sentence) => _faults.Add($"{at}: {sentence}");
}
