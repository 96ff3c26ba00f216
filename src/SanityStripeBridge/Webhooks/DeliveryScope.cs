using System.Collections;
using System.Globalization;

namespace SanityStripeBridge.Webhooks;

/// <summary>What every log line of one delivery carries: the request's id and how long it has taken so far.</summary>
internal sealed class DeliveryScope(string requestId, TimeProvider clock)
    : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly long _start = clock.GetTimestamp();

    public int Count => 2;

    public KeyValuePair<string, object?> this[int index] =>
        index switch
        {
            0 => new("RequestId", requestId),
            1 => new("DurationMs", Milliseconds),
            _ => throw new ArgumentOutOfRangeException(nameof(index)),
        };

    private long Milliseconds => (long)clock.GetElapsedTime(_start).TotalMilliseconds;

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"request {requestId}, {Milliseconds} ms");

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
