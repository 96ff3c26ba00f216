using SanityStripeBridge.Core.Echoes;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Echoes;

public sealed class StreamStateTests
{
    [Theory]
    [InlineData(899, false)]
    [InlineData(900, true)]
    [InlineData(901, true)]
    public void A_stream_is_silent_once_a_write_of_ours_waited_a_quarter_of_an_hour_for_its_echo(
        int seconds,
        bool silent
    ) => new StreamState(null, null, A.Monday).IsSilent(A.Monday.AddSeconds(seconds)).Should().Be(silent);

    [Fact]
    public void A_stream_of_which_nothing_is_expected_is_not_silent() =>
        new StreamState(null, A.Monday, null).IsSilent(A.Monday.AddYears(1)).Should().BeFalse();

    [Theory]
    [InlineData(24.99, false, false)]
    [InlineData(25, true, false)]
    [InlineData(29.99, true, false)]
    [InlineData(30, true, true)]
    [InlineData(31, true, true)]
    public void Events_are_lost_after_thirty_days_unread_and_the_operator_is_warned_five_days_before(
        double days,
        bool isLong,
        bool isLost
    )
    {
        FeedGap.IsLong(TimeSpan.FromDays(days)).Should().Be(isLong);
        FeedGap.IsLost(TimeSpan.FromDays(days)).Should().Be(isLost);
    }
}
