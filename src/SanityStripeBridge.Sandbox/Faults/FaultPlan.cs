namespace SanityStripeBridge.Sandbox.Faults;

/// <summary>The faults still to happen, in the order they were added. Thread safe.</summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _pending = [];

    public IReadOnlyList<Fault> Pending
    {
        get
        {
            lock (_lock)
                return [.. _pending];
        }
    }

    public void Add(Fault fault)
    {
        lock (_lock)
            _pending.Add(fault);
    }

    public void Clear()
    {
        lock (_lock)
            _pending.Clear();
    }

    /// <summary>The fault that hits this request, or null. A request is hit by one fault at most.</summary>
    public Fault? Take(string method, string path, string body)
    {
        lock (_lock)
        {
            for (var at = 0; at < _pending.Count; at++)
            {
                var fault = _pending[at];
                if (!fault.Matches(method, path, body))
                    continue;
                if (fault.Skip > 0)
                {
                    _pending[at] = fault with { Skip = fault.Skip - 1 };
                    continue;
                }
                if (fault.Times > 1)
                    _pending[at] = fault with { Times = fault.Times - 1 };
                else
                    _pending.RemoveAt(at);
                return fault;
            }
            return null;
        }
    }
}
