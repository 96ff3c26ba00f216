using Microsoft.Extensions.Options;

namespace SanityStripeBridge.Mirror;

/// <summary>Another bridge of this process, as far as bridges must know of each other.</summary>
internal sealed record Neighbour(string Bridge, IMemory Memory, IOptionsMonitor<MirrorOptions> Options);

/// <summary>The other bridges of this process, as one bridge sees them.</summary>
/// <param name="self">The bridge's own name.</param>
/// <param name="others">Known once all bridges are put together.</param>
internal sealed class Neighbours(string self, Func<IReadOnlyList<Neighbour>> others)
{
    public string Self => self;

    public IReadOnlyList<Neighbour> Others => others();

    /// <summary>Of a process with one bridge.</summary>
    public static Neighbours None { get; } = new("default", () => []);

    /// <summary>Whether the key or transaction id is in another bridge's ledger: several may share an instance name.</summary>
    public async Task<bool> HaveWrittenAsync(string key, CancellationToken cancel)
    {
        foreach (var other in Others)
            if ((await other.Memory.FindIntentsAsync(key, cancel)).Count > 0)
                return true;
        return false;
    }
}
