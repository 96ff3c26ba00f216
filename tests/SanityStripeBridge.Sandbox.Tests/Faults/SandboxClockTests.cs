using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Sandbox.Tests.Faults;

public sealed class SandboxClockTests
{
    private readonly ManualTime _inner = new();

    [Fact]
    public void It_shows_the_inner_time_plus_what_it_was_moved()
    {
        var clock = new SandboxClock(_inner);
        var stamp = clock.GetTimestamp();

        _inner.Advance(TimeSpan.FromMinutes(1));
        clock.Advance(TimeSpan.FromHours(2));

        clock.GetUtcNow().Should().Be(_inner.GetUtcNow() + TimeSpan.FromHours(2));
        clock.GetElapsedTime(stamp).Should().Be(new TimeSpan(2, 1, 0));
    }

    [Fact]
    public async Task A_waiting_delay_ends_when_either_clock_reaches_it()
    {
        var clock = new SandboxClock(_inner);
        var byOffset = Task.Delay(TimeSpan.FromHours(1), clock);
        var byInner = Task.Delay(TimeSpan.FromHours(3), clock);

        clock.Advance(TimeSpan.FromHours(1));
        await byOffset;
        byInner.IsCompleted.Should().BeFalse();

        _inner.Advance(TimeSpan.FromHours(2));
        await byInner;
    }

    [Fact]
    public async Task With_the_system_clock_inside_a_jump_ends_the_wait_at_once()
    {
        var clock = new SandboxClock(TimeProvider.System);
        var delay = Task.Delay(TimeSpan.FromDays(20), clock);

        clock.Advance(TimeSpan.FromDays(21));

        await delay.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void The_same_seed_gives_the_same_ids()
    {
        var (one, two) = (new IdSource(7), new IdSource(7));

        one.Next("prod_", 14).Should().Be(two.Next("prod_", 14)).And.MatchRegex("^prod_[0-9A-Za-z]{14}$");
        new IdSource(8).Next("prod_", 14).Should().NotBe(new IdSource(7).Next("prod_", 14));
    }
}
