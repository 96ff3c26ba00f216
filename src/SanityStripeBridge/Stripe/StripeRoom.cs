using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Stripe;

/// <summary>Registers the Stripe client. It needs a <see cref="TimeProvider"/>, and <c>Func&lt;double&gt;</c> for jitter.</summary>
internal static class StripeRoom
{
    public static IServiceCollection AddStripe(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<Ulids>();
        services.TryAddSingleton<LivingNodes>();
        services.TryAddSingleton<CallMeter>();
        services.TryAddSingleton<Connections>();
        services.TryAddSingleton<StripeBudgets>();
        services.AddSingleton<IValidateOptions<StripeOptions>, StripeOptionsRules>();
        services
            .AddOptions<StripeOptions>()
            .Configure<IConfiguration>((options, settings) => Read(settings, options))
            .ValidateOnStart();
        services.AddSingleton<IOptionsChangeTokenSource<StripeOptions>>(
            provider => new ConfigurationChangeTokenSource<StripeOptions>(
                provider.GetRequiredService<IConfiguration>()
            )
        );
        services.AddSingleton(Create);
        services.AddSingleton<IStripeSide>(provider => provider.GetRequiredService<StripeClient>());
        services.AddSingleton<ISubscriptions>(provider => provider.GetRequiredService<StripeClient>());
        return services;
    }

    /// <summary>Fills the options from settings under their published names; what is not set keeps its default.</summary>
    public static void Read(IConfiguration settings, StripeOptions options)
    {
        options.SecretKey = settings["STRIPE_SECRET_KEY"]?.Trim() ?? options.SecretKey;
        options.ApiBase = Text(settings["STRIPE_API_BASE"]) ?? options.ApiBase;
        options.ApiVersion = Text(settings["STRIPE_API_VERSION"]) ?? options.ApiVersion;
        options.Account = Text(settings["STRIPE_ACCOUNT"]) ?? options.Account;
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static StripeClient Create(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<StripeOptions>>();
        return new(
            provider.GetRequiredService<Connections>().Client,
            () => options.CurrentValue,
            provider.GetRequiredService<StripeBudgets>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Func<double>>(),
            provider.GetRequiredService<CallMeter>(),
            provider.GetRequiredService<ILogger<StripeClient>>()
        );
    }
}
