namespace SanityStripeBridge.Mirror;

/// <summary>How many objects have been read, for whoever watches; a verb has one reader at a time, a service nobody who watches.</summary>
internal sealed class StockProgress
{
    private long _objects;

    /// <summary>Called with the number so far, often.</summary>
    public Action<long>? Watcher { get; set; }

    public void Saw() => Watcher?.Invoke(Interlocked.Increment(ref _objects));
}
