using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Studio;

/// <summary>
/// An editor at the Studio. Every action is one transaction with an id made by the server; ids may be given with or without
/// prefix. Actions the Studio would not offer are a <see cref="RefusedException"/>.
/// </summary>
public sealed class StudioUser(Dataset dataset, TimeProvider clock, string userId = "pHumanEditor1")
{
    /// <summary>A new document that only exists as a draft.</summary>
    public Task<Transaction> CreateDraftAsync(string id, string type, JsonObject content) =>
        SaveAsync(Create(DocumentId.Draft(id), type, content));

    /// <summary>A new document, published at once (as an import or script does).</summary>
    public Task<Transaction> CreatePublishedAsync(string id, string type, JsonObject content) =>
        SaveAsync(Create(DocumentId.Published(id), type, content));

    /// <summary>Types into the form: the draft is made from the published document when there is none.</summary>
    public Task<Transaction> EditDraftAsync(string id, JsonObject set, params IReadOnlyList<string> unset) =>
        SaveAsync([.. Opened(id), Edit(DocumentId.Draft(id), set, unset)]);

    /// <summary>Changes the published document directly, past the form, as scripts do.</summary>
    public Task<Transaction> EditPublishedAsync(
        string id,
        JsonObject set,
        params IReadOnlyList<string> unset
    ) => SaveAsync(Edit(Existing(DocumentId.Published(id)), set, unset));

    /// <summary>Edits one field and publishes: what an editor means by "changing" a published document.</summary>
    /// <returns>The publishing transaction.</returns>
    public async Task<Transaction> SetAsync(string id, string field, JsonNode? value)
    {
        await EditDraftAsync(id, new JsonObject { [field] = value?.DeepClone() });
        return await PublishAsync(id);
    }

    public Task<Transaction> PublishAsync(string id)
    {
        var draft =
            dataset.Find(DocumentId.Draft(id))
            ?? throw new RefusedException($"There is no draft of {id} to publish.");
        return SaveAsync(Published(draft, id), Removal(DocumentId.Draft(id)));
    }

    /// <summary>The published document becomes a draft, unless there is one.</summary>
    public Task<Transaction> UnpublishAsync(string id)
    {
        var published = dataset.Find(Existing(DocumentId.Published(id)))!;
        return SaveAsync(
            Mutation("createIfNotExists", Copy(published, DocumentId.Draft(id))),
            Removal(DocumentId.Published(id))
        );
    }

    /// <summary>Deletes the published document and its draft.</summary>
    public Task<Transaction> DeleteAsync(string id) =>
        SaveAsync(Removal(DocumentId.Published(id)), Removal(DocumentId.Draft(id)));

    /// <summary>Throws the draft away.</summary>
    public Task<Transaction> DiscardAsync(string id) => SaveAsync(Removal(Existing(DocumentId.Draft(id))));

    /// <summary>A copy of the published document (or draft) in a release.</summary>
    public Task<Transaction> CreateVersionAsync(string release, string id)
    {
        var source =
            dataset.Find(DocumentId.Draft(id))
            ?? dataset.Find(DocumentId.Published(id))
            ?? throw new RefusedException($"There is no document {id}.");
        return SaveAsync(Mutation("create", Copy(source, DocumentId.Version(release, id))));
    }

    public Task<Transaction> EditVersionAsync(
        string release,
        string id,
        JsonObject set,
        params IReadOnlyList<string> unset
    ) => SaveAsync(Edit(Existing(DocumentId.Version(release, id)), set, unset));

    /// <summary>Throws a release's version of the document away.</summary>
    public Task<Transaction> DiscardVersionAsync(string release, string id) =>
        SaveAsync(Removal(Existing(DocumentId.Version(release, id))));

    /// <summary>Marks a published document to be unpublished with the release.</summary>
    public Task<Transaction> UnpublishInReleaseAsync(string release, string id)
    {
        var published = dataset.Find(Existing(DocumentId.Published(id)))!;
        var marker = Copy(published, DocumentId.Version(release, id));
        marker["_system"] = new JsonObject { ["delete"] = true };
        return SaveAsync(Mutation("createOrReplace", marker));
    }

    /// <summary>Gives the release a date; until it is taken back, its versions are locked.</summary>
    public Task<Transaction> ScheduleReleaseAsync(string release, DateTimeOffset at) =>
        SaveAsync(Release(release, "scheduled", at));

    public Task<Transaction> UnscheduleReleaseAsync(string release) =>
        SaveAsync(Release(release, "active", null));

    /// <summary>Publishes every version in the release, in one transaction; also what a schedule does when its time comes.</summary>
    public Task<Transaction> PublishReleaseAsync(string release)
    {
        var mutations = dataset
            .Documents.Where(document => DocumentId.Release(Id(document)) == release)
            .SelectMany(version =>
                new[]
                {
                    version["_system"]?["delete"]?.GetValue<bool>() == true
                        ? Removal(DocumentId.Published(Id(version)))
                        : Published(version, Id(version)),
                    Removal(Id(version)),
                }
            )
            .ToArray();
        // A release that nobody ever scheduled has no document of its own here.
        JsonObject[] unlocked = dataset.Find(DocumentId.OfRelease(release)) is null
            ? []
            : [Release(release, "published", null)];
        return mutations.Length > 0
            ? SaveAsync([.. unlocked, .. mutations])
            : throw new RefusedException($"There is no document in release {release}.");
    }

    /// <summary>Presses "Sync to Stripe".</summary>
    /// <returns>The transaction; <c>requestedAt</c> is its time.</returns>
    public Task<Transaction> RequestSyncAsync(string id)
    {
        var published = DocumentId.Published(id);
        var companion = $"stripeSync-{published}";
        return SaveAsync(
            Mutation(
                "createIfNotExists",
                new JsonObject
                {
                    ["_id"] = companion,
                    ["_type"] = "stripeSync",
                    ["subject"] = new JsonObject
                    {
                        ["_type"] = "reference",
                        ["_ref"] = published,
                        ["_weak"] = true,
                    },
                }
            ),
            Edit(companion, new JsonObject { ["requestedAt"] = Groq.GroqValues.Text(clock.GetUtcNow()) }, [])
        );
    }

    private IReadOnlyList<JsonObject> Opened(string id)
    {
        if (dataset.Find(DocumentId.Draft(id)) is not null)
            return [];
        var published = dataset.Find(Existing(DocumentId.Published(id)))!;
        return [Mutation("create", Copy(published, DocumentId.Draft(id)))];
    }

    private string Existing(string id) =>
        dataset.Find(id) is null ? throw new RefusedException($"There is no document {id}.", 404) : id;

    private static JsonObject Create(string id, string type, JsonObject content)
    {
        var document = content.DeepClone().AsObject();
        document["_id"] = id;
        document["_type"] = type;
        return Mutation("create", document);
    }

    internal static JsonObject Published(JsonObject copy, string id)
    {
        var document = Copy(copy, DocumentId.Published(id));
        Strengthen(document);
        return Mutation("createOrReplace", document);
    }

    internal static JsonObject Copy(JsonObject document, string id)
    {
        var copy = document.DeepClone().AsObject();
        foreach (var attribute in new[] { "_rev", "_createdAt", "_updatedAt" })
            copy.Remove(attribute);
        copy["_id"] = id;
        return copy;
    }

    /// <summary>References made between drafts become strong ones when published.</summary>
    private static void Strengthen(JsonNode? node)
    {
        if (node is JsonArray array)
            foreach (var item in array)
                Strengthen(item);
        if (node is not JsonObject map)
            return;
        if (map["_strengthenOnPublish"] is JsonObject rule)
        {
            map.Remove("_strengthenOnPublish");
            if (rule["weak"]?.GetValue<bool>() != true)
                map.Remove("_weak");
        }
        foreach (var (_, value) in map)
            Strengthen(value);
    }

    private static JsonObject Edit(string id, JsonObject set, IReadOnlyList<string> unset)
    {
        var patch = new JsonObject { ["id"] = id, ["set"] = set.DeepClone() };
        if (unset.Count > 0)
            patch["unset"] = new JsonArray([.. unset.Select(path => JsonValue.Create(path))]);
        return Mutation("patch", patch);
    }

    private static JsonObject Release(string release, string state, DateTimeOffset? publishAt) =>
        Mutation(
            "createOrReplace",
            new JsonObject
            {
                ["_id"] = DocumentId.OfRelease(release),
                ["_type"] = "system.release",
                ["name"] = release,
                ["state"] = state,
                ["publishAt"] = publishAt is { } at ? Groq.GroqValues.Text(at) : null,
            }
        );

    internal static JsonObject Removal(string id) => Mutation("delete", new JsonObject { ["id"] = id });

    private static JsonObject Mutation(string kind, JsonObject body) => new() { [kind] = body };

    private static string Id(JsonObject document) => document["_id"]!.GetValue<string>();

    private Task<Transaction> SaveAsync(params ReadOnlySpan<JsonObject> mutations) =>
        Task.FromResult(Save(mutations));

    private Transaction Save(ReadOnlySpan<JsonObject> mutations)
    {
        var array = new JsonArray();
        foreach (var mutation in mutations)
            array.Add(mutation);
        try
        {
            return dataset.Commit(
                new MutationRequest
                {
                    Mutations = array,
                    Author = userId,
                    WaitForIndex = false,
                }
            );
        }
        catch (LakeException refused)
        {
            throw new RefusedException(refused.Message, refused.Status);
        }
    }
}
