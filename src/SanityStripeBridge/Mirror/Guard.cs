using Microsoft.Extensions.Caching.Memory;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// The time-expiring guard: what is about to be written, per object. A delivery that shows exactly these fields is an echo
/// that overtook the answer. Any other value is never dropped, however fresh the guard; expiry costs one comparison.
/// </summary>
internal sealed class Guard(IMemoryCache cache)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <summary>Before the call.</summary>
    public void Put(Side side, string id, Fields expected) =>
        cache.Set(
            (side, id),
            expected,
            new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Lifetime, Size = 1 }
        );

    /// <summary>After a definite refusal: nothing was written, so nothing is an echo of it.</summary>
    public void Remove(Side side, string id) => cache.Remove((side, id));

    /// <summary>Whether the fields are exactly what was written.</summary>
    public bool IsEcho(Side side, string id, Fields fields) =>
        cache.TryGetValue((side, id), out Fields? expected) && fields.Equals(expected);
}
