using Microsoft.Extensions.Options;
using SanityStripeBridge.Admin;
using SanityStripeBridge.Alerts;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Webhooks;

namespace SanityStripeBridge.Hosting;

/// <summary>Registers the options that are not read by their own rooms.</summary>
internal static class SettingsRoom
{
    public static IServiceCollection AddSettings(this IServiceCollection services) =>
        services
            .AddOptionsOf<MirrorOptions>(Settings.Fill)
            .AddOptionsOf<AlertOptions>(AlertSettings.Fill)
            .AddOptionsOf<WebhookOptions>(WebhookSettings.Fill)
            .AddOptionsOf<AdminOptions>(AdminSettings.Fill);

    private static IServiceCollection AddOptionsOf<T>(
        this IServiceCollection services,
        Action<T, SettingsReader> fill
    )
        where T : class
    {
        // Whatever is at fault was refused before it came here.
        services
            .AddOptions<T>()
            .Configure<IConfiguration>(
                (options, settings) => fill(options, new(settings, new List<string>()))
            );
        return services.AddSingleton<IOptionsChangeTokenSource<T>>(
            provider => new ConfigurationChangeTokenSource<T>(provider.GetRequiredService<IConfiguration>())
        );
    }
}
