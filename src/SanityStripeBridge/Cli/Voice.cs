using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace SanityStripeBridge.Cli;

/// <summary>How a verb speaks: to a person in lines and tables, to a script in one JSON document.</summary>
internal sealed class Voice
{
    /// <summary>Objects between two lines of a long wait that nobody watches.</summary>
    private const long LineEvery = 5000;

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

    /// <summary>How far the work with a bar has come; null when none was begun.</summary>
    public (int Done, int All)? Progress { get; private set; }

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

    /// <summary>A line whose end, where it is too long for the window, goes on below its own beginning and not below the lead.</summary>
    /// <param name="lead">What stands before it: a time, a grade; in Spectre's markup, like the text.</param>
    public void Item(string lead, string markup)
    {
        if (IsJson || !_world.IsTerminal)
        {
            Line($"{lead} {markup}");
            return;
        }
        var width = Markup.Remove(lead).Length;
        var grid = new Grid { Expand = false };
        grid.AddColumn(
            new GridColumn
            {
                Width = width,
                NoWrap = true,
                Padding = new(0, 0, 1, 0),
            }
        );
        grid.AddColumn(new GridColumn { Padding = new(0, 0, 0, 0) });
        grid.AddRow(new Markup(lead), new Markup(markup));
        _console.Write(grid);
    }

    /// <summary>A line for people to copy: never broken in two, whatever the window's width.</summary>
    public void Copyable(string text)
    {
        if (!IsJson)
            _world.Out.WriteLine(text);
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

    /// <exception cref="CliException"><c>cancelled</c>: Ctrl-C instead of an answer.</exception>
    public async Task<bool> AskAsync(string question, CancellationToken cancel)
    {
        _console.Markup($"{Markup.Escape(question)} [[y/N]] ");
        try
        {
            // Nothing ends the reading of a line; it is left behind, and goes with the process.
            var answer = await Task.Run(_world.In.ReadLine, CancellationToken.None).WaitAsync(cancel);
            return answer?.Trim() is "y" or "Y" or "yes";
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            _console.WriteLine();
            throw new CliException("cancelled", "Nothing was written");
        }
    }

    /// <summary>Shows that work of unknown length goes on: a spinner where a person watches, now and then a line elsewhere.</summary>
    /// <param name="work">Gets what it calls with the number of objects seen so far.</param>
    public Task<T> WaitAsync<T>(string title, Func<Action<long>, Task<T>> work)
    {
        if (CanAsk)
            return _console
                .Status()
                .StartAsync(
                    Markup.Escape(title),
                    status => work(seen => status.Status = Markup.Escape(Seen(title, seen)))
                );
        return work(seen =>
        {
            if (seen % LineEvery == 0)
                _world.Error.WriteLine(Seen(title, seen));
        });
    }

    /// <summary>Runs long work under a moving bar where a person watches, and with plain lines elsewhere.</summary>
    public async Task<T> ProgressAsync<T>(string title, int steps, Func<Action<string>, Task<T>> work)
    {
        Progress = (0, steps);
        if (steps == 0)
            return await work(_ => { });
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
                    var bar = bars.AddTask(Markup.Escape(title), maxValue: steps);
                    return await work(_ =>
                    {
                        Step(steps);
                        bar.Increment(1);
                    });
                });
        var writer = IsJson ? _world.Error : _world.Out;
        return await work(step => writer.WriteLine($"{title} {Step(steps)}/{steps}: {step}"));
    }

    private int Step(int all)
    {
        var done = (Progress?.Done ?? 0) + 1;
        Progress = (done, all);
        return done;
    }

    private static string Seen(string title, long objects) =>
        string.Create(CultureInfo.InvariantCulture, $"{title}: {objects:N0} objects read");

    /// <summary>A JSON value for people: objects over several lines, and text without its escapes where it is readable so.</summary>
    public static string Text(JsonNode? value) => value?.ToJsonString(Indented) ?? "-";

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
