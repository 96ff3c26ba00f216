using System.CommandLine;

namespace SanityStripeBridge.Cli;

/// <summary>What was typed wrong, what was expected, and where to read on.</summary>
internal static class UsageErrors
{
    /// <summary>So many wrong, missing or further letters are taken for a slip.</summary>
    private const int Slip = 2;

    public static string Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        string[] verbs = [.. command.Subcommands.Select(verb => verb.Name)];
        var isMissing = command.Action is null && verbs.Length > 0 && parsed.UnmatchedTokens.Count == 0;
        var errors = isMissing
            ? [$"{PathOf(command)} wants one of: {string.Join(", ", verbs)}"]
            : parsed.Errors.Select(error => error.Message).Distinct();
        var meant = parsed
            .UnmatchedTokens.Select(token => Nearest(token, verbs))
            .OfType<string>()
            .Select(verb => $"Did you mean {verb}?");
        return string.Join('\n', [.. errors, .. meant, $"{PathOf(command)} --help tells what there is."]);
    }

    private static string PathOf(Command command)
    {
        var names = new List<string>();
        while (command is not RootCommand)
        {
            names.Insert(0, command.Name);
            command = command.Parents.OfType<Command>().First();
        }
        return string.Join(' ', names.Prepend("bridge"));
    }

    private static string? Nearest(string typed, IEnumerable<string> words) =>
        words
            .Select(word => (Word: word, Distance: Distance(typed, word)))
            .Where(pair => pair.Distance <= Slip)
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.Word)
            .FirstOrDefault();

    // Levenshtein's, row by row.
    private static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
