using SanityStripeBridge.Admin;

namespace SanityStripeBridge.Hosting;

/// <summary>Turns the published settings into who may use the admin surface.</summary>
internal static class AdminSettings
{
    public static void Fill(AdminOptions options, SettingsReader settings)
    {
        options.Tokens = settings.List("BRIDGE_ADMIN_TOKEN");
        options.StudioUrl = settings.Text("SANITY_STUDIO_URL")?.TrimEnd('/');
    }
}
