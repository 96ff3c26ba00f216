using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Sandbox.Tests.Faults;

public sealed class DeliveryQueueTests : IAsyncLifetime
{
    private readonly SandboxClock _clock = new(new ManualTime());
    private Receiver _receiver = null!;
    private DeliveryQueue _queue = null!;

    public async Task InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _queue = new DeliveryQueue(_clock);
        Register();
    }

    public async Task DisposeAsync()
    {
        await _queue.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task What_is_queued_is_sent_by_itself_with_its_body_headers_and_signature()
    {
        var id = Enqueue("one");

        var received = await _receiver.NextAsync();
        await IdleAsync();

        Encoding.UTF8.GetString(received.Body).Should().Be("one");
        received.Headers["X-Kind"].Should().Be("test");
        received.Headers["Signature"].Should().Be($"3@{_clock.GetUtcNow().ToUnixTimeSeconds()}");
        State(id).Should().Be(DeliveryState.Delivered);
    }

    [Fact]
    public async Task A_refused_delivery_is_signed_anew_and_sent_again_when_the_clock_reaches_its_retry()
    {
        _receiver.Answers.Enqueue(500);
        var id = Enqueue("one");
        var first = await _receiver.NextAsync();
        await IdleAsync();
        State(id).Should().Be(DeliveryState.Pending);

        _clock.Advance(TimeSpan.FromMinutes(1));
        var second = await _receiver.NextAsync();
        await IdleAsync();

        second.Headers["Signature"].Should().NotBe(first.Headers["Signature"]);
        _queue.All.Single().Attempts.Should().Be(2);
        State(id).Should().Be(DeliveryState.Delivered);
    }

    [Fact]
    public async Task Row_40_an_attempt_that_gets_no_answer_ends_and_is_repeated()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var queue = new DeliveryQueue(_clock, patience: TimeSpan.FromMilliseconds(200))
        {
            Automatic = false,
        };
        queue.Register(
            new DeliveryEndpoint
            {
                Name = "silent",
                Url = new Uri($"http://{silent.LocalEndpoint}/"),
                Sign = (_, _) => [],
                RetryAfter = [TimeSpan.FromSeconds(30)],
            }
        );
        var id = queue.Enqueue("silent", "s", "t", [1], new Dictionary<string, string>());

        (await queue.SendAsync(id, CancellationToken.None)).Should().BeNull();

        queue.Pending.Single().DueAt.Should().Be(_clock.GetUtcNow() + TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_is_not_followed()
    {
        _queue.Automatic = false;
        _receiver.Answers.Enqueue(302);
        var id = Enqueue("one");

        (await _queue.SendAsync(id, CancellationToken.None)).Should().Be(302);

        State(id).Should().Be(DeliveryState.Pending);
    }

    [Fact]
    public async Task A_delivery_has_failed_when_its_retries_are_used_up()
    {
        _queue.Automatic = false;
        var id = Enqueue("one");
        foreach (var status in new[] { 500, 500, 500 })
        {
            _receiver.Answers.Enqueue(status);
            await _queue.SendAsync(id, CancellationToken.None);
        }

        State(id).Should().Be(DeliveryState.Failed);
    }

    [Fact]
    public async Task Nobody_listening_is_no_status_and_a_retry()
    {
        _queue.Automatic = false;
        var id = Enqueue("one");
        await _receiver.DisposeAsync();

        (await _queue.SendAsync(id, CancellationToken.None)).Should().BeNull();

        State(id).Should().Be(DeliveryState.Pending);
    }

    [Fact]
    public async Task In_manual_mode_a_test_chooses_order_copies_and_losses()
    {
        _queue.Automatic = false;
        var (one, two, three) = (Enqueue("one"), Enqueue("two"), Enqueue("three"));
        _queue.Drop(two);
        _queue.Delay(one, TimeSpan.FromHours(1));
        _queue.Duplicate(three);

        await _queue.SendDueAsync(CancellationToken.None);
        await _queue.SendAsync(one, CancellationToken.None);

        _receiver.All.Select(r => Encoding.UTF8.GetString(r.Body)).Should().Equal("three", "three", "one");
        State(two).Should().Be(DeliveryState.Dropped);
    }

    [Fact]
    public async Task Each_endpoint_has_at_most_one_request_in_flight_and_keeps_the_order()
    {
        foreach (var body in Enumerable.Range(0, 20))
            Enqueue(body.ToString(CultureInfo.InvariantCulture));

        await IdleAsync();

        _receiver
            .All.Select(r => int.Parse(Encoding.UTF8.GetString(r.Body), CultureInfo.InvariantCulture))
            .Should()
            .BeInAscendingOrder()
            .And.HaveCount(20);
    }

    [Fact]
    public async Task Removing_an_endpoint_drops_what_was_pending_for_it()
    {
        _queue.Automatic = false;
        var id = Enqueue("one");

        _queue.Unregister("hook");
        await IdleAsync();

        State(id).Should().Be(DeliveryState.Dropped);
    }

    private void Register() =>
        _queue.Register(
            new DeliveryEndpoint
            {
                Name = "hook",
                Url = _receiver.Url,
                Sign = (body, at) => [("Signature", $"{body.Length}@{at.ToUnixTimeSeconds()}")],
                RetryAfter = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)],
            }
        );

    private long Enqueue(string body) =>
        _queue.Enqueue(
            "hook",
            "subject",
            "type",
            Encoding.UTF8.GetBytes(body),
            new Dictionary<string, string> { ["X-Kind"] = "test" }
        );

    private DeliveryState State(long id) => _queue.All.Single(d => d.Id == id).State;

    private async Task IdleAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _queue.WhenIdleAsync(patience.Token);
    }
}
