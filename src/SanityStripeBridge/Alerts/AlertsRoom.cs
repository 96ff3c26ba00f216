namespace SanityStripeBridge.Alerts;

/// <summary>Registers the alerts. They need the mirror, the inbox and the connections.</summary>
internal static class AlertsRoom
{
    public static IServiceCollection AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<Conditions>();
        services.AddSingleton<AlertPost>();
        services.AddSingleton<AlertLoop>();
        return services;
    }
}
