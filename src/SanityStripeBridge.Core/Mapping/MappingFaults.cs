using System.Text.Json.Nodes;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>What is wrong with a mapping file, while it is being read.</summary>
internal sealed class MappingFaults
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(string path, string sentence) => _all.Add($"{path}: {sentence}");

    /// <summary>The text; null when there is none, and after a fault.</summary>
    public string? Text(string path, JsonNode? node)
    {
        if (node is null)
            return null;
        if (node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0)
            return text;
        Add(path, "expected text.");
        return null;
    }

    /// <summary>Faults every key that is none of the known ones, and names the nearest.</summary>
    public void Unknown(string path, JsonObject node, IReadOnlyCollection<string> known)
    {
        foreach (var name in node.Select(pair => pair.Key).Where(name => !known.Contains(name)))
            Add(path.Length == 0 ? name : $"{path}.{name}", "there is no such key." + Hint(name, known));
    }

    /// <summary>A question with the known name that is most alike; empty when none is.</summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        var nearest = known
            .Select(other => (Name: other, Distance: Distance(name, other)))
            .Where(other => other.Distance <= Math.Max(2, name.Length / 3))
            .OrderBy(other => other.Distance)
            .FirstOrDefault();
        return nearest.Name is null ? "" : $" Is {nearest.Name} meant?";
    }

    // Levenshtein's, without regard to case.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (
                    row[j],
                    Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost)
                );
            }
        }
        return row[^1];
    }
}
