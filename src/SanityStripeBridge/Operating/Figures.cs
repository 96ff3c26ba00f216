using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating;

/// <summary>How the products of one project stand.</summary>
/// <param name="Project">Null: those of none.</param>
/// <param name="Products">On either side.</param>
/// <param name="SyncedLastDay">Of them, those written in the last 24 hours, on either side.</param>
/// <param name="LastSyncAt">When one of them was last written; null: never.</param>
internal sealed record ProjectFigures(
    string? Project,
    int Products,
    int SyncedLastDay,
    DateTimeOffset? LastSyncAt
)
{
    public static IReadOnlyList<ProjectFigures> Of(
        Stock stock,
        IReadOnlyDictionary<string, DateTimeOffset> lastWrites,
        DateTimeOffset now
    ) =>
        [
            .. stock
                .Looks.Select(entry =>
                    (
                        Project: ProjectOf(entry.Key, entry.Value),
                        At: lastWrites.TryGetValue(entry.Key, out var at) ? at : (DateTimeOffset?)null
                    )
                )
                .GroupBy(product => product.Project, StringComparer.Ordinal)
                .Select(project => new ProjectFigures(
                    project.Key,
                    project.Count(),
                    project.Count(product => product.At > now.AddDays(-1)),
                    project.Max(product => product.At)
                ))
                .OrderBy(project => project.Project, StringComparer.Ordinal),
        ];

    private static string? ProjectOf(string family, Look look) =>
        look.Documents.GetValueOrDefault(family)?.Published?.Text("project")
        ?? look.Products.Values.Select(product => product?.Metadata.GetValueOrDefault("project"))
            .FirstOrDefault(project => !string.IsNullOrEmpty(project));
}

/// <summary>How runs went.</summary>
/// <param name="Count">Runs that have ended.</param>
/// <param name="SuccessRate">From 0 to 1; null without any.</param>
/// <param name="MeanSeconds">Null without any.</param>
internal sealed record RunFigures(int Count, double? SuccessRate, double? MeanSeconds)
{
    /// <summary>How many of the newest count.</summary>
    public const int Most = 100;

    public static RunFigures Of(IReadOnlyList<RunRecord> runs)
    {
        var ended = runs.Where(run => run is { EndedAt: not null, Result: not null }).ToList();
        return ended.Count == 0
            ? new(0, null, null)
            : new(
                ended.Count,
                Math.Round(
                    (double)ended.Count(run => (string?)JsonNode.Parse(run.Result!)?["state"] == "done")
                        / ended.Count,
                    3
                ),
                Math.Round(ended.Average(run => (run.EndedAt!.Value - run.StartedAt).TotalSeconds), 3)
            );
    }
}
