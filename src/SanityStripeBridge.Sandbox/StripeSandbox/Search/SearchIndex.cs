using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Search;

/// <summary>A shelf as search sees it: every change, also a removal, only after the lag. Guarded by the simulator's one lock.</summary>
internal sealed class SearchIndex<T>
    where T : class
{
    private readonly Dictionary<string, (int Place, T Value)> _seen = new(StringComparer.Ordinal);
    private readonly Queue<(DateTimeOffset DueAt, string Id, int Place, T? Value)> _waiting = new();
    private readonly SandboxClock _clock;

    public SearchIndex(Shelf<T> shelf, SandboxClock clock, TimeSpan lag)
    {
        _clock = clock;
        shelf.Changed += (id, value) =>
            _waiting.Enqueue((clock.GetUtcNow() + lag, id, shelf.PlaceOf(id) ?? 0, value));
    }

    /// <summary>What can be found now, newest first.</summary>
    public IEnumerable<(string Id, T Value)> NewestFirst()
    {
        while (_waiting.TryPeek(out var next) && next.DueAt <= _clock.GetUtcNow())
        {
            _waiting.Dequeue();
            if (next.Value is null)
                _seen.Remove(next.Id);
            else
                _seen[next.Id] = (next.Place, next.Value);
        }
        return _seen
            .OrderByDescending(entry => entry.Value.Place)
            .Select(entry => (entry.Key, entry.Value.Value));
    }
}
