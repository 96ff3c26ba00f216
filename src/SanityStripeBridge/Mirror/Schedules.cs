using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Retry;
using SanityStripeBridge.Traces;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// What runs at set times, in UTC. The last run stands in the store: what fell due while nobody ran is done once, and of
/// several processes the one whose turn it is does the work; when it dies, another one takes over.
/// </summary>
internal sealed partial class Schedules(
    CatchUp catchUp,
    ScheduledRun scheduled,
    Pruning pruning,
    StreamWatch streams,
    Standing standing,
    Turns turns,
    Neighbours neighbours,
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
        await TellAsync("catchup", (_, token) => catchUp.RunAsync(token), cancel);
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
                    (_, token) => PollAsync(pace, token),
                    cancel
                )
                : await RunAsync("catchup", set.CatchUpAt, (_, token) => CatchUpAsync(token), cancel),
            await RunAsync("validate", set.ValidateAt, scheduled.CompareAsync, cancel),
            await RunAsync(
                "full",
                set.FullAt,
                (turned, token) => scheduled.RunAsync("scheduled", turned, token),
                cancel
            ),
            await RunAsync("prune", Nightly, (_, token) => pruning.RunAsync(token), cancel),
        };
        if (
            await standing.FullRunWantedAsync(cancel) is { } why
            && await turns.TakeAsync(Standing.FullRunWanted, why, cancel) is { } turn
        )
            await using (turn)
                await scheduled.RunAsync(why, new(), cancel);
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
                ? await StateAsync("catchup", PaceOf(pace), last => last + pace.Slowest, cancel)
                : await StateAsync("catchup", set.CatchUpAt, cancel),
            await StateAsync("validate", set.ValidateAt, cancel),
            await StateAsync("full", set.FullAt, cancel),
        ];
    }

    private Task<ScheduleState> StateAsync(string name, Cron? schedule, CancellationToken cancel) =>
        schedule is null
            ? Task.FromResult(new ScheduleState(name, null, null, IsOff: true))
            : StateAsync(name, schedule.Text, last => schedule.NextAfter(last), cancel);

    private async Task<ScheduleState> StateAsync(
        string name,
        string text,
        Func<DateTimeOffset, DateTimeOffset?> nextAfter,
        CancellationToken cancel
    )
    {
        var mark = await memory.GetSettingAsync(Mark(name), cancel);
        var ran = await memory.GetSettingAsync(Last(name), cancel);
        var time = mark is null ? (DateTimeOffset?)null : Time(mark);
        return new(name, time, time is { } last ? nextAfter(last) : null, IsOff: false)
        {
            Text = text,
            Ran = ran is null ? null : JsonSerializer.Deserialize<ScheduleRun>(ran),
        };
    }

    private static string PaceOf(Pace pace) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{pace.Quickest.TotalSeconds:0}-{pace.Slowest.TotalSeconds:0}"
        );

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
        Func<Turned, CancellationToken, Task> work,
        CancellationToken cancel
    ) =>
        schedule is null
            ? null
            : await RunAsync(name, last => schedule.NextAfter(last) ?? DateTimeOffset.MaxValue, work, cancel);

    private async Task<DateTimeOffset?> RunAsync(
        string name,
        Func<DateTimeOffset, DateTimeOffset> nextAfter,
        Func<Turned, CancellationToken, Task> work,
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
            await TellAsync(name, work, cancel);
            await memory.MoveSettingAsync(Mark(name), last, mine, CancellationToken.None);
            return nextAfter(Time(mine));
        }
    }

    private async Task TellAsync(
        string name,
        Func<Turned, CancellationToken, Task> work,
        CancellationToken cancel
    )
    {
        var turned = new Turned();
        using var span = Spans.Turn(neighbours.Self, name);
        try
        {
            await work(turned, cancel);
            turned.Result ??= "done";
        }
        finally
        {
            // Broken off at the program's end, too: it stays due.
            var told = new ScheduleRun(turned.RunId, clock.GetUtcNow(), turned.Result ?? "failed");
            span.End(told.Result, told.Result == "failed");
            await memory.SetSettingAsync(Last(name), JsonSerializer.Serialize(told), CancellationToken.None);
        }
    }

    private static string Last(string name) => Mark(name) + "_last";

    private static string Mark(string name) => "schedule_" + name;

    private string Now() => clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string mark) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(mark, CultureInfo.InvariantCulture));

    [LoggerMessage(1230, LogLevel.Debug, "[SCHEDULE] {Name} is due")]
    private partial void LogRuns(string name);
}
