using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>The places of a document that a patch names: an attribute, or an attribute of a list's entry.</summary>
public static partial class DocumentPath
{
    /// <summary><c>variants[_key=="k1"]</c>.</summary>
    public static string Entry(string list, string key) => $"{list}[_key=={FieldValue.Text(key).Json}]";

    /// <summary>Puts a value where the path leads, as the Content Lake would; null clears it. A path that leads nowhere changes nothing.</summary>
    public static void Put(JsonObject body, string path, JsonNode? value)
    {
        var (target, attribute) = Target(body, path);
        if (value is null)
            target?.Remove(attribute);
        else if (target is not null)
            target[attribute] = value.DeepClone();
    }

    private static (JsonObject? Target, string Attribute) Target(JsonObject body, string path)
    {
        var match = Form().Match(path);
        if (!match.Success)
            return (body, path);
        var key = JsonNode.Parse(match.Groups["key"].Value)!.GetValue<string>();
        var entry = (body[match.Groups["list"].Value] as JsonArray ?? [])
            .OfType<JsonObject>()
            .FirstOrDefault(item => item["_key"]?.ToString() == key);
        return (entry, match.Groups["attribute"].Value);
    }

    [GeneratedRegex("""^(?<list>\w+)\[_key==(?<key>"(?:[^"\\]|\\.)*")\]\.(?<attribute>\w+)$""")]
    private static partial Regex Form();
}
