namespace SanityStripeBridge.Tests;

public sealed class HouseTests
{
    [Fact]
    public void Fixtures_lie_beside_the_tests() =>
        TestKit.Fixture.Files("stripe/events").Should().HaveCount(21);
}
