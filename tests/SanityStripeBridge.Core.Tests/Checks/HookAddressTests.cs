using SanityStripeBridge.Core.Checks;

namespace SanityStripeBridge.Core.Tests.Checks;

public sealed class HookAddressTests
{
    private const string Path = "/api/stripe/webhook";

    [Theory]
    [InlineData("https://bridge.example/api/stripe/webhook", true)]
    [InlineData("https://BRIDGE.example/api/stripe/webhook", true)]
    [InlineData("https://bridge.example:443/api/stripe/webhook", true)]
    [InlineData("http://bridge.example/api/stripe/webhook", false)]
    [InlineData("https://other.example/api/stripe/webhook", false)]
    [InlineData("https://bridge.example/api/stripe/webhook/second", false)]
    [InlineData("no address", false)]
    public void A_known_address_is_the_whole_of_it(string url, bool isThis) =>
        new HookAddress(Path, "https://bridge.example/api/stripe/webhook").Is(url).Should().Be(isThis);

    [Theory]
    [InlineData("https://any.example/api/stripe/webhook", true)]
    [InlineData("https://any.example/under/api/stripe/webhook/", true)]
    [InlineData("https://any.example/api/sanity/webhook", false)]
    [InlineData("no address", false)]
    public void As_long_as_the_host_is_not_known_the_path_is_enough(string url, bool isThis) =>
        new HookAddress(Path, null).Is(url).Should().Be(isThis);

    [Fact]
    public void The_faults_are_told_by_who_mends_them_and_the_gravest_counts()
    {
        var plan = new HookPlan(
            "h1",
            null,
            [
                new(Grade.Ok, "a"),
                new(Grade.Failure, "b"),
                new(Grade.Warning, "c", Mend.ByHand),
                new(Grade.Ok, "d", Mend.Another),
            ],
            []
        );
        plan.Grade.Should().Be(Grade.Failure);
        plan.Repairs.Should().Equal("a", "b");
        plan.ByHand.Should().Equal("c");
        (plan with { Faults = [] }).Grade.Should().Be(Grade.Ok);
    }

    [Fact]
    public void A_former_address_that_nobody_marked_is_left_to_a_person()
    {
        var wanted = new WantedEndpoint(
            new(Path, "https://bridge.example" + Path),
            "2026-10-28.endive",
            new Dictionary<string, string> { ["bridge"] = "bridge" }
        );
        var former = new Core.Wire.StripeWebhookEndpoint
        {
            Id = "we_0",
            Url = "https://old.example" + Path,
            EnabledEvents = WantedEndpoint.Events,
            ApiVersion = "2026-10-28.endive",
            Status = "enabled",
        };
        var plan = StripeEndpointRules.Compare(wanted, [former]);
        plan.Steps.Should().Equal(new HookStep.Create());
        plan.ByHand.Should()
            .Equal(
                $"we_0 leads to https://old.example{Path}: perhaps a former address of this bridge; it was made by hand, so remove it by hand"
            );
        StripeEndpointRules
            .Compare(
                wanted,
                [former with { Metadata = new Dictionary<string, string> { ["bridge"] = "another" } }]
            )
            .ByHand.Should()
            .BeEmpty("it bears another bridge's mark");
    }
}
