using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Doctor;

/// <summary>Registers the doctor's checks: those that need no store, so that it can speak when the store is broken, and the others.</summary>
internal static class DoctorRoom
{
    /// <summary>They need both clients, the options of all rooms, and setup.</summary>
    public static IServiceCollection AddPlatformChecks(this IServiceCollection services)
    {
        services.AddSingleton<StripeChecks>();
        services.AddSingleton<SanityChecks>();
        services.AddSingleton<HookChecks>();
        services.AddSingleton<ReceiverChecks>();
        return services;
    }

    /// <summary>They need the whole bridge.</summary>
    public static IServiceCollection AddStoreChecks(this IServiceCollection services)
    {
        services.AddSingleton<Usage>();
        services.AddSingleton<PinChecks>();
        services.AddSingleton<WorkChecks>();
        services.AddSingleton<Canary>();
        return services;
    }
}
