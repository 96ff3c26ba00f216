using System.Collections.Concurrent;
using System.Net;

namespace SanityStripeBridge.Webhooks;

/// <summary>
/// Callers whose signatures keep failing. Only a failing request is ever told 429: a genuine one that comes through the
/// same proxy is taken whatever its neighbours do.
/// </summary>
internal sealed class FailingCallers(TimeProvider clock)
{
    /// <summary>Failures within the window after which a caller is told to stay away.</summary>
    private const int Patience = 20;

    /// <summary>Addresses remembered; above it the oldest are forgotten.</summary>
    private const int Most = 1024;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<IPAddress, Failures> _callers = new();

    /// <summary>Counts one failure; true when there have been too many.</summary>
    public bool Fail(IPAddress? address)
    {
        var now = clock.GetUtcNow();
        if (_callers.Count >= Most)
            Forget(now);
        var failures = _callers.AddOrUpdate(
            address ?? IPAddress.None,
            _ => new(1, now),
            (_, known) => now - known.Since > Window ? new(1, now) : known with { Count = known.Count + 1 }
        );
        return failures.Count > Patience;
    }

    private void Forget(DateTimeOffset now)
    {
        var oldest = _callers
            .OrderBy(caller => caller.Value.Since)
            .Where((caller, place) => place < Most / 2 || now - caller.Value.Since > Window);
        foreach (var (address, _) in oldest.ToList())
            _callers.TryRemove(address, out _);
    }

    private readonly record struct Failures(int Count, DateTimeOffset Since);
}
