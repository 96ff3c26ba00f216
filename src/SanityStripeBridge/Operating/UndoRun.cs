using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Operating;

/// <summary>Takes a planned undo family by family to its end, and tells what it leaves.</summary>
internal static class UndoRun
{
    public static HashSet<string> Families(UndoPlan undo) =>
        [.. undo.Plan.Families.Select(family => family.Family)];

    public static async Task<IReadOnlyList<FamilyOutcome>> ApplyAsync(
        OperatedBridge bridge,
        IReadOnlyList<HistoryEntry> entries,
        UndoPlan undo,
        string runId,
        string? orderedBy,
        Action<FamilyOutcome> progress,
        CancellationToken cancel
    )
    {
        var planned = Families(undo);
        var outcomes = new List<FamilyOutcome>();
        foreach (
            var family in entries
                .GroupBy(entry => entry.Family, StringComparer.Ordinal)
                .Where(family => planned.Contains(family.Key))
        )
        {
            var outcome = await bridge.Get<Undoing>().ApplyAsync([.. family], runId, orderedBy, cancel);
            outcomes.Add(outcome);
            progress(outcome);
        }
        return outcomes;
    }

    /// <summary>The plan or report with what is left alone.</summary>
    public static JsonObject WithLeft(JsonObject shape, IReadOnlyList<LeftAlone> left)
    {
        shape["left"] = Words.Array(
            left,
            one => new JsonObject
            {
                ["sanityId"] = PartId.DocumentOf(one.SanityId),
                ["path"] = one.Path is { } path ? Parts.Shown(one.SanityId, path) : null,
                ["reason"] = one.Reason,
            }
        );
        return shape;
    }
}
