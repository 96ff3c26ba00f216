using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Setup;

/// <summary>Registers what makes an installation ready. It needs both clients and the options of all rooms.</summary>
internal static class SetupRoom
{
    /// <param name="services">The bridge's rooms.</param>
    /// <param name="bridge">Its name among the bridges of this process.</param>
    public static IServiceCollection AddSetup(this IServiceCollection services, string bridge = "default")
    {
        services.AddSingleton(new BridgeName(bridge));
        services.AddSingleton<WantedHooks>();
        services.AddSingleton<StripeEndpointSetup>();
        services.AddSingleton<SanityHookSetup>();
        return services;
    }

    /// <summary>Needs the whole bridge.</summary>
    public static IServiceCollection AddRepin(this IServiceCollection services)
    {
        services.AddSingleton<Repinning>();
        services.AddSingleton<RepinSetup>();
        return services;
    }
}
