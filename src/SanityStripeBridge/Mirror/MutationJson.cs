using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>The stored form of a transaction's mutations, from which it is sent again exactly as it was.</summary>
internal static class MutationJson
{
    public static string Write(IReadOnlyList<SanityMutation> mutations) =>
        new JsonArray([.. mutations.Select(mutation => (JsonNode)mutation.ToJson())]).ToJsonString();

    public static IReadOnlyList<SanityMutation> Read(string json) =>
        [.. JsonNode.Parse(json)!.AsArray().Select(node => Read(node!.AsObject()))];

    private static SanityMutation Read(JsonObject wire) =>
        wire.First() switch
        {
            ("create", { } document) => new SanityMutation.Create(document.AsObject()),
            ("createIfNotExists", { } document) => new SanityMutation.CreateIfNotExists(document.AsObject()),
            ("delete", { } target) => new SanityMutation.Delete((string)target["id"]!),
            ("patch", { } patch) => new SanityMutation.Patch(
                (string)patch["id"]!,
                (string?)patch["ifRevisionID"],
                patch["set"]?.AsObject() ?? [],
                [.. (patch["unset"]?.AsArray() ?? []).Select(path => (string)path!)]
            ),
            var (kind, _) => throw new InvalidOperationException(
                $"a stored mutation is of the unknown kind {kind}"
            ),
        };
}
