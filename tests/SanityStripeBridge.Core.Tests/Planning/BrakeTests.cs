using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Core.Tests.Planning;

public sealed class BrakeTests
{
    private static readonly Brake Default = new(25, 10, 200);

    [Theory]
    [InlineData(0, 25)]
    [InlineData(250, 25)]
    [InlineData(260, 26)]
    [InlineData(2000, 200)]
    [InlineData(1_000_000, 200)]
    public void The_limit_is_the_larger_of_both_and_never_above_the_third(long linked, long limit) =>
        Default.Limit(linked).Should().Be(limit);

    [Fact]
    public void What_reaches_the_limit_passes_and_what_would_pass_it_is_refused_with_numbers_and_a_way_out()
    {
        Default.Refusal(40, 24, 1).Should().BeNull();
        Default
            .Refusal(40, 25, 1)
            .Should()
            .Contain("25 archives")
            .And.Contain("limit of 25")
            .And.Contain("release");
    }
}
