namespace SanityStripeBridge.Mirror;

/// <summary>This process among those that serve the same store.</summary>
internal sealed class LivingNodes(Ulids ids)
{
    private volatile int _count = 1;

    /// <summary>Start of this node's owners of leases: <c>&lt;id&gt;-&lt;worker&gt;</c>.</summary>
    public string Id { get; } = ids.Next();

    /// <summary>As last counted, this one included; 1 where the store has one node.</summary>
    public int Count
    {
        get => _count;
        set => _count = Math.Max(1, value);
    }
}
