using System.Text.Json;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Admin;

/// <summary>Reads a request's fields and collects every fault. Unknown fields are ignored.</summary>
internal sealed class Body(JsonObject fields)
{
    private readonly List<(string Field, string Message)> _faults = [];

    public bool Has(string name) => fields[name] is not null;

    public JsonNode? Node(string name) => fields[name];

    public void Fault(string field, string message) => _faults.Add((field, message));

    /// <summary>To be called when everything has been read.</summary>
    /// <exception cref="BadRequestException">All faults at once.</exception>
    public void Require()
    {
        if (_faults.Count > 0)
            throw new BadRequestException(_faults);
    }

    public bool Flag(string name) =>
        fields[name] switch
        {
            null => false,
            JsonValue value when value.TryGetValue(out bool flag) => flag,
            _ => Faulty(name, "expected true or false", false),
        };

    public string? Text(string name) =>
        fields[name] switch
        {
            null => null,
            JsonValue value when value.TryGetValue(out string? text) => text,
            _ => Faulty<string?>(name, "expected text", null),
        };

    /// <summary>One of a few words; null when it is not given.</summary>
    public string? Word(string name, params string[] words) =>
        Text(name) switch
        {
            null => null,
            var word when words.Contains(word, StringComparer.Ordinal) => word,
            _ => Faulty<string?>(name, $"expected one of {string.Join(", ", words)}", null),
        };

    public IReadOnlyList<string> Texts(string name)
    {
        if (fields[name] is null)
            return [];
        if (
            fields[name] is JsonArray list
            && list.All(entry => entry?.GetValueKind() == JsonValueKind.String && ((string)entry!).Length > 0)
        )
            return [.. list.Select(entry => (string)entry!)];
        return Faulty<IReadOnlyList<string>>(name, "expected a list of texts", []);
    }

    public JsonObject? Object(string name) =>
        fields[name] switch
        {
            null => null,
            JsonObject map => map,
            _ => Faulty<JsonObject?>(name, "expected an object", null),
        };

    private T Faulty<T>(string field, string message, T fallback)
    {
        Fault(field, message);
        return fallback;
    }
}
