using System.Text.Json.Nodes;

namespace SanityStripeBridge.Operating;

/// <summary>What was asked for cannot be done: a sentence for a person, a code for a script. Caught where verbs are run, and where requests are answered.</summary>
internal class RefusedException(string code, string message, JsonObject? details = null) : Exception(message)
{
    public string Code { get; } = code;
    public JsonObject Details { get; } = details ?? [];

    /// <param name="id">What was asked for.</param>
    /// <param name="expected">What would have been known, and where it is listed.</param>
    public static RefusedException Unknown(string id, string expected) =>
        new("not_found", $"{id} is not known here: expected {expected}", new JsonObject { ["id"] = id });

    /// <summary>An id that should name an object of the catalogue.</summary>
    public static RefusedException UnknownObject(string id) =>
        Unknown(
            id,
            "a published Sanity id, a Stripe product id or a Stripe price id that the bridge has seen; sync and the service see everything there is"
        );
}
