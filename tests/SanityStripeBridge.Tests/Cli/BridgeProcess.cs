using System.Diagnostics;
using System.Text;
using System.Text.Json;
using SanityStripeBridge.Cli;

namespace SanityStripeBridge.Tests.Cli;

/// <summary>The program as a process of its own, which gets signals as a shell or a service manager sends them.</summary>
internal sealed class BridgeProcess : IAsyncDisposable
{
    /// <summary>Ctrl-C.</summary>
    public const string Interrupt = "INT";

    /// <summary>What a service manager sends.</summary>
    public const string Terminate = "TERM";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly CancellationTokenSource _end = new(Patience);
    private readonly Process _process;
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _log = new();

    private readonly Task _reading;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BridgeProcess(Process process)
    {
        _process = process;
        _reading = ReadLogAsync();
    }

    public static BridgeProcess Start(CliRun cli, params string[] args)
    {
        // A shell makes what it starts in the background deaf to Ctrl-C, and all that is started by that.
        var start = new ProcessStartInfo("env")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = cli.Directory,
        };
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(typeof(CliWorld).Assembly.Location);
        foreach (var argument in args)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in cli.Environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>Reads standard output up to the first line with the text.</summary>
    public async Task<string> LineAsync(string text)
    {
        while (await _process.StandardOutput.ReadLineAsync(_end.Token) is { } line)
        {
            _out.AppendLine(line);
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }
        throw new InvalidOperationException($"It ended without the line «{text}»:\n{_out}{_log}");
    }

    /// <summary>Waits until standard error has the text.</summary>
    public async Task LoggedAsync(string text)
    {
        for (; ; )
        {
            Task more;
            lock (_log)
            {
                if (_log.ToString().Contains(text, StringComparison.Ordinal))
                    return;
                more = _more.Task;
            }
            await more.WaitAsync(_end.Token);
        }
    }

    /// <summary>Everything up to a line that is the end of a JSON document.</summary>
    public async Task<JsonElement> DocumentAsync()
    {
        await LineAsync("}");
        return JsonDocument.Parse(_out.ToString()).RootElement;
    }

    /// <summary>Sends the signal and waits for the end.</summary>
    public async Task<ProcessEnd> SignalAsync(string signal)
    {
        var start = TimeProvider.System.GetTimestamp();
        await KillAsync(_process.Id, signal);
        var rest = await _process.StandardOutput.ReadToEndAsync(_end.Token);
        await _process.WaitForExitAsync(_end.Token);
        await _reading;
        return new(
            _process.ExitCode,
            _out.Append(rest).ToString(),
            _log.ToString(),
            TimeProvider.System.GetElapsedTime(start)
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _end.Dispose();
    }

    // All the time, or a full pipe would stop the program.
    private async Task ReadLogAsync()
    {
        while (await _process.StandardError.ReadLineAsync(_end.Token) is { } line)
            lock (_log)
            {
                _log.AppendLine(line);
                _more.SetResult();
                _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
    }

    // The shell's own kill: not every system has the program.
    private static async Task KillAsync(int process, string signal)
    {
        using var shell = Process.Start("sh", ["-c", $"kill -{signal} {process}"]);
        await shell.WaitForExitAsync();
        if (shell.ExitCode != 0)
            throw new InvalidOperationException($"kill -{signal} {process} ended with {shell.ExitCode}");
    }
}

/// <param name="Took">From the signal to the end.</param>
internal sealed record ProcessEnd(int Exit, string Out, string Error, TimeSpan Took);
