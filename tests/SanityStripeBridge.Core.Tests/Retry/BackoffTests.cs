using FsCheck;
using FsCheck.Fluent;
using SanityStripeBridge.Core.Retry;

namespace SanityStripeBridge.Core.Tests.Retry;

public sealed class BackoffTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly Backoff Rule = Backoff.Default;

    [Fact]
    public void The_first_wait_is_two_seconds_and_the_last_one_hour()
    {
        Wait(1, 1).Should().Be(TimeSpan.FromSeconds(2));
        Wait(7, 1).Should().BeCloseTo(TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void Each_wait_is_longer_than_the_one_before() =>
        Enumerable.Range(1, 7).Select(attempt => Wait(attempt, 0.5)).Should().BeInAscendingOrder();

    [Fact]
    public void After_the_last_attempt_the_work_is_dead()
    {
        Rule.NextAttemptAt(8, Now, 0.5).Should().BeNull();
        Rule.NextAttemptAt(9, Now, 0.5).Should().BeNull();
    }

    [Fact]
    public void Work_with_one_attempt_is_dead_at_its_first_failure() =>
        (Rule with { Attempts = 1 }).NextAttemptAt(1, Now, 0).Should().BeNull();

    [Fact]
    public void Jitter_spreads_over_the_upper_half_of_a_step()
    {
        Wait(1, 0).Should().Be(TimeSpan.FromSeconds(1));
        Wait(1, 0.5).Should().Be(TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public void A_longer_wait_that_the_platform_asked_for_is_kept() =>
        Rule.NextAttemptAt(1, Now, 0.5, TimeSpan.FromMinutes(5)).Should().Be(Now.AddMinutes(5));

    [Fact]
    public void A_shorter_wait_that_the_platform_asked_for_changes_nothing() =>
        Rule.NextAttemptAt(3, Now, 0.5, TimeSpan.FromSeconds(1)).Should().Be(Rule.NextAttemptAt(3, Now, 0.5));

    [Fact]
    public void A_platform_cannot_ask_for_more_than_a_day() =>
        Rule.NextAttemptAt(1, Now, 0.5, TimeSpan.MaxValue).Should().Be(Now.AddDays(1));

    [Fact]
    public void Whatever_is_asked_the_next_attempt_lies_between_one_second_and_an_hour() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<int>(),
                ArbMap.Default.ArbFor<NormalFloat>(),
                (attempt, jitter) =>
                    Rule.NextAttemptAt(attempt, Now, jitter.Get) is not { } next
                    || (next >= Now.AddSeconds(1) && next <= Now.AddHours(1).AddMilliseconds(1))
            )
            .QuickCheckThrowOnFailure();

    private static TimeSpan Wait(int attempt, double jitter) =>
        Rule.NextAttemptAt(attempt, Now, jitter)!.Value - Now;
}
