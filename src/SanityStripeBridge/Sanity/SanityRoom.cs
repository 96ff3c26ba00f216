using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Sanity;

/// <summary>Registers the Sanity client. It needs a <see cref="TimeProvider"/>, and <c>Func&lt;double&gt;</c> for jitter.</summary>
internal static class SanityRoom
{
    public static IServiceCollection AddSanity(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<Ulids>();
        services.TryAddSingleton<LivingNodes>();
        services.TryAddSingleton<CallMeter>();
        services.TryAddSingleton<Connections>();
        services.TryAddSingleton(CatalogueMapping.Shipped);
        services.TryAddSingleton<ProjectBudgets>();
        // The project is pinned: it stays the same while the program runs.
        services.AddSingleton(provider =>
            provider.GetRequiredService<ProjectBudgets>().Of(Options(provider)())
        );
        services.AddSingleton<IValidateOptions<SanityOptions>, SanityOptionsRules>();
        services
            .AddOptions<SanityOptions>()
            .Configure<IConfiguration>((options, settings) => Read(settings, options))
            .ValidateOnStart();
        services.AddSingleton<IOptionsChangeTokenSource<SanityOptions>>(
            provider => new ConfigurationChangeTokenSource<SanityOptions>(
                provider.GetRequiredService<IConfiguration>()
            )
        );
        services.AddSingleton(Create);
        services.AddSingleton<ISanitySide>(provider => provider.GetRequiredService<SanityClient>());
        services.AddSingleton(provider => new ImageDownload(
            Options(provider),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<IImages>(CreateImporter);
        return services;
    }

    /// <summary>Fills the options from settings under their published names; what is not set keeps its default.</summary>
    public static void Read(IConfiguration settings, SanityOptions options)
    {
        options.ProjectId = Text(settings["SANITY_PROJECT_ID"]) ?? options.ProjectId;
        options.Dataset = Text(settings["SANITY_DATASET"]) ?? options.Dataset;
        options.Token = Text(settings["SANITY_API_TOKEN"]) ?? options.Token;
        options.ManageToken = Text(settings["SANITY_MANAGE_TOKEN"]) ?? options.ManageToken;
        options.ApiBase = Text(settings["SANITY_API_BASE"]) ?? options.ApiBase;
        options.ApiVersion = Text(settings["SANITY_API_VERSION"]) ?? options.ApiVersion;
        options.ImageHosts = (Text(settings["BRIDGE_IMAGE_HOSTS"]) ?? "").Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static Func<SanityOptions> Options(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<SanityOptions>>();
        return () => options.CurrentValue;
    }

    private static ImageImporter CreateImporter(IServiceProvider provider) =>
        new(
            provider.GetRequiredService<Connections>().Client,
            provider.GetRequiredService<ImageDownload>(),
            Options(provider),
            provider.GetRequiredService<SanityBudgets>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Func<double>>(),
            provider.GetRequiredService<CallMeter>(),
            provider.GetRequiredService<ILogger<ImageImporter>>()
        );

    private static SanityClient Create(IServiceProvider provider)
    {
        return new(
            provider.GetRequiredService<Connections>().Client,
            Options(provider),
            provider.GetRequiredService<SanityBudgets>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Func<double>>(),
            provider.GetRequiredService<CallMeter>(),
            provider.GetRequiredService<CatalogueMapping>(),
            provider.GetRequiredService<ILogger<SanityClient>>()
        );
    }
}
