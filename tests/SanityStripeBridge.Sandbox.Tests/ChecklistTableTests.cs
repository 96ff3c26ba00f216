using System.Reflection;
using System.Text.RegularExpressions;

namespace SanityStripeBridge.Sandbox.Tests;

/// <summary><c>docs/sandbox-checklist.md</c> and the tests that are named after its rows say the same.</summary>
public sealed partial class ChecklistTableTests
{
    private static readonly (string Heading, string Room, int Rows)[] Checklists =
    [
        ("## Stripe", "StripeSandbox", 60),
        ("## Sanity", "SanitySandbox", 50),
    ];

    [Fact]
    public void Every_row_of_the_table_names_tests_that_exist_and_every_such_test_is_in_its_row()
    {
        var page = File.ReadAllText(Path.Combine(Repository(), "docs", "sandbox-checklist.md"));
        foreach (var (heading, room, rows) in Checklists)
        {
            var table = Table(page, heading);
            var written = Written(room);

            table.Keys.Should().Equal(Enumerable.Range(1, rows));
            foreach (var (row, tests) in table)
                tests
                    .Should()
                    .BeEquivalentTo(written.GetValueOrDefault(row, []), "row {0} of {1}", row, heading);
        }
    }

    [Fact]
    public void Every_row_has_a_test_but_assets_which_are_tested_where_images_are()
    {
        var missing = Checklists.SelectMany(list =>
            Enumerable
                .Range(1, list.Rows)
                .Where(row => !Written(list.Room).ContainsKey(row))
                .Select(row => $"{list.Heading} {row}")
        );

        missing.Should().BeSubsetOf(["## Sanity 49"]);
    }

    private static Dictionary<int, List<string>> Table(string page, string heading)
    {
        var part = page[page.IndexOf(heading, StringComparison.Ordinal)..];
        var end = part.IndexOf("\n## ", 3, StringComparison.Ordinal);
        var lines = (end < 0 ? part : part[..end])
            .Split('\n')
            .Where(line => char.IsDigit(line.ElementAtOrDefault(2)));
        return lines.ToDictionary(
            line => int.Parse(line.Split('|')[1], System.Globalization.CultureInfo.InvariantCulture),
            line => Test().Matches(line.Split('|')[3]).Select(match => match.Groups[1].Value).ToList()
        );
    }

    /// <summary>The tests of a room by the rows in their names; the shared faults belong to Sanity's list.</summary>
    private static Dictionary<int, List<string>> Written(string room) =>
        typeof(ChecklistTableTests)
            .Assembly.GetTypes()
            .Where(type => IsIn(type, room) || (room == "SanitySandbox" && IsIn(type, "Faults")))
            .SelectMany(type =>
                type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            )
            .SelectMany(method =>
                Number()
                    .Matches(Rows().Match(method.Name).Value)
                    .Select(row => (Row: row.Value, Test: $"{method.DeclaringType!.Name}.{method.Name}"))
            )
            .GroupBy(pair => int.Parse(pair.Row, System.Globalization.CultureInfo.InvariantCulture))
            .ToDictionary(group => group.Key, group => group.Select(pair => pair.Test).ToList());

    private static bool IsIn(Type type, string room) =>
        type.Namespace?.EndsWith(room, StringComparison.Ordinal) == true;

    private static string Repository()
    {
        var at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "SanityStripeBridge.sln")))
            at =
                Path.GetDirectoryName(at)
                ?? throw new InvalidOperationException("No repository above the tests.");
        return at;
    }

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex Test();

    [GeneratedRegex(@"^Rows?_(\d+_(and_)?)+")]
    private static partial Regex Rows();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
