using Microsoft.Extensions.Options;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>Works due families with several workers, and writes companions, for as long as the program runs.</summary>
internal sealed partial class WorkerLoop(
    FamilyWorker worker,
    Companions companions,
    CatchUp catchUp,
    FirstContact contact,
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
    private static readonly TimeSpan CatchUpPace = TimeSpan.FromMinutes(5);

    /// <summary>Whether first contact has been made and the workers run: readiness.</summary>
    public bool IsRunning { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The web server starts at once: what arrives is stored while the platforms are not reachable yet.
        await Task.Yield();
        await UntilDoneAsync(PrepareAsync, stoppingToken);
        IsRunning = true;
        List<Task> loops = [CompanionsAsync(stoppingToken), CatchUpAsync(stoppingToken)];
        for (var i = 0; i < options.CurrentValue.Workers; i++)
            loops.Add(WorkAsync($"{nodes.Id}-{i}", stoppingToken));
        await Task.WhenAll(loops);
    }

    private async Task PrepareAsync(CancellationToken cancel)
    {
        await contact.EnsureAsync(cancel);
        foreach (var family in await memory.UnfinishedFamiliesAsync(cancel))
            await inbox.RingAsync(family, clock.GetUtcNow(), cancel);
        await catchUp.RunAsync(cancel);
    }

    private async Task WorkAsync(string owner, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
            await UntilDoneAsync(token => WorkDueAsync(owner, token), cancel);
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

    private async Task CompanionsAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await UntilDoneAsync(companions.FlushAsync, cancel);
            await Task.Delay(CompanionPace, clock, cancel);
        }
    }

    private async Task CatchUpAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await Task.Delay(CatchUpPace, clock, cancel);
            await UntilDoneAsync(catchUp.RunAsync, cancel);
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
