using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating;

/// <summary>Everything on both sides, as a full comparison saw it.</summary>
/// <param name="At">When the comparison began.</param>
internal sealed record Compared(FullPlan Plan, DateTimeOffset At);

/// <summary>
/// The comparison that all who look over HTTP share. One is made at a time, and its answer serves everybody for a while: who
/// asks every second costs no more calls than who asks twice a minute.
/// </summary>
internal sealed class SharedComparison : IDisposable
{
    /// <summary>As long as people take webhooks for lost rather than late; two calls a minute for each page of either side.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(30);

    private readonly FirstContact _contact;
    private readonly FullSync _sync;
    private readonly TimeProvider _clock;
    private readonly ITimer _forgetting;
    private readonly SemaphoreSlim _one = new(1);
    private volatile Entry? _last;
    private int _generation;

    public SharedComparison(FirstContact contact, FullSync sync, TimeProvider clock)
    {
        (_contact, _sync, _clock) = (contact, sync, clock);
        // A plan holds a temporary file: when nobody looks any more, it goes.
        _forgetting = clock.CreateTimer(
            _ => _last = null,
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>The newest comparison; a new one when that is too old, or something was done here since.</summary>
    /// <param name="fresh">Only one will do that began after this call.</param>
    /// <param name="cancel">The caller goes; who waits behind makes their own.</param>
    public async Task<Compared> GetAsync(bool fresh, CancellationToken cancel)
    {
        var asked = _clock.GetUtcNow();
        await _one.WaitAsync(cancel);
        try
        {
            var now = _clock.GetUtcNow();
            var generation = Volatile.Read(ref _generation);
            if (
                _last is { } last
                && last.Generation == generation
                && last.Compared.At > (fresh ? asked : now - GoodFor)
            )
                return last.Compared;
            // The keys may have been exchanged since the start: nothing is looked at before the pins have been compared.
            await _contact.EnsureAsync(cancel);
            var compared = new Compared(await _sync.PlanAsync(new(), cancel), now);
            _last = new(compared, generation);
            _forgetting.Change(GoodFor, Timeout.InfiniteTimeSpan);
            return compared;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Something was done here: whoever did it wants to see it.</summary>
    public void Forget() => Interlocked.Increment(ref _generation);

    public void Dispose()
    {
        _forgetting.Dispose();
        _one.Dispose();
    }

    private sealed record Entry(Compared Compared, int Generation);
}
