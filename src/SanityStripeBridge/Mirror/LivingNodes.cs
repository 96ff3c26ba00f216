using System.Collections.Concurrent;

namespace SanityStripeBridge.Mirror;

/// <summary>This process among those that serve the same stores.</summary>
internal sealed class LivingNodes(Ulids ids)
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Start of this node's owners of leases: <c>&lt;id&gt;-&lt;worker&gt;</c>.</summary>
    public string Id { get; } = ids.Next();

    /// <summary>As last counted, this one included; 1 where the stores have one node. Nodes serve the same bridges: the largest count is the truest.</summary>
    public int Count => _counts.Values.DefaultIfEmpty(1).Max();

    /// <summary>So many nodes serve a bridge.</summary>
    public void Counted(string bridge, int living) => _counts[bridge] = Math.Max(1, living);
}
