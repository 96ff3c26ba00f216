using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Lake;

/// <summary>What a document must look like to be stored.</summary>
internal static partial class DocumentRules
{
    /// <summary>Levels of nesting the platform stores.</summary>
    private const int Depth = 20;

    public static void Check(int index, JsonObject document)
    {
        if (
            document["_type"]?.GetValueKind() != JsonValueKind.String
            || document["_type"]!.GetValue<string>().Length == 0
        )
            throw LakeErrors.Invalid(index, "Document is missing required attribute \"_type\"");
        Check(index, document, "", 0);
    }

    private static void Check(int index, JsonNode? node, string path, int depth)
    {
        if (depth > Depth)
            throw LakeErrors.Invalid(index, $"Attribute \"{path}\" is nested more than {Depth} levels deep");
        if (node is JsonArray array)
        {
            if (array.Contains(null))
                throw LakeErrors.Invalid(index, $"Array \"{path}\" contains null");
            foreach (var item in array)
                Check(index, item, $"{path}[]", depth + 1);
        }
        else if (node is JsonObject map)
            foreach (var (name, value) in map)
            {
                if (!AttributeName().IsMatch(name))
                    throw LakeErrors.Invalid(index, $"Invalid attribute name \"{name}\"");
                Check(index, value, path.Length == 0 ? name : $"{path}.{name}", depth + 1);
            }
    }

    public static void GenerateKeys(JsonNode? node, Func<string> newKey)
    {
        if (node is JsonObject map)
            foreach (var (_, value) in map)
                GenerateKeys(value, newKey);
        if (node is not JsonArray array)
            return;
        foreach (var item in array)
        {
            if (item is JsonObject member && !member.ContainsKey("_key"))
                member["_key"] = newKey();
            GenerateKeys(item, newKey);
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_-]*$")]
    private static partial Regex AttributeName();
}
