using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Lake;

/// <summary>The documents as one transaction sees them while its mutations are applied; nothing is stored from here.</summary>
internal sealed class WorkingCopy(
    ImmutableSortedDictionary<string, StoredDocument> start,
    string transactionId,
    string now,
    Func<int, string> newId,
    Func<JsonObject, JsonObject, IReadOnlyList<string>> idsByQuery,
    bool generateKeys
)
{
    private readonly Dictionary<string, JsonObject?> _touched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _touchedBy = new(StringComparer.Ordinal);
    private readonly List<MutationOutcome> _outcomes = [];

    public IReadOnlyList<MutationOutcome> Outcomes => _outcomes;

    public IReadOnlyList<(string Id, JsonObject? After, int Index)> Touched =>
        [.. _touched.Select(entry => (entry.Key, entry.Value, _touchedBy[entry.Key]))];

    public void Apply(int index, JsonObject mutation)
    {
        if (mutation.Count != 1 || mutation.First() is not { Value: JsonObject body } only)
            throw LakeErrors.Invalid(index, "A mutation must have exactly one operation");
        switch (only.Key)
        {
            case "create":
                Create(index, body, Existing.Refuse);
                break;
            case "createIfNotExists":
                Create(index, body, Existing.Keep);
                break;
            case "createOrReplace":
                Create(index, body, Existing.Replace);
                break;
            case "delete":
                Delete(index, body);
                break;
            case "patch":
                PatchAll(index, body);
                break;
            default:
                throw LakeErrors.Invalid(index, $"Unknown mutation type \"{only.Key}\"");
        }
    }

    private enum Existing
    {
        Refuse,
        Keep,
        Replace,
    }

    private void Create(int index, JsonObject body, Existing rule)
    {
        var id = NewId(index, body);
        var existing = Current(id);
        if (existing is not null && rule == Existing.Refuse)
            throw LakeErrors.AlreadyExists(index, id);
        if (existing is not null && rule == Existing.Keep)
        {
            _outcomes.Add(new MutationOutcome(id, "none", existing));
            return;
        }
        var document = body.DeepClone().AsObject();
        document["_id"] = id;
        DocumentRules.Check(index, document);
        Store(
            index,
            id,
            document,
            existing?["_createdAt"]?.GetValue<string>() ?? Supplied(body, "_createdAt"),
            existing is null && rule != Existing.Replace ? Supplied(body, "_updatedAt") : now,
            existing is null ? "create" : "update"
        );
    }

    // Imports keep their times.
    private string Supplied(JsonObject body, string attribute) =>
        body[attribute] is JsonValue value && value.TryGetValue<string>(out var at) ? at : now;

    private string NewId(int index, JsonObject body)
    {
        var id = body["_id"] is JsonValue value && value.TryGetValue<string>(out var given) ? given : "";
        if (id.Length == 0 || id.EndsWith('.'))
            id += newId(22);
        return DocumentId.IsValid(id) ? id : throw LakeErrors.MalformedId(index, id);
    }

    private void Delete(int index, JsonObject body)
    {
        foreach (var id in Ids(index, body))
        {
            var existing = Current(id);
            _outcomes.Add(new MutationOutcome(id, existing is null ? "none" : "delete", null));
            if (existing is null)
                continue;
            RequireUnlocked(index, id);
            _touched[id] = null;
            _touchedBy[id] = index;
        }
    }

    private void PatchAll(int index, JsonObject body)
    {
        foreach (var id in Ids(index, body))
            PatchOne(index, id, body);
    }

    private IReadOnlyList<string> Ids(int index, JsonObject body)
    {
        if (body["query"] is JsonValue)
            return idsByQuery(body, Everything());
        return body["id"] is JsonValue value && value.TryGetValue<string>(out var id)
            ? [DocumentId.IsValid(id) ? id : throw LakeErrors.MalformedId(index, id)]
            : throw LakeErrors.Invalid(index, "Either \"id\" or \"query\" is required");
    }

    /// <summary>By id, what stands now: a query inside a transaction sees the mutations before it.</summary>
    private JsonObject Everything()
    {
        var all = new JsonObject();
        foreach (var id in start.Keys.Union(_touched.Keys))
            if (Current(id) is { } document)
                all[id] = document.DeepClone();
        return all;
    }

    private void PatchOne(int index, string id, JsonObject patch)
    {
        var existing = Current(id) ?? throw LakeErrors.NotFound(index, id);
        if (
            patch["ifRevisionID"]?.GetValue<string>() is { } expected
            && existing["_rev"]!.GetValue<string>() is var current
            && current != expected
        )
            throw LakeErrors.RevisionMismatch(index, id, current, expected);
        var document = existing.DeepClone().AsObject();
        try
        {
            Patch.Apply(document, patch);
        }
        catch (Exception malformed) when (malformed is FormatException or InvalidOperationException)
        {
            throw LakeErrors.Invalid(index, malformed.Message);
        }
        foreach (var attribute in new[] { "_id", "_type" })
            if (!JsonNode.DeepEquals(document[attribute], existing[attribute]))
                throw LakeErrors.Immutable(index, attribute);
        DocumentRules.Check(index, document);
        Store(index, id, document, existing["_createdAt"]!.GetValue<string>(), now, "update");
    }

    private void Store(
        int index,
        string id,
        JsonObject document,
        string createdAt,
        string updatedAt,
        string operation
    )
    {
        RequireUnlocked(index, id);
        if (generateKeys)
            DocumentRules.GenerateKeys(document, () => newId(12));
        document["_rev"] = transactionId;
        document["_createdAt"] = createdAt;
        document["_updatedAt"] = updatedAt;
        _touched[id] = document;
        _touchedBy[id] = index;
        _outcomes.Add(new MutationOutcome(id, operation, document));
    }

    private void RequireUnlocked(int index, string id)
    {
        if (
            DocumentId.Release(id) is { } release
            && Current(DocumentId.OfRelease(release))?["state"]?.GetValue<string>() == "scheduled"
        )
            throw LakeErrors.Locked(index, id);
    }

    private JsonObject? Current(string id) =>
        _touched.TryGetValue(id, out var document) ? document : start.GetValueOrDefault(id)?.Json;
}
