namespace SanityStripeBridge.Storage;

/// <summary>
/// The stores of this process. Bridges that share one share its connections, its turn to write, and the mark that this
/// process serves it.
/// </summary>
internal sealed class Stores : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SqlStore> _opened = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ServingMark?> _served = new(StringComparer.Ordinal);

    public SqlStore Open(StoreOptions options, string bridge)
    {
        lock (_lock)
        {
            if (!_opened.TryGetValue(options.Place, out var store))
                _opened[options.Place] = store = new(options, bridge);
            return store.For(bridge);
        }
    }

    /// <summary>Whether this process alone serves the file, for one or several bridges; always false for a server.</summary>
    public bool TryServe(StoreOptions options)
    {
        if (options.IsShared)
            return false;
        lock (_lock)
        {
            if (_served.GetValueOrDefault(options.Place) is null)
                _served[options.Place] = ServingMark.TryTake(options.Location);
            return _served[options.Place] is not null;
        }
    }

    public void Dispose()
    {
        foreach (var mark in _served.Values)
            mark?.Dispose();
        foreach (var store in _opened.Values)
            store.Dispose();
    }
}
