using SanityStripeBridge.Sandbox.Faults;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Requests;

/// <summary>A token bucket per mode, filled by the sandbox clock.</summary>
internal sealed class RateLimit(int? perSecond, SandboxClock clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<bool, (double Tokens, DateTimeOffset At)> _buckets = [];

    public void Take(bool livemode)
    {
        if (perSecond is not { } rate)
            return;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            var (tokens, at) = _buckets.GetValueOrDefault(livemode, (rate, now));
            tokens = Math.Min(rate, tokens + ((now - at).TotalSeconds * rate));
            if (tokens < 1)
                throw Exceeded(livemode);
            _buckets[livemode] = (tokens - 1, now);
        }
    }

    public static StripeErrorException Exceeded(bool livemode) =>
        new(
            429,
            livemode
                ? "Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits."
                : "Testmode request rate limit exceeded, the rate limits in testmode are lower than livemode. "
                    + "You can learn more about rate limits here https://stripe.com/docs/rate-limits."
        )
        {
            Code = "rate_limit",
            Logged = false,
            Headers = new Dictionary<string, string> { ["Stripe-Rate-Limited-Reason"] = "global-rate" },
        };
}
