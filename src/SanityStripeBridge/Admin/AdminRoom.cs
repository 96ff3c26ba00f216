using SanityStripeBridge.Operating;

namespace SanityStripeBridge.Admin;

/// <summary>Registers what the admin API wants of one bridge.</summary>
internal static class AdminRoom
{
    /// <param name="services">The bridge's.</param>
    /// <param name="bridge">Its name.</param>
    /// <param name="alone">Whether one process at a time serves the store.</param>
    public static IServiceCollection AddAdmin(this IServiceCollection services, string bridge, bool alone)
    {
        services.AddSingleton(rooms => new OperatedBridge(bridge, rooms));
        services.AddSingleton(new ServesAlone(alone));
        services.AddSingleton<SharedComparison>();
        services.AddSingleton<BackgroundRuns>();
        services.AddHostedService(rooms => rooms.GetRequiredService<BackgroundRuns>());
        return services;
    }
}
