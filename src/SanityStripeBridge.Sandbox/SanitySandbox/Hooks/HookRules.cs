using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Groq;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Hooks;

/// <summary>What the management API accepts as a hook, and how it words what it does not.</summary>
internal static class HookRules
{
    private static readonly Dictionary<string, JsonValueKind[]> Fields = new()
    {
        ["type"] = [JsonValueKind.String],
        ["name"] = [JsonValueKind.String],
        ["description"] = [JsonValueKind.String, JsonValueKind.Null],
        ["url"] = [JsonValueKind.String],
        ["dataset"] = [JsonValueKind.String],
        ["apiVersion"] = [JsonValueKind.String],
        ["httpMethod"] = [JsonValueKind.String],
        ["includeDrafts"] = [JsonValueKind.True, JsonValueKind.False],
        ["includeAllVersions"] = [JsonValueKind.True, JsonValueKind.False],
        ["headers"] = [JsonValueKind.Object],
        ["secret"] = [JsonValueKind.String, JsonValueKind.Null],
        ["isDisabledByUser"] = [JsonValueKind.True, JsonValueKind.False],
        ["rule"] = [JsonValueKind.Object],
    };

    private static readonly Dictionary<string, JsonValueKind[]> RuleFields = new()
    {
        ["on"] = [JsonValueKind.Array],
        ["filter"] = [JsonValueKind.String],
        ["projection"] = [JsonValueKind.String],
    };

    private static readonly string[] Required = ["name", "url", "dataset", "rule"];
    private static readonly string[] Operations = ["create", "update", "delete"];

    /// <exception cref="LakeException">400, in the gateway's form.</exception>
    public static void CheckNew(JsonObject body)
    {
        Check(body);
        foreach (var name in Required)
            if (!body.ContainsKey(name))
                throw Bad($"\"{name}\" is required");
    }

    /// <exception cref="LakeException">400, in the gateway's form.</exception>
    public static void CheckChange(JsonObject body)
    {
        if (body.ContainsKey("type"))
            throw Bad("\"type\" is not allowed");
        Check(body);
    }

    /// <exception cref="LakeException">400, in the gateway's form.</exception>
    public static GroqQuery? Parse(JsonObject rule, string name)
    {
        var text = rule[name]?.GetValue<string>() ?? "";
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            return GroqQuery.ParseDelta(text);
        }
        catch (GroqSyntaxException error)
        {
            throw Bad($"\"rule.{name}\" is not a valid GROQ expression: {error.Message}");
        }
    }

    private static void Check(JsonObject body)
    {
        Check(body, Fields, "");
        if (body["rule"] is JsonObject rule)
        {
            Check(rule, RuleFields, "rule.");
            foreach (var operation in rule["on"]?.AsArray() ?? [])
                if (!Operations.Contains(operation?.ToString()))
                    throw Bad("\"rule.on[0]\" must be one of [create, update, delete]");
        }
        if (
            body["url"]?.GetValue<string>() is { } url
            && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        )
            throw Bad("\"url\" must be a valid uri");
    }

    private static void Check(JsonObject body, Dictionary<string, JsonValueKind[]> fields, string prefix)
    {
        foreach (var (name, value) in body)
        {
            if (!fields.TryGetValue(name, out var kinds))
                throw Bad($"\"{prefix}{name}\" is not allowed");
            if (!kinds.Contains(value?.GetValueKind() ?? JsonValueKind.Null))
                throw Bad($"\"{prefix}{name}\" must be {Article(kinds[0])}");
        }
    }

    private static string Article(JsonValueKind kind) =>
        kind switch
        {
            JsonValueKind.String => "a string",
            JsonValueKind.Array => "an array",
            JsonValueKind.Object => "an object",
            _ => "a boolean",
        };

    private static LakeException Bad(string message) => LakeErrors.Gateway(400, "Bad Request", message);
}
