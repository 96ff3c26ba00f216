using System.Text.Json.Nodes;

namespace SanityStripeBridge.Admin;

/// <summary>The shapes of the API's description: the published JSON Schemas, those of its own, and lists of them.</summary>
internal static class Schemas
{
    private const string Components = "#/components/schemas/";

    private static readonly string[] Published = ["status", "plan", "conflict", "report", "seed"];

    private static readonly Dictionary<string, string> Lists = new(StringComparer.Ordinal)
    {
        ["conflicts"] = "conflict",
        ["deliveries"] = "delivery",
        ["held"] = "heldFamily",
        ["products"] = "product",
        ["changes"] = "change",
        ["runs"] = "status.run",
    };

    /// <summary>All of them by name.</summary>
    public static JsonObject All()
    {
        var all = Read("Admin.schemas.json");
        foreach (var name in Published)
            Add(all, name, Read($"Schemas.{name}.schema.json"));
        foreach (var (name, item) in Lists)
            all[name] = ListOf(item);
        return all;
    }

    private static void Add(JsonObject all, string name, JsonObject schema)
    {
        schema.Remove("$schema");
        if (schema["$defs"] is JsonObject parts)
        {
            schema.Remove("$defs");
            foreach (var (part, shape) in parts.ToList())
            {
                parts.Remove(part);
                all[$"{name}.{part}"] = Moved(shape, name);
            }
        }
        all[name] = Moved(schema, name);
    }

    // In a schema's file, references lead into the file itself or to a neighbour.
    private static JsonNode? Moved(JsonNode? node, string name)
    {
        foreach (var map in Maps(node))
            if (map["$ref"] is JsonValue reference)
                map["$ref"] =
                    Components
                    + ((string)reference!)
                        .Replace("#/$defs/", name + ".", StringComparison.Ordinal)
                        .Replace(".schema.json", "", StringComparison.Ordinal);
        return node;
    }

    private static IEnumerable<JsonObject> Maps(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.SelectMany(entry => Maps(entry.Value)).Append(map).ToList(),
            JsonArray list => list.SelectMany(Maps).ToList(),
            _ => [],
        };

    private static JsonObject ListOf(string item) =>
        new()
        {
            ["type"] = "object",
            ["required"] = new JsonArray("items", "next"),
            ["properties"] = new JsonObject
            {
                ["items"] = new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = new JsonObject { ["$ref"] = Components + item },
                },
                ["next"] = new JsonObject
                {
                    ["description"] = "Where the next page begins; null: this is the last one.",
                    ["type"] = new JsonArray("string", "null"),
                },
            },
        };

    private static JsonObject Read(string resource)
    {
        using var stream =
            typeof(Schemas).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The schema {resource} is not part of this build.");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
