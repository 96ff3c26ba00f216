using SanityStripeBridge.Sandbox.Faults;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Requests;

/// <summary>Token buckets filled by the sandbox clock: per mode over everything, per mode and operation, and one for all searches.</summary>
internal sealed class RateLimit(StripeSimulatorOptions options, SandboxClock clock)
{
    /// <summary>Stripe: 20 searches a second over all resources, live and test apart.</summary>
    private const int SearchesPerSecond = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<(bool Livemode, string Name), (double Tokens, DateTimeOffset At)> _buckets =
    [];

    public void Take(bool livemode, StripeRoute route)
    {
        var isSearch = route.Template.EndsWith("/search", StringComparison.Ordinal);
        var operation = isSearch ? "search" : $"{route.Method} {route.Template}";
        var perOperation = isSearch
            ? Math.Min(options.EndpointRatePerSecond ?? SearchesPerSecond, SearchesPerSecond)
            : options.EndpointRatePerSecond;
        lock (_lock)
        {
            Take(livemode, "", options.RatePerSecond, "global-rate");
            Take(livemode, operation, perOperation, "endpoint-rate");
        }
    }

    private void Take(bool livemode, string name, int? perSecond, string reason)
    {
        if (perSecond is not { } rate)
            return;
        var now = clock.GetUtcNow();
        var (tokens, at) = _buckets.GetValueOrDefault((livemode, name), (rate, now));
        tokens = Math.Min(rate, tokens + ((now - at).TotalSeconds * rate));
        if (tokens < 1)
            throw Exceeded(livemode, reason);
        _buckets[(livemode, name)] = (tokens - 1, now);
    }

    public static StripeErrorException Exceeded(bool livemode, string reason = "global-rate") =>
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
            Headers = new Dictionary<string, string> { ["Stripe-Rate-Limited-Reason"] = reason },
        };
}
