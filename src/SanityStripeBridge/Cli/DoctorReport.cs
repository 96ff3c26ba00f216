using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Hosting;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Stripe;
using Spectre.Console;

namespace SanityStripeBridge.Cli;

/// <summary>The doctor's lines, told to people and scripts.</summary>
internal sealed class DoctorReport
{
    private readonly List<CheckLine> _lines = [];
    private readonly VerbRun _run;
    private readonly StripeOptions _stripe = new();
    private readonly MirrorOptions _mirror = new();
    private readonly string _bridge;

    public DoctorReport(VerbRun run, BridgeView settings)
    {
        (_run, _bridge) = (run, settings.Name);
        StripeRoom.Read(settings, _stripe);
        Settings.Fill(_mirror, new(settings, []));
    }

    public bool IsLive => _stripe.IsLive;

    public bool IsPulled => _mirror.Pull is not null;

    public void Add(IEnumerable<CheckLine> lines) =>
        _lines.AddRange(
            lines.Select(line =>
                line.Remedy is { } remedy ? line with { Remedy = Remedy.For(_bridge, remedy) } : line
            )
        );

    /// <summary>Prints everything; the exit code.</summary>
    public int Tell()
    {
        var worst = _lines.Max(line => line.Grade);
        var voice = _run.Voice;
        voice.Line(
            (IsLive ? "[red]LIVE MODE[/]" : "test mode")
                + Markup.Escape($"  bridge {_bridge}  dataset {_mirror.Project}/{_mirror.Dataset}")
        );
        foreach (var line in _lines)
        {
            voice.Item(Colour(line.Grade), Markup.Escape($"{line.Check}: {line.Message}"));
            if (line.Remedy is not null)
                voice.Item("        →", Markup.Escape(line.Remedy));
        }
        voice.Line(
            $"{Count(Grade.Ok)} ok, {Counted.Of(Count(Grade.Warning), "warning")}, {Counted.Of(Count(Grade.Failure), "failure")}"
        );
        voice.Json(Json(worst));
        return worst == Grade.Failure ? ExitCode.Failed : ExitCode.Done;
    }

    private int Count(Grade grade) => _lines.Count(line => line.Grade == grade);

    // Of equal width, so that the checks stand below each other.
    private static string Colour(Grade grade) =>
        grade switch
        {
            Grade.Ok => "[green]ok     [/]",
            Grade.Warning => "[yellow]warning[/]",
            _ => "[red]failure[/]",
        };

    private JsonObject Json(Grade worst) =>
        new()
        {
            ["bridge"] = _bridge,
            ["mode"] = IsLive ? "live" : "test",
            ["project"] = _mirror.Project,
            ["dataset"] = _mirror.Dataset,
            ["result"] = Word(worst),
            ["counts"] = new JsonObject
            {
                ["ok"] = Count(Grade.Ok),
                ["warning"] = Count(Grade.Warning),
                ["failure"] = Count(Grade.Failure),
            },
            ["lines"] = new JsonArray([.. _lines.Select(Line)]),
        };

    private static JsonNode Line(CheckLine line) =>
        new JsonObject
        {
            ["check"] = line.Check,
            ["state"] = Word(line.Grade),
            ["message"] = line.Message,
            ["remedy"] = line.Remedy,
            ["figures"] = JsonSerializer.SerializeToNode(line.Figures),
        };

    private static string Word(Grade grade) => grade.ToString().ToLowerInvariant();
}
