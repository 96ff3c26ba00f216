using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sanity;
using SanityStripeBridge.Stripe;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Tests.Clients;

/// <summary>Clients as the rooms register them, with the test's handler, options and clock.</summary>
internal static class TestClients
{
    public const string StripeKey = "sk_test_0123456789abcdef";

    public static StripeClient Stripe(
        HttpMessageHandler handler,
        TimeProvider? clock = null,
        Func<StripeOptions>? options = null
    )
    {
        var time = clock ?? new HurryingTime();
        var fixedOptions = new StripeOptions { SecretKey = StripeKey };
        return new(
            Client(handler),
            options ?? (() => fixedOptions),
            new(time, new(new(time))),
            time,
            () => 0.5,
            new(Meters()),
            NullLogger<StripeClient>.Instance
        );
    }

    public static SanityClient Sanity(
        HttpMessageHandler handler,
        TimeProvider? clock = null,
        SanityOptions? options = null
    )
    {
        var time = clock ?? new HurryingTime();
        var used =
            options
            ?? new SanityOptions
            {
                ProjectId = "demoproj",
                Dataset = "production",
                Token = "sk-robot-token",
            };
        return new(
            Client(handler),
            () => used,
            new(time, new(new(time))),
            time,
            () => 0.5,
            new(Meters()),
            CatalogueMapping.Shipped,
            NullLogger<SanityClient>.Instance
        );
    }

    public static StripeClient Stripe(HttpClient http, StripeOptions options)
    {
        var time = new HurryingTime();
        return new(
            http,
            () => options,
            new(time, new(new(time))),
            time,
            () => 0.5,
            new(Meters()),
            NullLogger<StripeClient>.Instance
        );
    }

    public static SanityClient Sanity(HttpClient http, SanityOptions options)
    {
        var time = new HurryingTime();
        return new(
            http,
            () => options,
            new(time, new(new(time))),
            time,
            () => 0.5,
            new(Meters()),
            CatalogueMapping.Shipped,
            NullLogger<SanityClient>.Instance
        );
    }

    public static async Task<RemoteException> FailureAsync(Func<Task> act) =>
        (await act.Should().ThrowAsync<RemoteException>()).Which;

    public static IMeterFactory Meters() =>
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    private static HttpClient Client(HttpMessageHandler handler) =>
        new(handler) { Timeout = Timeout.InfiniteTimeSpan };
}

/// <summary>A clock on which short waits are over at once and moved past, while time-outs (30 s and more) never come.</summary>
internal sealed class HurryingTime : TimeProvider
{
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(20);
    private readonly ManualTime _inner = new();

    public TimeSpan Waited { get; private set; }

    public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow();

    public override long TimestampFrequency => _inner.TimestampFrequency;

    public override long GetTimestamp() => _inner.GetTimestamp();

    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    )
    {
        var timer = _inner.CreateTimer(callback, state, dueTime, period);
        if (dueTime < TimeSpan.Zero || dueTime > ShortWait)
            return timer;
        // On another thread, because whoever made the timer must first get it.
        _ = Task.Run(() =>
        {
            lock (_inner)
            {
                Waited += dueTime;
                _inner.Advance(dueTime);
            }
        });
        return timer;
    }
}
