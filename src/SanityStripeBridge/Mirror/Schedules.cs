using System.Globalization;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Retry;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// What runs at set times, in UTC. The last run stands in the store: what fell due while nobody ran is done once, and of
/// several processes the one whose turn it is does the work; when it dies, another one takes over.
/// </summary>
internal sealed partial class Schedules(
    CatchUp catchUp,
    ScheduledRun full,
    Pruning pruning,
    StreamWatch streams,
    Standing standing,
    Turns turns,
    IMemory memory,
    IOptionsMonitor<MirrorOptions> options,
    TimeProvider clock,
    ILogger<Schedules> log
)
{
    private static readonly Cron Nightly = Cron.Parse("17 3 * * *")!;

    private TimeSpan _pause;

    /// <summary>At start: catches up at once, whatever the hour.</summary>
    public async Task BeginAsync(CancellationToken cancel)
    {
        await catchUp.RunAsync(cancel);
        await memory.SetSettingAsync(Mark("catchup"), Now(), cancel);
    }

    /// <summary>Does what has fallen due, each thing once; the time to rest until the next.</summary>
    public async Task<TimeSpan> RunDueAsync(CancellationToken cancel)
    {
        var set = options.CurrentValue;
        var next = new List<DateTimeOffset?>
        {
            set.Pull is { } pace
                ? await RunAsync(
                    "catchup",
                    last => last + (_pause == default ? pace.Quickest : _pause),
                    token => PollAsync(pace, token),
                    cancel
                )
                : await RunAsync("catchup", set.CatchUpAt, CatchUpAsync, cancel),
            await RunAsync("validate", set.ValidateAt, token => catchUp.CompareRevisionsAsync(token), cancel),
            await RunAsync("full", set.FullAt, token => full.RunAsync("scheduled", token), cancel),
            await RunAsync("prune", Nightly, pruning.RunAsync, cancel),
        };
        if (
            await standing.FullRunWantedAsync(cancel) is { } why
            && await turns.TakeAsync(Standing.FullRunWanted, why, cancel) is { } turn
        )
            await using (turn)
                await full.RunAsync(why, cancel);
        var wait =
            next.OfType<DateTimeOffset>().DefaultIfEmpty(DateTimeOffset.MaxValue).Min() - clock.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>When each thing ran last and is due next, for people.</summary>
    public async Task<IReadOnlyList<ScheduleState>> StateAsync(CancellationToken cancel)
    {
        var set = options.CurrentValue;
        return
        [
            set.Pull is { } pace
                ? await StateAsync("catchup", last => last + pace.Slowest, cancel)
                : await StateAsync("catchup", set.CatchUpAt, cancel),
            await StateAsync("validate", set.ValidateAt, cancel),
            await StateAsync("full", set.FullAt, cancel),
        ];
    }

    private Task<ScheduleState> StateAsync(string name, Cron? schedule, CancellationToken cancel) =>
        schedule is null
            ? Task.FromResult(new ScheduleState(name, null, null, IsOff: true))
            : StateAsync(name, last => schedule.NextAfter(last), cancel);

    private async Task<ScheduleState> StateAsync(
        string name,
        Func<DateTimeOffset, DateTimeOffset?> nextAfter,
        CancellationToken cancel
    ) =>
        await memory.GetSettingAsync(Mark(name), cancel) is { } mark
            ? new(name, Time(mark), nextAfter(Time(mark)), IsOff: false)
            : new(name, null, null, IsOff: false);

    private async Task PollAsync(Pace pace, CancellationToken cancel)
    {
        var news = await catchUp.RunAsync(cancel);
        _pause = pace.After(_pause, news > 0);
    }

    private async Task CatchUpAsync(CancellationToken cancel)
    {
        await catchUp.RunAsync(cancel);
        await streams.TellAsync(cancel);
    }

    private async Task<DateTimeOffset?> RunAsync(
        string name,
        Cron? schedule,
        Func<CancellationToken, Task> work,
        CancellationToken cancel
    ) =>
        schedule is null
            ? null
            : await RunAsync(name, last => schedule.NextAfter(last) ?? DateTimeOffset.MaxValue, work, cancel);

    private async Task<DateTimeOffset?> RunAsync(
        string name,
        Func<DateTimeOffset, DateTimeOffset> nextAfter,
        Func<CancellationToken, Task> work,
        CancellationToken cancel
    )
    {
        var last = await memory.GetSettingAsync(Mark(name), cancel);
        if (last is null)
        {
            // Nothing was missed before the first start.
            await memory.MoveSettingAsync(Mark(name), null, Now(), cancel);
            return nextAfter(clock.GetUtcNow());
        }
        var due = nextAfter(Time(last));
        if (due > clock.GetUtcNow())
            return due;
        if (await turns.TakeAsync(Mark(name), last, cancel) is not { } turn)
            return clock.GetUtcNow() + Turns.Dead;
        await using (turn)
        {
            var mine = Now();
            LogRuns(name);
            // Where it fails, or its node dies, it stays due.
            await work(cancel);
            await memory.MoveSettingAsync(Mark(name), last, mine, CancellationToken.None);
            return nextAfter(Time(mine));
        }
    }

    private static string Mark(string name) => "schedule_" + name;

    private string Now() => clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string mark) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(mark, CultureInfo.InvariantCulture));

    [LoggerMessage(1230, LogLevel.Debug, "[SCHEDULE] {Name} is due")]
    private partial void LogRuns(string name);
}

/// <summary>How a schedule stands.</summary>
/// <param name="Name"><c>catchup</c>, <c>validate</c> or <c>full</c>.</param>
/// <param name="LastAt">When it ran last, or was first looked at; null: never.</param>
/// <param name="DueAt">When it runs next; null: never, or nothing is known.</param>
internal sealed record ScheduleState(string Name, DateTimeOffset? LastAt, DateTimeOffset? DueAt, bool IsOff);
