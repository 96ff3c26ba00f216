using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Hosting;
using SanityStripeBridge.Sandbox.Faults;

namespace SanityStripeBridge.Tests.Architecture;

/// <summary>The walls between rooms, which no compiler keeps.</summary>
public sealed class RoomsTests
{
    private static readonly Rooms Real = new(
        Rooms.Table,
        new[] { typeof(FamilyPlanner), typeof(BridgeHost), typeof(Fault) }
            .SelectMany(type => type.Assembly.GetTypes())
            .Where(type => !type.IsNested)
            .Select(type => type.FullName!)
            .ToHashSet(StringComparer.Ordinal)
    );

    private static readonly Rooms Planted = new(
        Rooms.Table,
        new HashSet<string>(StringComparer.Ordinal)
        {
            "SanityStripeBridge.Sanity.SanityClient",
            "SanityStripeBridge.Core.Planning.Plan",
        }
    );

    [Fact]
    public void Every_room_uses_only_what_the_table_allows() =>
        Sources().SelectMany(file => Real.Trespasses(file.Room, file.Text)).Should().BeEmpty();

    [Fact]
    public void Every_folder_is_a_room_of_the_table() =>
        Sources().Select(file => file.Room).Distinct().Should().BeSubsetOf(Rooms.Table.Keys);

    [Fact]
    public void The_sandbox_is_known_to_the_demo_only() =>
        Sources()
            .Where(file => !file.Room.StartsWith("Sandbox", StringComparison.Ordinal))
            .Where(file => file.Text.Contains("SanityStripeBridge.Sandbox", StringComparison.Ordinal))
            .Select(file => file.Room)
            .Where(room => room != "Cli.Demo")
            .Should()
            .BeEmpty();

    [Fact]
    public void Core_uses_nothing_but_the_platform_and_itself() =>
        Sources()
            .Where(file => file.Room.StartsWith("Core.", StringComparison.Ordinal))
            .SelectMany(file =>
                Regex.Matches(file.Text, @"^using (?:static |\w+ = )?([\w.]+)", RegexOptions.Multiline)
            )
            .Select(match => match.Groups[1].Value)
            .Should()
            .NotBeEmpty()
            .And.OnlyContain(name =>
                name == "System"
                || name.StartsWith("System.", StringComparison.Ordinal)
                || name.StartsWith("SanityStripeBridge.Core.", StringComparison.Ordinal)
            );

    [Fact]
    public void The_table_has_no_circle()
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var open = new HashSet<string>(StringComparer.Ordinal);
        void Visit(string room)
        {
            if (done.Contains(room))
                return;
            open.Add(room).Should().BeTrue($"{room} must not come back to itself");
            foreach (var used in Rooms.Table.GetValueOrDefault(room, []))
                Visit(used);
            open.Remove(room);
            done.Add(room);
        }
        foreach (var room in Rooms.Table.Keys)
            Visit(room);
    }

    [Theory]
    [InlineData("Stripe", "using SanityStripeBridge.Sanity;")]
    [InlineData("Stripe", "using Client = SanityStripeBridge.Sanity.SanityClient;")]
    [InlineData("Stripe", "var x = new Sanity.SanityClient();")]
    [InlineData("Sanity", "using SanityStripeBridge.Stripe;")]
    [InlineData("Mirror", "using SanityStripeBridge.Storage;")]
    [InlineData("Webhooks", "using SanityStripeBridge.Sandbox.Faults;")]
    [InlineData("Cli", "using SanityStripeBridge.Sandbox.Faults;")]
    [InlineData("Core.Wire", "using SanityStripeBridge.Core.Planning;")]
    [InlineData("Core.Merging", "Planning.Plan Plan() => new();")]
    [InlineData("Core.Retry", "using SanityStripeBridge.Mirror;")]
    [InlineData("Sandbox.Faults", "using SanityStripeBridge.Core.Wire;")]
    [InlineData("Sandbox.StripeSandbox", "using SanityStripeBridge.Sandbox.SanitySandbox.Lake;")]
    [InlineData("", "using SanityStripeBridge.Mirror;")]
    public void A_planted_trespass_is_found(string room, string source) =>
        Planted.Trespasses(room, source).Should().ContainSingle();

    [Theory]
    [InlineData("Stripe", "// SanityStripeBridge.Sanity knows this better")]
    [InlineData("Stripe", "using SanityStripeBridge.Core.Wire;")]
    [InlineData("Mirror", "Core.Planning.Plan plan = look.Sanity.SanityClient;")]
    [InlineData("Storage", "namespace SanityStripeBridge.Storage;")]
    [InlineData("Cli.Demo", "using SanityStripeBridge.Sandbox.Faults;")]
    [InlineData("Sandbox.SanitySandbox", "using SanityStripeBridge.Sandbox.SanitySandbox.Lake;")]
    public void What_is_allowed_is_no_trespass(string room, string source) =>
        Planted.Trespasses(room, source).Should().BeEmpty();

    private static IEnumerable<(string Room, string Text)> Sources()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../../src"));
        foreach (var (project, prefix) in new[] { ("", ""), (".Core", "Core"), (".Sandbox", "Sandbox") })
        {
            var folder = Path.Combine(root, Rooms.Root + project);
            foreach (var file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            {
                var path = Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar);
                if (path[0] is not ("obj" or "bin"))
                    yield return (RoomOf(prefix, path[..^1]), File.ReadAllText(file));
            }
        }
    }

    private static string RoomOf(string prefix, string[] folders)
    {
        var names = folders.Prepend(prefix).Where(name => name.Length > 0).ToList();
        var deepest = string.Join('.', names.Take(2));
        return Rooms.Table.ContainsKey(deepest) || names.Count == 0 || prefix.Length > 0 && names.Count > 1
            ? deepest
            : names[0];
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
