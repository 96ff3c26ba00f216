using System.Globalization;
using SanityStripeBridge.Core.Retry;

namespace SanityStripeBridge.Core.Tests.Retry;

public sealed class CronTests
{
    [Theory]
    [InlineData("*/5 * * * *", "2026-11-20T09:00:00Z", "2026-11-20T09:05:00Z")]
    [InlineData("*/5 * * * *", "2026-11-20T09:04:59Z", "2026-11-20T09:05:00Z")]
    [InlineData("  */5  * * *   * ", "2026-11-20T09:00:00Z", "2026-11-20T09:05:00Z")]
    [InlineData("7 * * * *", "2026-11-20T23:07:00Z", "2026-11-21T00:07:00Z")]
    [InlineData("30 2 * * *", "2026-12-31T02:30:00Z", "2027-01-01T02:30:00Z")]
    [InlineData("0 9-17/4 * * 1-5", "2026-11-20T17:00:00Z", "2026-11-23T09:00:00Z")]
    [InlineData("0 0 * * 7", "2026-11-20T09:00:00Z", "2026-11-22T00:00:00Z")]
    [InlineData("0 0 1,15 * *", "2026-11-20T09:00:00Z", "2026-12-01T00:00:00Z")]
    [InlineData("0 0 13 * 5", "2026-11-20T09:00:00Z", "2026-11-27T00:00:00Z")]
    [InlineData("0 12 29 2 *", "2096-02-29T12:00:00Z", "2104-02-29T12:00:00Z")]
    public void The_next_moment_is_the_first_that_is_later(string schedule, string from, string next) =>
        Assert.Equal(At(next), Cron.Parse(schedule)!.NextAfter(At(from)));

    [Theory]
    [InlineData("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z")]
    [InlineData("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")]
    public void Nights_on_which_clocks_are_changed_are_nights_like_others(string from, string next) =>
        Assert.Equal(At(next), Cron.Parse("30 1 * * *")!.NextAfter(At(from)));

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("5-1 * * * *")]
    [InlineData("-1 * * * *")]
    [InlineData("a * * * *")]
    [InlineData("1/2/3 * * * *")]
    [InlineData("0 0 30 2 *")]
    public void What_is_no_schedule_or_never_comes_is_refused(string text) => Assert.Null(Cron.Parse(text));

    [Fact]
    public void The_pace_is_quick_after_news_and_slows_down_to_its_limit()
    {
        var pace = new Pace(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(100));
        var waits = new[] { true, false, false, false, false, true }.Aggregate(
            new List<double> { 0 },
            (list, news) => [.. list, pace.After(TimeSpan.FromSeconds(list[^1]), news).TotalSeconds]
        );
        Assert.Equal([0, 15, 30, 60, 100, 100, 15], waits);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
