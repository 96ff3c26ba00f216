using System.Text.Json.Nodes;

namespace SanityStripeBridge.Operating;

/// <summary>What was asked for cannot be done: a sentence for a person, a code for a script. Caught where verbs are run, and where requests are answered.</summary>
internal class RefusedException(string code, string message, JsonObject? details = null) : Exception(message)
{
    public string Code { get; } = code;
    public JsonObject Details { get; } = details ?? [];

    public static RefusedException Unknown(string id) =>
        new("not_found", $"{id} is not known here", new JsonObject { ["id"] = id });
}
