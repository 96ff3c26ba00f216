using System.Globalization;
using System.Net.Http.Headers;

namespace SanityStripeBridge.Calls;

/// <summary>A complete HTTP answer.</summary>
internal sealed record Answer(int Status, HttpResponseHeaders Headers, byte[] Body)
{
    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>The first value of a header; null when it is not there.</summary>
    public string? Header(string name) =>
        Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>A header that is a number; null when absent or something else.</summary>
    public double? Number(string name) =>
        double.TryParse(Header(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    /// <summary><c>Retry-After</c> as a wait from now, given in seconds or as a date; never negative.</summary>
    public TimeSpan? RetryAfter(DateTimeOffset now)
    {
        var said = Headers.RetryAfter?.Delta ?? Headers.RetryAfter?.Date - now;
        return said is { } wait ? (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) : null;
    }
}
