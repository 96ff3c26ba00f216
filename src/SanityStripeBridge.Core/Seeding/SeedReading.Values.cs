using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Core.Seeding;

/// <content>Single values and what is wrong with them.</content>
internal sealed partial class SeedReading
{
    private string? Key(JsonObject from, string path)
    {
        if (Text(from["key"]) is { } key && key.Length <= LongestKey && KeyForm().IsMatch(key))
            return key;
        Fault(
            path + ".key",
            from["key"] is null
                ? "is missing; it is the stable name of letters, digits, - and _"
                : $"is {Shown(from["key"])}, but must be at most {LongestKey} letters, digits, - and _"
        );
        return null;
    }

    private void TakeId(string id, string path)
    {
        if (!_ids.TryAdd(id, path))
            Fault(path, $"makes the id {id}, which {_ids[id]} makes already");
    }

    private void TakeLookupKey(string key, string path)
    {
        if (!_lookupKeys.TryAdd(key, path))
            Fault(path, $"is \"{key}\", which {_lookupKeys[key]} is already; lookup keys are unique");
    }

    private void Flag(JsonObject from, string name, string path)
    {
        if (from[name] is { } node && node.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
            Fault($"{path}.{name}", $"is {Shown(node)}, but must be true or false");
    }

    // The documents' rules, said with the place in the file.
    private void Check(IEnumerable<Problem> problems, string path)
    {
        foreach (var problem in problems)
        {
            var at = problem.Path == "_key" ? path : $"{path}.{problem.Path}";
            if (Faults.TrueForAll(fault => fault.Path != at))
                Fault(at, problem.Sentence);
        }
    }

    private static void Copy(JsonObject from, JsonObject to, IEnumerable<string> names)
    {
        foreach (var name in names)
            if (from[name] is { } value)
                to[name] = value.DeepClone();
    }

    private static void Drop(JsonObject body, string name)
    {
        if (body[name] is JsonArray { Count: 0 })
            body.Remove(name);
    }

    private void Fault(string path, string sentence) => Faults.Add(new(path, json.LineOf(path), sentence));

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static string Shown(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "missing";
        return text.Length <= 60 ? text : text[..60] + "…";
    }
}
