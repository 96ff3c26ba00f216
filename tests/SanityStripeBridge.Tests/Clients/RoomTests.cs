using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sanity;
using SanityStripeBridge.Stripe;

namespace SanityStripeBridge.Tests.Clients;

public sealed class RoomTests
{
    private static readonly Dictionary<string, string?> Good = new()
    {
        ["STRIPE_SECRET_KEY"] = "sk_test_1",
        ["STRIPE_API_BASE"] = "http://127.0.0.1:1",
        ["SANITY_PROJECT_ID"] = "demoproj",
        ["SANITY_DATASET"] = "production",
        ["SANITY_API_TOKEN"] = "token",
    };

    [Fact]
    public void Both_sides_come_from_the_settings()
    {
        using var provider = Provider(Good);
        provider.GetRequiredService<IStripeSide>().Should().BeOfType<StripeClient>();
        provider.GetRequiredService<ISanitySide>().Should().BeOfType<SanityClient>();
        var sanity = provider.GetRequiredService<IOptionsMonitor<SanityOptions>>().CurrentValue;
        sanity.Root.Should().Be("https://demoproj.api.sanity.io/v2025-02-19");
        var stripe = provider.GetRequiredService<IOptionsMonitor<StripeOptions>>().CurrentValue;
        stripe.ApiVersion.Should().Be("2026-10-28.endive");
        stripe.IsLive.Should().BeFalse();
    }

    [Fact]
    public void A_key_that_changes_in_the_settings_is_seen_without_a_restart()
    {
        var settings = Settings(Good);
        using var provider = Provider(settings);
        var monitor = provider.GetRequiredService<IOptionsMonitor<StripeOptions>>();
        monitor.CurrentValue.SecretKey.Should().Be("sk_test_1");
        settings["STRIPE_SECRET_KEY"] = "rk_live_2";
        settings.Reload();
        monitor.CurrentValue.SecretKey.Should().Be("rk_live_2");
        monitor.CurrentValue.IsLive.Should().BeTrue();
    }

    [Fact]
    public void Every_setting_at_fault_is_named_at_once_and_no_secret_repeated()
    {
        using var provider = Provider(
            new Dictionary<string, string?>
            {
                ["STRIPE_SECRET_KEY"] = "pk_test_visible",
                ["STRIPE_API_BASE"] = "nowhere",
                ["STRIPE_ACCOUNT"] = "me",
                ["SANITY_DATASET"] = "Prod uction",
                ["SANITY_API_VERSION"] = "latest",
            }
        );
        var stripe = () => provider.GetRequiredService<IOptionsMonitor<StripeOptions>>().CurrentValue;
        stripe
            .Should()
            .Throw<OptionsValidationException>()
            .Which.Message.Should()
            .ContainAll("STRIPE_SECRET_KEY", "STRIPE_API_BASE", "STRIPE_ACCOUNT")
            .And.NotContain("visible");
        var sanity = () => provider.GetRequiredService<IOptionsMonitor<SanityOptions>>().CurrentValue;
        sanity
            .Should()
            .Throw<OptionsValidationException>()
            .Which.Message.Should()
            .ContainAll("SANITY_PROJECT_ID", "SANITY_DATASET", "SANITY_API_TOKEN", "SANITY_API_VERSION");
    }

    private static IConfigurationRoot Settings(Dictionary<string, string?> values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values).Build();

    private static ServiceProvider Provider(Dictionary<string, string?> values) => Provider(Settings(values));

    private static ServiceProvider Provider(IConfigurationRoot settings) =>
        new ServiceCollection()
            .AddSingleton<IConfiguration>(settings)
            .AddSingleton(TimeProvider.System)
            .AddSingleton<Func<double>>(() => 0.5)
            .AddLogging()
            .AddStripe()
            .AddSanity()
            .BuildServiceProvider();
}
