using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace SanityStripeBridge.Tests.Cases;

/// <summary><c>docs/failure-cases.md</c> and the tests name each other, both ways.</summary>
public sealed partial class FailureCaseTableTests
{
    private static readonly string Root = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(Here())!, "../../..")
    );

    [Fact]
    public void Every_test_that_a_row_names_exists_and_says_its_case() =>
        Rows().Except(Marked(Sources())).Should().BeEmpty();

    [Fact]
    public void Every_test_that_says_its_case_stands_in_that_row() =>
        Marked(Sources()).Except(Rows()).Should().BeEmpty();

    [Fact]
    public void A_mark_is_read_with_its_class_and_its_test_however_it_is_written()
    {
        const string source = """
            public sealed class Some
            {
                [Fact, Trait("case", "7")]
                public async Task One_thing() => await Task.Yield();

                [Theory]
                [Trait("case", "8")]
                [Trait("case", "9")]
                [InlineData("x(")]
                public void Another_thing(
                    string x
                ) { }

                [Fact]
                public void Unmarked() { }
            }
            """;
        Marked([source])
            .Should()
            .Equal(("7", "Some.One_thing"), ("8", "Some.Another_thing"), ("9", "Some.Another_thing"));
    }

    private static List<(string Case, string Test)> Rows() =>
        [
            .. File.ReadLines(Path.Combine(Root, "docs", "failure-cases.md"))
                .Select(line => Row().Match(line))
                .Where(row => row.Success)
                .SelectMany(row =>
                    Quoted()
                        .Matches(row.Groups["tests"].Value)
                        .Select(test => (row.Groups["case"].Value, test.Groups[1].Value))
                ),
        ];

    private static IEnumerable<string> Sources() =>
        Directory
            .EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file =>
                !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Contains("obj")
            )
            .Where(file => Path.GetFileName(file) != Path.GetFileName(Here()))
            .Select(File.ReadAllText);

    private static List<(string Case, string Test)> Marked(IEnumerable<string> sources)
    {
        var found = new List<(string, string)>();
        foreach (var source in sources)
        {
            var (type, open) = ("", new List<string>());
            foreach (var line in source.Split('\n'))
            {
                open.AddRange(Mark().Matches(line).Select(mark => mark.Groups[1].Value));
                if (Class().Match(line) is { Success: true } declared)
                    type = declared.Groups[1].Value;
                else if (Method().Match(line) is { Success: true } method)
                {
                    found.AddRange(open.Select(number => (number, $"{type}.{method.Groups[1].Value}")));
                    open.Clear();
                }
            }
        }
        return found;
    }

    [GeneratedRegex(@"^\|\s*(?<case>\d+)\s*\|[^|]*\|(?<tests>[^|]*)\|\s*$")]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("""Trait\("case", "(\d+)"\)""")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^\s*(?:public|internal)[\w ]* class (\w+)")]
    private static partial Regex Class();

    [GeneratedRegex(@"^\s*public [\w<>,\[\] ]+ (\w+)\(")]
    private static partial Regex Method();

    private static string Here([CallerFilePath] string path = "") => path;
}
