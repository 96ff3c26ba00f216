using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Requests;

/// <summary>
/// While a write takes its time, other writes to the same product wait for it, and give up with 429 <c>lock_timeout</c>.
/// A price write holds its product.
/// </summary>
internal sealed class ObjectLocks(TimeSpan patience, SandboxClock clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskCompletionSource> _held = new(StringComparer.Ordinal);

    /// <summary>The product that a call writes to; null when it writes to none that exists.</summary>
    public static string? Subject(StripeRoute route, StripeCall call)
    {
        if (route.Method == "GET" || route.Template.Contains("webhook", StringComparison.Ordinal))
            return null;
        if (call.Id is not { } id)
            return call.Form["product"]?.Text;
        return route.Template.StartsWith("/v1/products", StringComparison.Ordinal)
            ? id
            : call.Ledger.Prices[id]?.Product;
    }

    /// <exception cref="StripeErrorException">429: another write held the object for too long.</exception>
    public async Task<IDisposable> HoldAsync(Ledger ledger, string subject)
    {
        var name = $"{ledger.Account}/{ledger.Livemode}/{subject}";
        var until = clock.GetUtcNow() + patience;
        while (true)
        {
            Task other;
            lock (_lock)
            {
                if (!_held.TryGetValue(name, out var holder))
                {
                    _held[name] = new TaskCompletionSource(
                        TaskCreationOptions.RunContinuationsAsynchronously
                    );
                    return new Hold(() => Release(name));
                }
                other = holder.Task;
            }
            try
            {
                await other.WaitAsync(Left(until), clock);
            }
            catch (TimeoutException)
            {
                throw TimedOut();
            }
        }
    }

    private TimeSpan Left(DateTimeOffset until) =>
        until - clock.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private void Release(string name)
    {
        lock (_lock)
        {
            _held.Remove(name, out var holder);
            holder?.SetResult();
        }
    }

    private static StripeErrorException TimedOut() =>
        new(
            429,
            "This object cannot be accessed right now because another API request or Stripe process is currently accessing it. "
                + "If you see this error intermittently, retry the request. If you see this error frequently and are making multiple "
                + "concurrent requests to a single object, make your requests serially or at a lower rate."
        )
        {
            Code = "lock_timeout",
            Logged = false,
            // Such an answer has no Request-Id and no rate-limit reason: that is how it is told from a rate limit.
            IsNumbered = false,
            BeforeExecution = true,
            Headers = new Dictionary<string, string> { ["Stripe-Should-Retry"] = "true" },
        };

    private sealed class Hold(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
