namespace SanityStripeBridge.Sandbox.Faults;

/// <summary>Every API request the simulator received; control routes and the page are not in it. Thread safe.</summary>
public sealed class RequestLog
{
    private readonly Lock _lock = new();
    private readonly List<LoggedRequest> _all = [];
    private readonly SortedDictionary<string, long> _byRoute = new(StringComparer.Ordinal);
    private long _sequence;

    public IReadOnlyList<LoggedRequest> All
    {
        get
        {
            lock (_lock)
                return [.. _all];
        }
    }

    public long Reads
    {
        get
        {
            lock (_lock)
                return _all.Count(r => !r.Write);
        }
    }

    public long Writes
    {
        get
        {
            lock (_lock)
                return _all.Count(r => r.Write);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _all.Clear();
            _byRoute.Clear();
        }
    }

    public Counters Snapshot()
    {
        lock (_lock)
        {
            var writes = _all.Count(r => r.Write);
            return new Counters(_all.Count - writes, writes, new Dictionary<string, long>(_byRoute));
        }
    }

    internal long Begin(LoggedRequest request, string route)
    {
        lock (_lock)
        {
            var sequence = ++_sequence;
            _all.Add(request with { Sequence = sequence });
            _byRoute[route] = _byRoute.GetValueOrDefault(route) + 1;
            return sequence;
        }
    }

    internal void Complete(long sequence, int status)
    {
        lock (_lock)
        {
            var at = _all.FindLastIndex(r => r.Sequence == sequence);
            if (at >= 0)
                _all[at] = _all[at] with { Status = status };
        }
    }
}
