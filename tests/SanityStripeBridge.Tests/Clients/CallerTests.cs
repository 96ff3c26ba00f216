using System.Diagnostics.Metrics;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Tests.Clients;

public sealed class CallerTests
{
    private readonly ManualTime _clock = new();

    [Fact]
    public async Task An_attempt_without_an_answer_ends_after_its_time_out()
    {
        using var handler = new SilentHandler();
        var failures = new List<RemoteException>();
        var caller = Caller(handler, (_, failure, _) => failures.Add(failure));
        var call = caller.SendAsync(Call(), Request, _ => Attempts.Done(1), CancellationToken.None);

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await handler.Reached(attempt);
            _clock.Advance(TimeSpan.FromSeconds(30));
            // The wait before the next attempt: 0.5 s and 1 s, three quarters of it with the jitter of these tests.
            await Eventually.TrueAsync(() => attempt == 3 || failures.Count == attempt);
            await Eventually.TrueAsync(() => AdvanceUnless(handler.Attempts > attempt || call.IsCompleted));
        }
        var failure = await TestClients.FailureAsync(() => call);
        failure.Kind.Should().Be(FailureKind.Transient);
        failure.Code.Should().Be("time_out");
        failures.Should().HaveCount(2);
    }

    [Fact]
    public async Task Waits_double_and_carry_the_jitter()
    {
        var waits = new List<TimeSpan>();
        var handler = new StubHandler(StubHandler.Json(500, ""));
        var clock = new HurryingTime();
        var caller = new Caller(
            Client(handler),
            clock,
            () => 0.5,
            new(TestClients.Meters()),
            (_, _, wait) => waits.Add(wait)
        );
        var failed = Attempts.Failed<int>(new(FailureKind.Transient, "no"));
        await TestClients.FailureAsync(() =>
            caller.SendAsync(Call(), Request, _ => failed, CancellationToken.None)
        );
        waits.Should().Equal(TimeSpan.FromMilliseconds(375), TimeSpan.FromMilliseconds(750));
        clock.Waited.Should().Be(TimeSpan.FromMilliseconds(1125));
    }

    [Fact]
    public async Task Each_attempt_is_counted_with_side_operation_and_result()
    {
        var meters = TestClients.Meters();
        var seen = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, on) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters))
                on.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, count, tags, _) =>
                seen.Add(
                    $"{instrument.Name} {count} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}"
                )
        );
        listener.Start();
        var handler = new StubHandler(StubHandler.Json(500, ""), StubHandler.Json(200, ""));
        var caller = new Caller(Client(handler), new HurryingTime(), () => 0, new(meters), (_, _, _) => { });
        await caller.SendAsync(
            Call(),
            Request,
            answer =>
                answer.Succeeded ? Attempts.Done(1) : Attempts.Failed<int>(new(FailureKind.Transient, "no")),
            CancellationToken.None
        );
        seen.Should()
            .Equal(
                "bridge.api.calls 1 default side GET /x transient",
                "bridge.api.calls 1 default side GET /x ok"
            );
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Fri, 20 Nov 2026 09:00:30 GMT", 30)]
    [InlineData("Fri, 20 Nov 2026 08:00:00 GMT", 0)]
    public void A_pause_is_read_as_seconds_or_as_a_date(string header, int seconds)
    {
        using var response = StubHandler.Json(429, "", ("Retry-After", header))();
        new Answer(429, response.Headers, [])
            .RetryAfter(_clock.GetUtcNow())
            .Should()
            .Be(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public void A_pause_that_cannot_be_read_is_none()
    {
        using var response = StubHandler.Json(429, "", ("Retry-After", "soon"))();
        new Answer(429, response.Headers, []).RetryAfter(_clock.GetUtcNow()).Should().BeNull();
    }

    private bool AdvanceUnless(bool done)
    {
        if (!done)
            _clock.Advance(TimeSpan.FromMilliseconds(375));
        return done;
    }

    private Caller Caller(HttpMessageHandler handler, OnRetry onRetry) =>
        new(Client(handler), _clock, () => 0.5, new(TestClients.Meters()), onRetry);

    private static HttpClient Client(HttpMessageHandler handler) =>
        new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    private static Call Call() => new("side", "GET /x", TimeSpan.FromSeconds(30), []);

    private static HttpRequestMessage Request() => new(HttpMethod.Get, "http://localhost/x");

    private sealed class SilentHandler : HttpMessageHandler
    {
        private int _attempts;

        public int Attempts => Volatile.Read(ref _attempts);

        public Task Reached(int attempt) => Eventually.TrueAsync(() => Attempts >= attempt);

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Interlocked.Increment(ref _attempts);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("never");
        }
    }
}

/// <summary>Yields until something that runs on another thread has happened.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
