using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Lake;

/// <summary>The refusals, worded as the platform words them.</summary>
internal static class LakeErrors
{
    public static LakeException RevisionMismatch(int index, string id, string current, string expected) =>
        Refused(
            409,
            index,
            "documentRevisionIDDoesNotMatchError",
            $"Document \"{id}\" has unexpected revision ID (\"{current}\"), expected \"{expected}\"",
            ("currentRevisionID", current),
            ("expectedRevisionID", expected)
        );

    public static LakeException AlreadyExists(int index, string id) =>
        Refused(
            409,
            index,
            "documentAlreadyExistsError",
            $"Document by ID \"{id}\" already exists",
            ("id", id)
        );

    public static LakeException NotFound(int index, string id) =>
        Refused(
            409,
            index,
            "documentNotFoundError",
            $"The document with the ID \"{id}\" was not found",
            ("id", id)
        );

    public static LakeException Referenced(int index, string id, IReadOnlyList<string> by) =>
        Refused(
            409,
            index,
            "documentHasExistingReferencesError",
            $"Document \"{id}\" cannot be deleted as there are references to it from \"{by[0]}\"",
            ("id", id),
            ("referencingIDs", new JsonArray([.. by.Select(other => JsonValue.Create(other))]))
        );

    public static LakeException ReferenceMissing(int index, string id, string target) =>
        Refused(
            409,
            index,
            "documentReferenceDoesNotExistError",
            $"Document \"{id}\" references non-existent document \"{target}\"",
            ("id", id),
            ("referenceID", target)
        );

    /// <summary>The platform's own words for this are not documented.</summary>
    public static LakeException Locked(int index, string id) =>
        Refused(
            409,
            index,
            "documentLockedByScheduledReleaseError",
            $"Document \"{id}\" is locked because its release is scheduled",
            ("id", id)
        );

    public static LakeException Immutable(int index, string attribute) =>
        Refused(
            409,
            index,
            "cannotModifyImmutableAttributeError",
            $"Cannot modify immutable attribute \"{attribute}\"",
            ("attribute", attribute)
        );

    public static LakeException MalformedId(int index, string id) =>
        Invalid(index, $"Malformed document ID: \"{id}\"");

    public static LakeException Invalid(int index, string description) =>
        Refused(400, index, "validationError", description);

    public static LakeException NotPermitted(int index, string permission) =>
        Refused(
            403,
            index,
            "insufficientPermissionsError",
            $"Insufficient permissions; permission \"{permission}\" required",
            ("permission", permission)
        );

    /// <summary>Worded as users report it; the status is not known.</summary>
    public static LakeException TooManyAttributes(int total, int limit) =>
        Gateway(400, "Bad Request", $"Total attribute/datatype count {total} exceeds limit of {limit}");

    public static LakeException TransactionExists(string id) =>
        Plain(409, "transactionAlreadyExistsError", $"Transaction \"{id}\" already exists");

    public static LakeException Unparsable(string query, string message, int start, int end) =>
        new(
            400,
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["type"] = "queryParseError",
                    ["description"] = message,
                    ["query"] = query,
                    ["start"] = start,
                    ["end"] = end,
                },
            }
        );

    /// <summary>The gateway's own form, for everything that is not about documents.</summary>
    public static LakeException Gateway(int status, string error, string message, string? code = null)
    {
        var body = new JsonObject
        {
            ["statusCode"] = status,
            ["error"] = error,
            ["message"] = message,
        };
        if (code is not null)
            body["errorCode"] = code;
        return new LakeException(status, body);
    }

    private static LakeException Plain(int status, string type, string description) =>
        new(
            status,
            new JsonObject
            {
                ["error"] = new JsonObject { ["type"] = type, ["description"] = description },
            }
        );

    private static LakeException Refused(
        int status,
        int index,
        string type,
        string description,
        params ReadOnlySpan<(string Name, JsonNode? Value)> facts
    )
    {
        var error = new JsonObject { ["description"] = description };
        foreach (var (name, value) in facts)
            error[name] = value;
        error["type"] = type;
        return new LakeException(
            status,
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["description"] = $"Mutation failed: {description}",
                    ["items"] = new JsonArray(new JsonObject { ["error"] = error, ["index"] = index }),
                    ["type"] = "mutationError",
                },
            }
        );
    }
}
