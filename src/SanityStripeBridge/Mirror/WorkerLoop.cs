using Microsoft.Extensions.Options;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>Works due families with several workers, and writes companions, for as long as the program runs.</summary>
internal sealed partial class WorkerLoop(
    FamilyWorker worker,
    Companions companions,
    UnseenCopies unseen,
    Schedules schedules,
    FirstContact contact,
    DatasetMark mark,
    IInbox inbox,
    IMemory memory,
    Bell bell,
    LivingNodes nodes,
    IOptionsMonitor<MirrorOptions> options,
    TimeProvider clock,
    ILogger<WorkerLoop> log
) : BackgroundService
{
    /// <summary>What another process put into the store rings no bell here.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan CompanionPace = TimeSpan.FromSeconds(1);

    /// <summary>What a burst wrote is looked through together.</summary>
    private static readonly TimeSpan CopyPace = TimeSpan.FromSeconds(10);

    /// <summary>So soon a changed schedule is noticed.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Whether first contact has been made and the workers run: readiness.</summary>
    public bool IsRunning { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The web server starts at once: what arrives is stored while the platforms are not reachable yet.
        await Task.Yield();
        using var doubt = new Doubt(options, contact.EnsureAsync);
        await UntilDoneAsync(PrepareAsync, stoppingToken);
        IsRunning = true;
        List<Task> loops =
        [
            PacedAsync(Sure(companions.FlushAsync), CompanionPace, stoppingToken),
            PacedAsync(Sure(unseen.FindAsync), CopyPace, stoppingToken),
            SchedulesAsync(stoppingToken),
        ];
        for (var i = 0; i < options.CurrentValue.Workers; i++)
        {
            var owner = $"{nodes.Id}-{i}";
            loops.Add(WorkAsync(Sure(token => WorkDueAsync(owner, token)), stoppingToken));
        }
        await Task.WhenAll(loops);

        Func<CancellationToken, Task> Sure(Func<CancellationToken, Task> work) =>
            async cancel =>
            {
                await doubt.ResolveAsync(cancel);
                await work(cancel);
            };
    }

    private async Task PrepareAsync(CancellationToken cancel)
    {
        await contact.EnsureAsync(cancel);
        await mark.LeaveAsync(cancel);
        foreach (var family in await memory.UnfinishedFamiliesAsync(cancel))
            await inbox.RingAsync(family, clock.GetUtcNow(), cancel);
        await schedules.BeginAsync(cancel);
    }

    private async Task WorkAsync(Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
            await UntilDoneAsync(work, cancel);
    }

    private async Task WorkDueAsync(string owner, CancellationToken cancel)
    {
        if (await worker.WorkOneAsync(owner, cancel))
            return;
        var due = await inbox.NextDueAsync(cancel);
        var rest =
            due is { } at && at - clock.GetUtcNow() < LongestRest ? at - clock.GetUtcNow() : LongestRest;
        if (rest > TimeSpan.Zero)
            await bell.WaitAsync(rest, clock, cancel);
        else
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancel);
    }

    private async Task PacedAsync(Func<CancellationToken, Task> work, TimeSpan pace, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await UntilDoneAsync(work, cancel);
            await Task.Delay(pace, clock, cancel);
        }
    }

    private async Task SchedulesAsync(CancellationToken cancel)
    {
        var rest = TimeSpan.Zero;
        while (!cancel.IsCancellationRequested)
        {
            await UntilDoneAsync(async token => rest = await schedules.RunDueAsync(token), cancel);
            await Task.Delay(rest < LongestPause ? rest : LongestPause, clock, cancel);
        }
    }

    // A background loop outlives every failure: it says so, waits, and begins again.
    private async Task UntilDoneAsync(Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        for (var wait = 1; ; wait = Math.Min(wait * 2, 60))
        {
            try
            {
                await work(cancel);
                return;
            }
            catch (Exception failure)
                when (failure is not OperationCanceledException || !cancel.IsCancellationRequested)
            {
                LogAgain(failure.Message, wait);
                await Task.Delay(TimeSpan.FromSeconds(wait), clock, cancel);
            }
        }
    }

    [LoggerMessage(1210, LogLevel.Error, "[MIRROR] {Reason}; tried again in {Seconds} s")]
    private partial void LogAgain(string reason, int seconds);
}
