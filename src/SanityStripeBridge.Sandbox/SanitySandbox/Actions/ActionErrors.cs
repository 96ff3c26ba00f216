using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Actions;

/// <summary>Refusals of actions: shaped as those of mutations, of type <c>actionError</c>. The wording of the descriptions is ours.</summary>
internal static class ActionErrors
{
    /// <summary>A mutation's refusal under the index of the action that needed it.</summary>
    public static LakeException Of(int action, string type, LakeException refused) =>
        refused.Body["error"]?["items"]?[0]?["error"] is JsonObject item
            ? Wrap(refused.Status, action, item.DeepClone().AsObject())
            : Refused(refused.Status, action, type, refused.Message);

    public static LakeException Missing(int action, string id) =>
        Refused(409, action, "documentNotFoundError", $"The document with the ID \"{id}\" was not found");

    public static LakeException Exists(int action, string id) =>
        Refused(409, action, "documentAlreadyExistsError", $"Document by ID \"{id}\" already exists");

    public static LakeException Stale(int action, string id, string current, string expected) =>
        Refused(
            409,
            action,
            "documentRevisionIDDoesNotMatchError",
            $"Document \"{id}\" has unexpected revision ID (\"{current}\"), expected \"{expected}\""
        );

    public static LakeException Invalid(int action, string description) =>
        Refused(400, action, "validationError", description);

    private static LakeException Refused(int status, int action, string type, string description) =>
        Wrap(status, action, new JsonObject { ["description"] = description, ["type"] = type });

    private static LakeException Wrap(int status, int action, JsonObject item) =>
        new(
            status,
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["description"] = $"Action failed: {item["description"]}",
                    ["items"] = new JsonArray(new JsonObject { ["error"] = item, ["index"] = action }),
                    ["type"] = "actionError",
                },
            }
        );
}
