using System.Text.RegularExpressions;

namespace SanityStripeBridge.Tests.Architecture;

/// <summary>Which room may use which: the design's table as data, and the check of one source file against it.</summary>
internal sealed partial class Rooms(
    IReadOnlyDictionary<string, IReadOnlyList<string>> mayUse,
    IReadOnlySet<string> types
)
{
    public const string Root = "SanityStripeBridge";

    /// <summary>Room to rooms. <c>Core</c> stands for all of Core's rooms; a room always knows itself and what lies in it.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Table { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["Core.Catalogue"] = [],
            ["Core.Wire"] = [],
            ["Core.Signatures"] = [],
            ["Core.Retry"] = [],
            ["Core.Alerting"] = [],
            ["Core.Mapping"] = ["Core.Catalogue", "Core.Wire"],
            ["Core.Merging"] = ["Core.Catalogue", "Core.Mapping"],
            ["Core.Planning"] = ["Core.Catalogue", "Core.Mapping", "Core.Merging", "Core.Wire"],
            ["Core.Adoption"] = ["Core.Catalogue", "Core.Mapping", "Core.Planning", "Core.Wire"],
            ["Core.Seeding"] =
            [
                "Core.Adoption",
                "Core.Catalogue",
                "Core.Mapping",
                "Core.Planning",
                "Core.Wire",
            ],
            ["Core.Echoes"] = ["Core.Catalogue", "Core.Wire"],
            ["Core.Checks"] =
            [
                "Core.Catalogue",
                "Core.Echoes",
                "Core.Mapping",
                "Core.Retry",
                "Core.Signatures",
                "Core.Wire",
            ],
            ["Inbox"] = ["Core"],
            // Names of what a trace shows; knows nobody.
            ["Traces"] = [],
            ["Mirror"] = ["Core", "Inbox", "Traces"],
            ["Webhooks"] = ["Core", "Inbox", "Mirror", "Traces"],
            ["Storage"] = ["Core", "Inbox", "Mirror"],
            // Mirror owns the ports, and with them the one exception that a failed call becomes.
            ["Calls"] = ["Mirror", "Traces"],
            ["Stripe"] = ["Core", "Mirror", "Calls"],
            ["Sanity"] = ["Core", "Mirror", "Calls"],
            // What the verbs and the admin API do in the same way, and the shapes in which they tell it.
            ["Operating"] = ["Core", "Inbox", "Mirror"],
            // Webhooks: raw bodies, and callers that keep failing.
            ["Admin"] = ["Core", "Inbox", "Mirror", "Operating", "Webhooks"],
            // Says what stands in the store; nothing waits for it.
            ["Alerts"] = ["Core", "Inbox", "Mirror", "Calls"],
            // Reads figures in every room that has some; no room waits for it.
            ["Metrics"] = ["Core", "Inbox", "Mirror", "Calls", "Webhooks"],
            // Webhooks and pins at both platforms; the receivers say which paths and secrets they want.
            ["Setup"] = ["Core", "Mirror", "Webhooks", "Storage", "Stripe", "Sanity"],
            // Looks into every room; nothing looks into it but the verb.
            ["Doctor"] =
            [
                "Core",
                "Inbox",
                "Mirror",
                "Webhooks",
                "Storage",
                "Calls",
                "Stripe",
                "Sanity",
                "Setup",
            ],
            ["Hosting"] =
            [
                "Core",
                "Inbox",
                "Mirror",
                "Webhooks",
                "Storage",
                "Calls",
                "Stripe",
                "Sanity",
                "Operating",
                "Admin",
                "Alerts",
                "Metrics",
                "Traces",
                "Setup",
                "Doctor",
            ],
            // A verb names the platform's mode and the store's failures to the person who typed it.
            ["Cli"] =
            [
                "Core",
                "Inbox",
                "Mirror",
                "Operating",
                "Hosting",
                "Storage",
                "Stripe",
                "Sanity",
                "Setup",
                "Doctor",
            ],
            // The demo ships the simulators; nothing else of the product knows them.
            ["Cli.Demo"] =
            [
                "Core",
                "Inbox",
                "Mirror",
                "Operating",
                "Hosting",
                "Storage",
                "Stripe",
                "Cli",
                "Sandbox",
            ],
            [""] = ["Cli"],
            ["Sandbox"] = [],
            ["Sandbox.Faults"] = [],
            ["Sandbox.StripeSandbox"] = ["Sandbox.Faults"],
            ["Sandbox.SanitySandbox"] = ["Sandbox.Faults"],
        };

    /// <summary>What a file uses and must not: the room and the name, once each.</summary>
    /// <param name="room">The file's room.</param>
    /// <param name="source">Its text.</param>
    public IReadOnlyList<string> Trespasses(string room, string source) =>
        [
            .. Names(room, Comment().Replace(source, ""))
                .Where(name => RoomOf(name) is { } other && !IsAllowed(room, other))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(name => $"{(room.Length == 0 ? "the root" : room)} uses {name}"),
        ];

    /// <summary>The innermost room that a full name lies in; null when it is none of ours.</summary>
    public string? RoomOf(string name)
    {
        if (name != Root && !name.StartsWith(Root + ".", StringComparison.Ordinal))
            return null;
        for (var part = name; part.Length > Root.Length; part = part[..part.LastIndexOf('.')])
            if (mayUse.ContainsKey(part[(Root.Length + 1)..]))
                return part[(Root.Length + 1)..];
        return name.StartsWith(Root + ".Core", StringComparison.Ordinal) ? "Core" : "";
    }

    private bool IsAllowed(string room, string other) =>
        Contains(room, other)
        || (other == "Core" && room.StartsWith("Core", StringComparison.Ordinal))
        || mayUse[room].Any(allowed => Contains(allowed, other));

    // A room in a room is a secret of its own: Cli does not know Cli.Demo's sandbox, yet may start it.
    private static bool Contains(string outer, string inner) =>
        inner == outer || inner.StartsWith(outer + ".", StringComparison.Ordinal);

    private IEnumerable<string> Names(string room, string code)
    {
        foreach (Match match in FullName().Matches(code))
            yield return match.Value;
        // A name may also be written from any of the enclosing namespaces on: Core.Planning.Finding.
        var here = room.Length == 0 ? Root : Root + "." + room;
        foreach (Match match in RelativeName().Matches(code))
            if (Resolve(here, match.Value) is { } type)
                yield return type;
    }

    private string? Resolve(string here, string written)
    {
        for (var scope = here; ; scope = scope[..scope.LastIndexOf('.')])
        {
            for (var name = written; name.Contains('.'); name = name[..name.LastIndexOf('.')])
                if (types.Contains(scope + "." + name))
                    return scope + "." + name;
            if (!scope.Contains('.'))
                return null;
        }
    }

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<![\w.""])SanityStripeBridge(?:\.[A-Z]\w*)+")]
    private static partial Regex FullName();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(?:\.[A-Z]\w*)+")]
    private static partial Regex RelativeName();
}
