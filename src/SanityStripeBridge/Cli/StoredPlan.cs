using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Cli;

/// <summary>A plan from a file: what somebody looked at and agreed to.</summary>
internal sealed class StoredPlan
{
    private readonly JsonObject _plan;
    private readonly HashSet<string> _families;

    private StoredPlan(JsonObject plan)
    {
        _plan = plan;
        _families = Changes().Select(change => (string)change["family"]!).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Null when no file is named.</summary>
    public static async Task<StoredPlan?> ReadAsync(string directory, string? file, CancellationToken cancel)
    {
        if (file is null)
            return null;
        var path = Path.Combine(directory, file);
        if (!File.Exists(path))
            throw CliException.Usage($"{file} does not exist; make it with: plan --out {file}");
        try
        {
            var plan = JsonNode.Parse(await File.ReadAllTextAsync(path, cancel)) as JsonObject;
            if ((int?)plan?["version"] == 1 && plan["changes"] is JsonArray)
                return new(plan);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            // Said below, together with the files that are JSON but no plan.
        }
        throw CliException.Usage($"{file} is no plan of version 1; make one with: plan --out {file}");
    }

    /// <summary>Only what the file speaks of is worked.</summary>
    public IReadOnlySet<string> Pick(FullPlan plan) => _families;

    /// <summary>Refuses when the world has moved on since the file was written.</summary>
    public void RequireSame(Preview fresh)
    {
        var place = fresh.Place;
        if (
            (string?)_plan["bridge"] != place.Bridge
            || (string?)_plan["account"] != place.Account
            || (string?)_plan["project"] != place.Project
            || (string?)_plan["dataset"] != place.Dataset
        )
            throw Stale("it was made for another account or dataset", []);
        var stored = Changes().Select(change => (string)change["id"]!).ToList();
        var now = fresh.Changes.Select(entry => PlanShape.IdOf(entry.Family, entry.Change)).ToList();
        if (stored.SequenceEqual(now))
            return;
        var families = Changes()
            .Where(change => !now.Contains((string)change["id"]!))
            .Select(change => (string)change["family"]!)
            .Concat(
                fresh
                    .Changes.Where(entry => !stored.Contains(PlanShape.IdOf(entry.Family, entry.Change)))
                    .Select(entry => entry.Family)
            )
            .Distinct(StringComparer.Ordinal)
            .ToList();
        throw Stale(
            $"{families.Count} of its {Counted.Of(_families.Count, "product")} changed since",
            families
        );
    }

    private IEnumerable<JsonObject> Changes() => _plan["changes"]!.AsArray().OfType<JsonObject>();

    private static CliException Stale(string why, IReadOnlyList<string> families) =>
        new(
            "stale_plan",
            $"The plan is not true any more: {why}. Make a new one with: plan --out <file>",
            details: new() { ["families"] = Words.Array(families, family => JsonValue.Create(family)) }
        );
}
