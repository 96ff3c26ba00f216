using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Tests.Wire;

/// <summary>Words by which Stripe says whether something still goes on.</summary>
public sealed class StripeStatusTests
{
    [Theory]
    [InlineData("active", true)]
    [InlineData("trialing", true)]
    [InlineData("past_due", true)]
    [InlineData("incomplete", true)]
    [InlineData(null, true)]
    [InlineData("canceled", false)]
    [InlineData("incomplete_expired", false)]
    public void A_subscription_is_live_until_it_was_cancelled_or_never_began(string? status, bool isLive) =>
        new StripeSubscription { Id = "sub_1", Status = status }
            .IsLive.Should()
            .Be(isLive);

    [Theory]
    [InlineData("enabled", true)]
    [InlineData(null, true)]
    [InlineData("disabled", false)]
    public void An_endpoint_delivers_unless_it_is_disabled(string? status, bool isEnabled) =>
        Endpoint(status).IsEnabled.Should().Be(isEnabled);

    [Fact]
    public void A_printed_endpoint_keeps_its_secret() =>
        (Endpoint("enabled") with { Secret = "whsec_1" })
            .ToString()
            .Should()
            .Be("we_1 https://bridge.example/hook");

    [Fact]
    public void What_an_endpoint_leaves_out_is_empty_and_never_null()
    {
        var endpoint = System.Text.Json.JsonSerializer.Deserialize(
            """{"id":"we_1","url":"https://bridge.example/hook"}""",
            StripeJson.Default.StripeWebhookEndpoint
        )!;
        endpoint.EnabledEvents.Should().BeEmpty();
        endpoint.Metadata.Should().BeEmpty();
    }

    private static StripeWebhookEndpoint Endpoint(string? status) =>
        new()
        {
            Id = "we_1",
            Url = "https://bridge.example/hook",
            Status = status,
        };
}
