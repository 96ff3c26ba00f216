using System.Collections;
using System.Globalization;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// What every log line of a family's work carries: the ids of the requests that brought its deliveries, and the time since the
/// first of them was received. What catch-up found has the delivery's number instead.
/// </summary>
internal sealed class WorkScope(IReadOnlyList<Delivery> deliveries, TimeProvider clock)
    : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <summary>A burst's line would be longer than anybody reads.</summary>
    private const int MostNamed = 5;

    private readonly string _requests = string.Join(
        ',',
        deliveries.Take(MostNamed).Select(one => Origin.Of(one).Request ?? "delivery-" + one.Id)
    );
    private readonly DateTimeOffset _since = deliveries.Min(one => one.ReceivedAt);

    public int Count => 2;

    public KeyValuePair<string, object?> this[int index] =>
        index switch
        {
            0 => new("RequestId", _requests),
            1 => new("DurationMs", Milliseconds),
            _ => throw new ArgumentOutOfRangeException(nameof(index)),
        };

    private long Milliseconds => (long)(clock.GetUtcNow() - _since).TotalMilliseconds;

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"request {_requests}, {Milliseconds} ms");

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
