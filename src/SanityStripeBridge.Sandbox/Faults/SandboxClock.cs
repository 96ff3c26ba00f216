namespace SanityStripeBridge.Sandbox.Faults;

/// <summary>The inner clock plus an offset that people and tests move forward; waiting timers come due when it moves.</summary>
public sealed class SandboxClock(TimeProvider inner) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<SandboxTimer> _timers = [];
    private long _offset;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Offset;

    public override long GetTimestamp() =>
        inner.GetElapsedTime(0, inner.GetTimestamp()).Ticks + Interlocked.Read(ref _offset);

    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    )
    {
        var timer = new SandboxTimer(this, callback, state);
        lock (_lock)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref _offset, by.Ticks);
        SandboxTimer[] waiting;
        lock (_lock)
            waiting = [.. _timers];
        foreach (var timer in waiting)
            timer.Rearm();
    }

    private TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    private sealed class SandboxTimer : ITimer
    {
        private readonly SandboxClock _clock;
        private readonly Action _callback;
        private readonly ITimer _inner;
        private readonly Lock _gate = new();
        private DateTimeOffset? _dueAt;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public SandboxTimer(SandboxClock clock, TimerCallback callback, object? state)
        {
            _clock = clock;
            _callback = () => callback(state);
            _inner = clock.Inner.CreateTimer(
                _ => Fire(),
                null,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan
            );
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _dueAt = dueTime < TimeSpan.Zero ? null : _clock.GetUtcNow() + dueTime;
                _period = period;
            }
            return Rearm();
        }

        public bool Rearm()
        {
            lock (_gate)
            {
                if (_dueAt is not { } due)
                    return _inner.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                var left = due - _clock.GetUtcNow();
                if (left > TimeSpan.Zero)
                    return _inner.Change(left, Timeout.InfiniteTimeSpan);
                // Overdue because the offset moved: the inner clock would fire only when it moves itself.
                return ThreadPool.QueueUserWorkItem(_ => Fire());
            }
        }

        public void Dispose()
        {
            lock (_clock._lock)
                _clock._timers.Remove(this);
            lock (_gate)
                _dueAt = null;
            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            lock (_gate)
            {
                if (_dueAt is not { } due || due > _clock.GetUtcNow())
                    return;
                _dueAt = _period > TimeSpan.Zero ? due + _period : null;
            }
            _callback();
            Rearm();
        }
    }

    private TimeProvider Inner => inner;
}
