namespace SanityStripeBridge.TestKit;

/// <summary>A clock that moves only when a test moves it; timers fire in order while it is advanced.</summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private long _ticks = start.UtcTicks;

    public ManualTime()
        : this(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero)) { }

    /// <summary>
    /// Waits up to this long end at once, moving the clock: pacing and pauses of the code under test, which nobody would
    /// otherwise end. Longer ones (time-outs) wait for the test.
    /// </summary>
    public TimeSpan PassesBySelf { get; set; } = TimeSpan.Zero;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    )
    {
        var timer = new ManualTimer(this, callback, state);
        lock (_lock)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var end = Interlocked.Read(ref _ticks) + by.Ticks;
        while (NextDue(end) is { } next)
        {
            if (next.DueAt > Interlocked.Read(ref _ticks))
                Interlocked.Exchange(ref _ticks, next.DueAt);
            next.Fire();
        }
        Interlocked.Exchange(ref _ticks, end);
    }

    /// <summary>Whether somebody waits for a moment that comes within this time.</summary>
    public bool IsAwaited(TimeSpan within)
    {
        var end = Interlocked.Read(ref _ticks) + within.Ticks;
        lock (_lock)
            return _timers.Exists(timer => timer.DueAt <= end);
    }

    private ManualTimer? NextDue(long end)
    {
        lock (_lock)
            return _timers.Where(t => t.DueAt <= end).MinBy(t => t.DueAt);
    }

    private sealed class ManualTimer(ManualTime clock, TimerCallback callback, object? state) : ITimer
    {
        private long _period;

        public long DueAt { get; private set; } = long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            DueAt =
                dueTime < TimeSpan.Zero ? long.MaxValue : Interlocked.Read(ref clock._ticks) + dueTime.Ticks;
            _period = period <= TimeSpan.Zero ? 0 : period.Ticks;
            if (dueTime > TimeSpan.Zero && dueTime <= clock.PassesBySelf && _period == 0)
                ThreadPool.QueueUserWorkItem(_ => PassBySelf());
            return true;
        }

        private void PassBySelf()
        {
            if (DueAt == long.MaxValue)
                return;
            if (DueAt > Interlocked.Read(ref clock._ticks))
                Interlocked.Exchange(ref clock._ticks, DueAt);
            Fire();
        }

        public void Fire()
        {
            DueAt = _period > 0 ? DueAt + _period : long.MaxValue;
            callback(state);
        }

        public void Dispose()
        {
            lock (clock._lock)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
