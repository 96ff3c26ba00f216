using System.Text.Json.Nodes;

namespace SanityStripeBridge.Core.Wire;

/// <summary>One mutation of a Sanity transaction, as a value.</summary>
public abstract record SanityMutation
{
    private SanityMutation() { }

    /// <summary>The document that is written.</summary>
    public abstract string DocumentId { get; }

    /// <summary>The wire form.</summary>
    public abstract JsonObject ToJson();

    /// <summary>Fails with <c>documentAlreadyExistsError</c> when the id is taken.</summary>
    public sealed record Create(JsonObject Document) : SanityMutation
    {
        /// <inheritdoc/>
        public override string DocumentId => (string)Document["_id"]!;

        /// <inheritdoc/>
        public override JsonObject ToJson() => new() { ["create"] = Document.DeepClone() };
    }

    /// <summary>Does nothing when the id is taken.</summary>
    public sealed record CreateIfNotExists(JsonObject Document) : SanityMutation
    {
        /// <inheritdoc/>
        public override string DocumentId => (string)Document["_id"]!;

        /// <inheritdoc/>
        public override JsonObject ToJson() => new() { ["createIfNotExists"] = Document.DeepClone() };
    }

    /// <summary>Sets and clears attributes; fails when the document is missing or has another revision.</summary>
    /// <param name="Id">The stored id.</param>
    /// <param name="IfRevision">Null only where any revision will do (the bridge's own companions).</param>
    /// <param name="Set">JSONMatch path to value.</param>
    /// <param name="Unset">JSONMatch paths, none of them also set.</param>
    public sealed record Patch(string Id, string? IfRevision, JsonObject Set, IReadOnlyList<string> Unset)
        : SanityMutation
    {
        /// <inheritdoc/>
        public override string DocumentId => Id;

        /// <summary>The same patch with another one of the same document done after it.</summary>
        public Patch With(Patch later)
        {
            var set = Set.DeepClone().AsObject();
            foreach (var path in later.Unset)
                set.Remove(path);
            foreach (var (path, value) in later.Set)
                set[path] = value?.DeepClone();
            var unset = Unset
                .Union(later.Unset, StringComparer.Ordinal)
                .Where(path => !set.ContainsKey(path));
            return this with { Set = set, Unset = [.. unset] };
        }

        /// <inheritdoc/>
        public override JsonObject ToJson()
        {
            var patch = new JsonObject { ["id"] = Id };
            if (IfRevision is not null)
                patch["ifRevisionID"] = IfRevision;
            if (Set.Count > 0)
                patch["set"] = Set.DeepClone();
            if (Unset.Count > 0)
                patch["unset"] = new JsonArray([.. Unset.Select(path => JsonValue.Create(path))]);
            return new() { ["patch"] = patch };
        }
    }

    /// <summary>Deletes a document; a missing one is fine.</summary>
    public sealed record Delete(string Id) : SanityMutation
    {
        /// <inheritdoc/>
        public override string DocumentId => Id;

        /// <inheritdoc/>
        public override JsonObject ToJson() => new() { ["delete"] = new JsonObject { ["id"] = Id } };
    }
}
