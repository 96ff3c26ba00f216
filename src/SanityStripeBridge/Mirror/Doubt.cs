using Microsoft.Extensions.Options;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// Whether the settings lead where they led before. Another key or dataset may lead elsewhere: after a change nothing is looked
/// at or written before the pins have been compared.
/// </summary>
internal sealed class Doubt : IDisposable
{
    private readonly Func<CancellationToken, Task> _compare;
    private readonly IDisposable? _watch;
    private int _changes;
    private volatile int _compared;

    /// <param name="options">Whose changes raise it.</param>
    /// <param name="compare">Compares the pins; throws when the settings lead elsewhere.</param>
    public Doubt(IOptionsMonitor<MirrorOptions> options, Func<CancellationToken, Task> compare)
    {
        _compare = compare;
        _watch = options.OnChange(_ => Interlocked.Increment(ref _changes));
    }

    /// <summary>Compares where something has changed since the last comparison that passed.</summary>
    public async Task ResolveAsync(CancellationToken cancel)
    {
        // What changes meanwhile is compared once more.
        var changes = Volatile.Read(ref _changes);
        if (changes == _compared)
            return;
        await _compare(cancel);
        _compared = changes;
    }

    public void Dispose() => _watch?.Dispose();
}
