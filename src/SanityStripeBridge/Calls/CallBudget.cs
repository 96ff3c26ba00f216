using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Calls;

/// <summary>
/// Paces calls to one limit of a platform. The framework's token bucket reads its own clock; this one waits on ours.
/// In any second at most <paramref name="perSecond"/> + <paramref name="burst"/> calls pass, first come, first served. Nodes
/// that share a store share the budget: each has its part of both, and at least one call at a time.
/// </summary>
internal sealed class CallBudget(double perSecond, int burst, TimeProvider clock, LivingNodes nodes)
{
    private readonly Lock _lock = new();
    private long _stepTicks = (long)(TimeSpan.TicksPerSecond / perSecond);

    // The moment at which the bucket would be full again; a permit moves it one step on.
    private long _fullAt;
    private long _holdUntil;

    /// <summary>Takes one permit, waiting for it if need be.</summary>
    public async Task TakeAsync(CancellationToken cancel)
    {
        var due = Reserve();
        while (due > clock.GetUtcNow().UtcTicks)
        {
            await Task.Delay(WholeMilliseconds(due - clock.GetUtcNow().UtcTicks), clock, cancel);
            due = Math.Max(due, Interlocked.Read(ref _holdUntil));
        }
    }

    /// <summary>Lets nothing pass for a while: the platform said that nothing is left.</summary>
    public void Hold(TimeSpan time)
    {
        lock (_lock)
            _holdUntil = Math.Max(_holdUntil, clock.GetUtcNow().UtcTicks + time.Ticks);
    }

    /// <summary>Slows down to what the platform announces; never speeds up beyond the limit given at the start.</summary>
    public void SlowDownTo(double announcedPerSecond)
    {
        if (announcedPerSecond <= 0)
            return;
        var rate = Math.Min(perSecond, announcedPerSecond);
        lock (_lock)
            _stepTicks = (long)(TimeSpan.TicksPerSecond / rate);
    }

    /// <summary>The share of a full bucket that is left: 1 when nothing was called for a while, 0 when calls wait.</summary>
    public double Headroom()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow().UtcTicks;
            if (_holdUntil > now)
                return 0;
            var living = nodes.Count;
            var full = (double)_stepTicks * living * Math.Max(1, burst / living);
            return Math.Clamp(1 - (Math.Max(0, _fullAt - now) / full), 0, 1);
        }
    }

    private long Reserve()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow().UtcTicks;
            var living = nodes.Count;
            var step = _stepTicks * living;
            var slack = (Math.Max(1, burst / living) - 1) * step;
            var turn = Math.Max(_fullAt, now);
            _fullAt = turn + step;
            return Math.Max(turn - slack, _holdUntil);
        }
    }

    // A timer counts whole milliseconds and would otherwise wake up just too early.
    private static TimeSpan WholeMilliseconds(long ticks) =>
        TimeSpan.FromMilliseconds((ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond);
}
