using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace SanityStripeBridge.Cli;

/// <summary>How a verb speaks: to a person in lines and tables, to a script in one JSON document.</summary>
internal sealed class Voice
{
    /// <summary>Tables fit terminals of this width.</summary>
    private const int Widest = 100;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly CliWorld _world;
    private readonly IAnsiConsole _console;

    public Voice(CliWorld world, bool json)
    {
        _world = world;
        IsJson = json;
        _console = ConsoleOf(world, world.Out);
    }

    public bool IsJson { get; }

    /// <summary>Whether a person can be asked.</summary>
    public bool CanAsk => _world.IsTerminal && !IsJson;

    /// <summary>A line for people, in Spectre's markup; scripts do not get it.</summary>
    public void Line(string markup = "")
    {
        if (IsJson)
            return;
        if (_world.IsTerminal)
            _console.MarkupLine(markup);
        else
            // Nobody's window: a sentence stays one line, so that it can be searched for.
            _world.Out.WriteLine(Markup.Remove(markup));
    }

    public void Table(Table table)
    {
        if (!IsJson)
            _console.Write(table);
    }

    /// <summary>The one document for scripts; people do not get it.</summary>
    public void Json(JsonNode document)
    {
        if (IsJson)
            _world.Out.WriteLine(document.ToJsonString(Indented));
    }

    /// <summary>The reason of a failure, and what belongs to it.</summary>
    public void Failure(string code, string message, JsonObject details)
    {
        if (IsJson)
            Json(
                new JsonObject
                {
                    ["error"] = new JsonObject
                    {
                        ["code"] = code,
                        ["message"] = message,
                        ["details"] = details.DeepClone(),
                    },
                }
            );
        else if (_world.IsTerminal)
            ConsoleOf(_world, _world.Error).MarkupLine($"[red]{Markup.Escape(message)}[/]");
        else
            _world.Error.WriteLine(message);
    }

    public bool Ask(string question)
    {
        _console.Markup($"{Markup.Escape(question)} [[y/N]] ");
        return _world.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    /// <summary>Runs long work under a moving bar where a person watches, and with plain lines elsewhere.</summary>
    public async Task<T> ProgressAsync<T>(string title, int steps, Func<Action<string>, Task<T>> work)
    {
        if (CanAsk)
            return await _console
                .Progress()
                .Columns(
                    new TaskDescriptionColumn(),
                    new ProgressBarColumn(),
                    new PercentageColumn(),
                    new RateColumn(),
                    new RemainingTimeColumn()
                )
                .StartAsync(async bars =>
                {
                    var bar = bars.AddTask(Markup.Escape(title), maxValue: Math.Max(1, steps));
                    return await work(_ => bar.Increment(1));
                });
        var writer = IsJson ? _world.Error : _world.Out;
        var done = 0;
        return await work(step => writer.WriteLine($"{title} {++done}/{steps}: {step}"));
    }

    /// <summary>A table in the house's form.</summary>
    public static Table NewTable(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.Expand = false;
        foreach (var column in columns)
            table.AddColumn(column);
        return table;
    }

    private static IAnsiConsole ConsoleOf(CliWorld world, TextWriter writer)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = world.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
                ColorSystem = world.IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
                Interactive = world.IsTerminal ? InteractionSupport.Detect : InteractionSupport.No,
                Out = new AnsiConsoleOutput(writer),
            }
        );
        console.Profile.Width = world.IsTerminal ? Math.Min(console.Profile.Width, Widest) : Widest;
        return console;
    }
}
