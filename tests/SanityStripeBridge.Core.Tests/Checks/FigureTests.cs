using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Core.Echoes;
using SanityStripeBridge.Core.Retry;

namespace SanityStripeBridge.Core.Tests.Checks;

public sealed class FigureTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0.4, Grade.Ok, "agree")]
    [InlineData(-9.9, Grade.Ok, "agree")]
    [InlineData(10, Grade.Warning, "10 s behind")]
    [InlineData(-12, Grade.Warning, "12 s ahead of")]
    [InlineData(299, Grade.Warning, "299 s behind")]
    [InlineData(300, Grade.Failure, "300 s behind")]
    [InlineData(-4000, Grade.Failure, "refused")]
    public void A_clock_is_judged_by_what_the_difference_costs(double skew, Grade grade, string said)
    {
        var line = ClockRules.Judge(
            "stripe.clock",
            "Stripe",
            TimeSpan.FromSeconds(skew),
            TimeSpan.FromSeconds(300)
        );

        line.Grade.Should().Be(grade);
        line.Message.Should().Contain(said);
        line.Figures["skewSeconds"].Should().Be(skew);
    }

    [Fact]
    public void A_platform_that_does_not_say_its_time_is_a_warning() =>
        ClockRules
            .Judge("sanity.clock", "Sanity", null, TimeSpan.FromHours(1))
            .Grade.Should()
            .Be(Grade.Warning);

    [Fact]
    public void A_fresh_stream_has_its_age_as_a_figure()
    {
        var line = Fresh(new(Now.AddSeconds(-40), Now.AddMinutes(-5), null));

        line.Grade.Should().Be(Grade.Ok);
        line.Message.Should().Contain("40 s ago").And.Contain("5 min ago");
        line.Figures["receivedSecondsAgo"].Should().Be(40L);
        line.Figures["provenSecondsAgo"].Should().Be(300L);
    }

    [Theory]
    [InlineData(-5, "0 s")]
    [InlineData(89, "89 s")]
    [InlineData(90, "1 min")]
    [InlineData(89 * 60, "89 min")]
    [InlineData(90 * 60, "1 h")]
    [InlineData(47 * 3600, "47 h")]
    [InlineData(48 * 3600, "2 days")]
    public void A_span_is_said_in_the_unit_in_which_people_think(int seconds, string said) =>
        FreshnessRules.Ago(Now.AddSeconds(-seconds), Now).Should().Be(said);

    [Fact]
    public void A_stream_that_was_heard_but_never_brought_an_echo_says_so()
    {
        var line = Fresh(new(Now.AddSeconds(-40), null, Now.AddSeconds(-30)));

        line.Message.Should().EndWith("no echo of our own write yet");
        line.Figures["lastReceivedAt"].Should().Be(Now.AddSeconds(-40).UtcDateTime);
        line.Figures["lastProvenAt"].Should().BeNull();
        line.Figures["provenSecondsAgo"].Should().BeNull();
        line.Figures["unheardSeconds"].Should().Be(30L);
    }

    [Fact]
    public void A_silent_stream_says_how_long_its_echo_is_waited_for() =>
        Fresh(new(Now, null, Now.AddMinutes(-16))).Message.Should().Contain("waits 16 min for its echo");

    [Fact]
    public void A_stream_whose_echo_never_came_is_a_failure_and_one_that_never_spoke_a_warning()
    {
        Fresh(new(Now, null, Now.AddMinutes(-16))).Grade.Should().Be(Grade.Failure);
        Fresh(new(null, null, null)).Grade.Should().Be(Grade.Warning);
        FreshnessRules
            .Judge("stream.stripe", "Stripe", new(null, null, null), isPulled: true, Now)
            .Grade.Should()
            .Be(Grade.Ok);
    }

    [Fact]
    public void A_month_is_the_schedules_times_their_pages_and_the_edits_as_they_came_lately()
    {
        var estimate = UsageEstimate.Of(
            new(
                StripeWrites: 10,
                SanityWrites: 20,
                StripeDeliveries: 30,
                SanityDeliveries: 70,
                Now.AddDays(-10)
            ),
            products: 250,
            prices: 700,
            new(CatchUp: 8640, Validate: 720, Full: 30),
            Now
        );

        estimate.StripeReads.Should().Be(8640 + (30 * (3 + 7 + 1 + 1)) + 300);
        estimate.StripeWrites.Should().Be(30);
        estimate.SanityReads.Should().Be(8640 + ((720 + 60) * 2) + 90);
        estimate.SanityTransactions.Should().Be(60);
    }

    [Fact]
    public void A_first_hour_is_no_measure_of_a_month() =>
        UsageEstimate
            .Of(new(5, 0, 0, 0, Now.AddMinutes(-10)), 0, 0, new(0, 0, 0), Now)
            .StripeWrites.Should()
            .Be(150);

    [Theory]
    [InlineData("*/5 * * * *", 8640)]
    [InlineData("7 * * * *", 720)]
    [InlineData("23 2 * * *", 30)]
    public void Schedules_are_counted_over_thirty_days(string schedule, long runs) =>
        MonthlyRuns.Of(Cron.Parse(schedule), Now).Should().Be(runs);

    [Fact]
    public void A_schedule_that_is_off_costs_nothing() => MonthlyRuns.Of(null, Now).Should().Be(0);

    private static CheckLine Fresh(StreamState stream) =>
        FreshnessRules.Judge("stream.stripe", "Stripe", stream, isPulled: false, Now);
}
