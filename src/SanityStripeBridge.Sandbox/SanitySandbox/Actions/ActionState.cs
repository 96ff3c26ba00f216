using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Actions;

/// <summary>The documents as an action finds them: those of the dataset with what the actions before it did.</summary>
internal sealed class ActionState(Dataset dataset, MutationRequest request)
{
    private Dictionary<string, JsonObject?> _changed = [];

    /// <summary>What the actions so far amount to.</summary>
    public JsonArray Mutations { get; } = [];

    public JsonObject? Find(string id) =>
        _changed.TryGetValue(id, out var document) ? document : dataset.Find(id);

    /// <summary>Adds what one action does, and tries it: a later action sees its effect.</summary>
    /// <exception cref="LakeException">Refused, as a mutation would be.</exception>
    public void Add(int action, IEnumerable<JsonObject> mutations)
    {
        foreach (var mutation in mutations)
            Mutations.Add(mutation);
        try
        {
            var tried = dataset.Commit(
                request with
                {
                    Mutations = Mutations.DeepClone().AsArray(),
                    TransactionId = null,
                    DryRun = true,
                }
            );
            _changed = tried.Changes.ToDictionary(change => change.Id, change => change.After);
        }
        catch (LakeException refused) when (refused.ErrorType is { } type)
        {
            throw ActionErrors.Of(action, type, refused);
        }
    }
}
