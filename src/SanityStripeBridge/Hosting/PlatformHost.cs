using SanityStripeBridge.Doctor;
using SanityStripeBridge.Sanity;
using SanityStripeBridge.Setup;
using SanityStripeBridge.Stripe;

namespace SanityStripeBridge.Hosting;

/// <summary>Both platforms without a store: for the doctor, who must speak also when the store is broken.</summary>
internal static class PlatformHost
{
    /// <param name="settings">Under their published names.</param>
    /// <param name="clock">Ours.</param>
    /// <param name="bridge">Its name among the bridges of these settings.</param>
    /// <param name="logging">Where warnings go.</param>
    public static ServiceProvider Build(
        IConfiguration settings,
        TimeProvider clock,
        string bridge,
        Action<ILoggingBuilder> logging
    )
    {
        var services = new ServiceCollection();
        services.AddSingleton(settings);
        services.AddShared(new() { Settings = settings, Clock = clock });
        services.AddSingleton(MappingSetting.Load(settings));
        services.AddLogging(logging);
        services.AddStripe();
        services.AddSanity();
        services.AddSettings();
        services.AddSetup(bridge);
        services.AddPlatformChecks();
        return services.BuildServiceProvider();
    }
}
