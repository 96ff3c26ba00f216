using System.Globalization;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Http;

/// <summary>The gateway's limits on mutations, per second and at a time, and the headers that tell of them.</summary>
internal sealed class MutationRate(int? perSecond, TimeProvider clock)
{
    /// <summary>Mutations per second that live answers were seen to advertise.</summary>
    private const int Advertised = 50;

    /// <summary>Mutations of one dataset that may be under way.</summary>
    private const int AtOnce = 100;

    private readonly Lock _lock = new();
    private long _second;
    private int _taken;
    private int _underWay;

    /// <summary>Takes a place among the mutations under way until disposed.</summary>
    /// <exception cref="LakeException">429.</exception>
    public IDisposable Enter(IHeaderDictionary headers)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow().ToUnixTimeSeconds();
            _taken = now == _second ? _taken + 1 : 1;
            _second = now;
            Tell(headers, perSecond ?? Advertised);
            if (_underWay >= AtOnce || (perSecond is { } limit && _taken > limit))
                throw SanityErrors.TooMany;
            _underWay++;
            return new Place(Leave);
        }
    }

    private void Tell(IHeaderDictionary headers, int limit)
    {
        var left = Math.Max(0, limit - _taken).ToString(CultureInfo.InvariantCulture);
        var most = limit.ToString(CultureInfo.InvariantCulture);
        headers["ratelimit-limit"] = most;
        headers["ratelimit-remaining"] = left;
        headers["ratelimit-reset"] = "1";
        headers["x-ratelimit-limit-second"] = most;
        headers["x-ratelimit-remaining-second"] = left;
        headers["sanity-inflight-limit"] = AtOnce.ToString(CultureInfo.InvariantCulture);
        headers["sanity-inflight-current"] = _underWay.ToString(CultureInfo.InvariantCulture);
    }

    private void Leave()
    {
        lock (_lock)
            _underWay--;
    }

    private sealed class Place(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
