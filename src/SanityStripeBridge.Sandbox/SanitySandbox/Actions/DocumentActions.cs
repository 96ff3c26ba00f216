using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;
using SanityStripeBridge.Sandbox.SanitySandbox.Studio;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Actions;

/// <summary>What each action does, in mutations. All actions of a request are one transaction.</summary>
internal static class DocumentActions
{
    /// <exception cref="LakeException">An action is refused; nothing has changed.</exception>
    public static Transaction Perform(Dataset dataset, JsonArray actions, MutationRequest request) =>
        dataset.Commit(() =>
        {
            var state = new ActionState(dataset, request);
            for (var at = 0; at < actions.Count; at++)
            {
                var body =
                    actions[at] as JsonObject
                    ?? throw ActionErrors.Invalid(at, "An action must be an object");
                state.Add(at, Mutations(new DocumentAction(at, body), state));
            }
            return request with { Mutations = state.Mutations };
        });

    private static IEnumerable<JsonObject> Mutations(DocumentAction action, ActionState state) =>
        action.Type switch
        {
            "document.create" => Create(action, state),
            "document.edit" => Edit(action, state),
            "document.publish" => Publish(action, state),
            "document.unpublish" => Unpublish(action, state),
            "document.delete" => Delete(action, state),
            "document.discard" => [StudioUser.Removal(Existing(action, state, action.DraftId))],
            "document.replaceDraft" => [Mutation("createOrReplace", action.Part("attributes"))],
            "document.version.create" => [Mutation("create", Version(action, state))],
            "document.version.discard" => [StudioUser.Removal(Existing(action, state, action.VersionId))],
            "document.version.replace" => [Mutation("createOrReplace", action.Part("document"))],
            "document.version.unpublish" => [MarkedForDeletion(action, state)],
            var other => throw ActionErrors.Invalid(
                action.Index,
                $"the action \"{other}\" is not known to this sandbox"
            ),
        };

    private static IEnumerable<JsonObject> Create(DocumentAction action, ActionState state)
    {
        var attributes = action.Part("attributes");
        if (state.Find(action.PublishedId) is null || action.Text("ifExists") == "ignore")
            return
            [
                Mutation(action.Text("ifExists") == "ignore" ? "createIfNotExists" : "create", attributes),
            ];
        throw ActionErrors.Exists(action.Index, action.PublishedId);
    }

    /// <summary>The draft is made from the published document when there is none.</summary>
    private static IEnumerable<JsonObject> Edit(DocumentAction action, ActionState state)
    {
        if (state.Find(action.DraftId) is null)
        {
            Existing(action, state, action.PublishedId);
            yield return Mutation("create", StudioUser.Copy(state.Find(action.PublishedId)!, action.DraftId));
        }
        var patch = action.Part("patch").DeepClone().AsObject();
        patch["id"] = action.DraftId;
        yield return Mutation("patch", patch);
    }

    private static IEnumerable<JsonObject> Publish(DocumentAction action, ActionState state)
    {
        var draft = state.Find(Existing(action, state, action.DraftId))!;
        Demand(action, draft, action.DraftId, action.Text("ifDraftRevisionId"));
        if (action.Text("ifPublishedRevisionId") is { } expected)
            Demand(action, state.Find(action.PublishedId), action.PublishedId, expected);
        return [StudioUser.Published(draft, action.PublishedId), StudioUser.Removal(action.DraftId)];
    }

    private static IEnumerable<JsonObject> Unpublish(DocumentAction action, ActionState state)
    {
        var published = state.Find(Existing(action, state, action.PublishedId))!;
        return
        [
            Mutation("createIfNotExists", StudioUser.Copy(published, action.DraftId)),
            StudioUser.Removal(action.PublishedId),
        ];
    }

    /// <summary>A draft or version that the caller did not name is never deleted along.</summary>
    private static IEnumerable<JsonObject> Delete(DocumentAction action, ActionState state)
    {
        var listed = action.Texts("includeDrafts");
        var draft = DocumentId.Draft(action.PublishedId);
        if (state.Find(draft) is not null && !listed.Contains(draft))
            throw ActionErrors.Invalid(
                action.Index,
                $"Document \"{action.PublishedId}\" has the draft \"{draft}\", which is not listed in \"includeDrafts\""
            );
        Existing(action, state, action.PublishedId);
        return [.. listed.Append(action.PublishedId).Select(StudioUser.Removal)];
    }

    private static JsonObject Version(DocumentAction action, ActionState state)
    {
        if (action.Body["document"] is JsonObject document)
            return document;
        var source = action.Text("baseId") ?? action.PublishedId;
        return StudioUser.Copy(state.Find(Existing(action, state, source))!, action.VersionId);
    }

    /// <summary>Publishing the release will then unpublish the document.</summary>
    private static JsonObject MarkedForDeletion(DocumentAction action, ActionState state) =>
        Mutation(
            "patch",
            new JsonObject
            {
                ["id"] = Existing(action, state, action.VersionId),
                ["set"] = new JsonObject { ["_system"] = new JsonObject { ["delete"] = true } },
            }
        );

    private static void Demand(DocumentAction action, JsonObject? document, string id, string? expected)
    {
        var current = document?["_rev"]?.GetValue<string>() ?? "";
        if (expected is not null && current != expected)
            throw ActionErrors.Stale(action.Index, id, current, expected);
    }

    private static string Existing(DocumentAction action, ActionState state, string id) =>
        state.Find(id) is not null ? id : throw ActionErrors.Missing(action.Index, id);

    private static JsonObject Mutation(string kind, JsonObject body) => new() { [kind] = body.DeepClone() };
}
