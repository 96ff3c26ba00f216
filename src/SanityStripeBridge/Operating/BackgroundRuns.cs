using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating;

/// <summary>Whether this process alone serves its store: then whatever the store says is running belongs to a dead one.</summary>
internal sealed record ServesAlone(bool IsTrue);

/// <summary>
/// Runs that somebody asked for over HTTP, worked in the background: they go on when the caller has gone. At most one at a time
/// writes, over all processes on the store.
/// </summary>
internal sealed partial class BackgroundRuns(
    OperatedBridge bridge,
    IMemory memory,
    Turns turns,
    ServesAlone alone,
    SharedComparison comparison,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<BackgroundRuns> log
) : IHostedService, IDisposable
{
    /// <summary>The setting that names the run which wrote last.</summary>
    private const string Writing = "writing_run";

    /// <summary>How many of the newest runs are looked through for such as were cut off.</summary>
    private const int LookedBack = 100;

    private readonly ConcurrentDictionary<string, LiveRun> _live = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private CancellationTokenRegistration _stopping;

    /// <summary>Marks as failed what an end of the process cut off.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // The web server waits for its callers, who may wait for a run.
        _stopping = lifetime.ApplicationStopping.Register(_stop.Cancel);
        if (!alone.IsTrue)
            return;
        await turns.FreeAsync(Writing, cancellationToken);
        foreach (var run in await memory.RunsAsync(LookedBack, cancellationToken))
            if (run.EndedAt is null)
                await CutOffAsync(run);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        try
        {
            await Task.WhenAll(_live.Values.Select(run => run.End)).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // No more time: the next start marks what is left.
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _stop.Dispose();
    }

    /// <summary>The run while it is on its way in this process; null otherwise.</summary>
    public LiveRun? Find(string id) => _live.GetValueOrDefault(id);

    /// <summary>Begins a run and comes back at once.</summary>
    /// <param name="kind">What it is called in reports.</param>
    /// <param name="writes">Whether it may write; only one at a time may.</param>
    /// <param name="work">Gives the report.</param>
    /// <param name="cancel">Gives up before it has begun.</param>
    /// <exception cref="RefusedException"><c>running</c>, with the other's id; <c>stopping</c>.</exception>
    public async Task<LiveRun> BeginAsync(
        string kind,
        bool writes,
        Func<LiveRun, CancellationToken, Task<JsonObject>> work,
        CancellationToken cancel
    )
    {
        if (_stop.IsCancellationRequested)
            throw new RefusedException("stopping", "The bridge is ending; come again.");
        var turn = writes ? await TakeTurnAsync(cancel) : null;
        try
        {
            var record = await RecordedRun.BeginAsync(bridge, kind, cancel);
            if (writes)
                await memory.SetSettingAsync(Writing, record.Id, cancel);
            var live = new LiveRun(record);
            _live[record.Id] = live;
            LogBegins(record.Id, kind);
            // Its own task: nothing of it hangs on the caller.
            _ = Task.Run(() => WorkAsync(live, turn, work), CancellationToken.None);
            return live;
        }
        catch
        {
            if (turn is not null)
                await turn.DisposeAsync();
            throw;
        }
    }

    private async Task<IAsyncDisposable> TakeTurnAsync(CancellationToken cancel)
    {
        var last = await memory.GetSettingAsync(Writing, cancel);
        if (await turns.TakeAsync(Writing, last, cancel) is not { } turn)
        {
            var running = await memory.GetSettingAsync(Writing, cancel);
            throw new RefusedException(
                "running",
                $"The run {running} is writing; wait for its end.",
                new JsonObject { ["runId"] = running }
            );
        }
        // Whoever had the turn gives it back at the end, or is dead.
        if (last is not null && await memory.FindRunAsync(last, cancel) is { EndedAt: null } cut)
            await CutOffAsync(cut);
        return turn;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a run meets becomes its report.")]
    private async Task WorkAsync(
        LiveRun live,
        IAsyncDisposable? turn,
        Func<LiveRun, CancellationToken, Task<JsonObject>> work
    )
    {
        live.Calls.Enter();
        JsonObject report;
        try
        {
            report = await work(live, _stop.Token);
        }
        catch (Exception failure)
        {
            report = await FailedAsync(live, failure);
        }
        try
        {
            // However it is stored, the turn is given back, or falls silent.
            await using (turn)
                await SaveAsync(live.Record, report);
        }
        catch (StoreUnavailableException down)
        {
            // The next start, or the next run, marks it.
            LogNotSaved(live.Record.Id, down.Message);
        }
        finally
        {
            LogEnds(live.Record.Id, (string?)report["state"] ?? "");
            if (turn is not null)
                comparison.Forget();
            live.Ended(report);
            _live.TryRemove(live.Record.Id, out _);
        }
    }

    // What was written before it failed has been reported already.
    private async Task<JsonObject> FailedAsync(LiveRun live, Exception failure)
    {
        var record = live.Record;
        var (code, message) = failure switch
        {
            RefusedException refusal => (refusal.Code, refusal.Message),
            RemoteException { Kind: FailureKind.Operator } refusal => ("operator", refusal.Message),
            RemoteException remote => ("platform", remote.Message),
            StoreUnavailableException down => ("store", down.Message),
            OperationCanceledException => (
                "cancelled",
                "Stopped before the end; what was begun is finished by the next run"
            ),
            _ => ("internal", "An unexpected fault; the log tells more"),
        };
        if (code == "internal")
            LogFault(record.Id, failure);
        JsonObject? written = null;
        try
        {
            var stored = await memory.FindRunAsync(record.Id, CancellationToken.None);
            written = stored?.Result is { } text ? JsonNode.Parse(text) as JsonObject : null;
        }
        catch (StoreUnavailableException)
        {
            // Saving meets it, too.
        }
        var empty = RunReport.Empty(record, "failed", clock.GetUtcNow()) with { Calls = live.Calls.Counts };
        var report = written ?? empty.ToJson();
        report["state"] = "failed";
        report["error"] = new JsonObject { ["code"] = code, ["message"] = message };
        return report;
    }

    private Task CutOffAsync(RunRecord run)
    {
        var report = RunReport.Empty(run, "failed", clock.GetUtcNow()).ToJson();
        report["error"] = new JsonObject
        {
            ["code"] = "cut_off",
            ["message"] = "The process ended before the run did; what was begun is finished by the workers",
        };
        LogCutOff(run.Id);
        return SaveAsync(run, report);
    }

    private Task SaveAsync(RunRecord run, JsonObject report) =>
        memory.SaveRunAsync(
            run with
            {
                EndedAt = clock.GetUtcNow(),
                Result = report.ToJsonString(),
            },
            CancellationToken.None
        );

    [LoggerMessage(1910, LogLevel.Information, "[ADMIN] run {Run} ({Kind}) begins")]
    private partial void LogBegins(string run, string kind);

    [LoggerMessage(1911, LogLevel.Information, "[ADMIN] run {Run} ends: {State}")]
    private partial void LogEnds(string run, string state);

    [LoggerMessage(1912, LogLevel.Warning, "[ADMIN] run {Run} was cut off by the end of a process")]
    private partial void LogCutOff(string run);

    [LoggerMessage(1913, LogLevel.Error, "[ADMIN] the end of run {Run} could not be stored: {Reason}")]
    private partial void LogNotSaved(string run, string reason);

    [LoggerMessage(1914, LogLevel.Error, "[ADMIN] run {Run} met a fault")]
    private partial void LogFault(string run, Exception failure);
}
