using SanityStripeBridge.Alerts;

namespace SanityStripeBridge.Hosting;

/// <summary>Turns the published setting into where alerts go.</summary>
internal static class AlertSettings
{
    public static void Fill(AlertOptions options, SettingsReader settings)
    {
        if (settings.Text("BRIDGE_ALERT_URL") is not { } text)
            return;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && AlertOptions.MayGoTo(address))
            options.Address = address;
        else
            settings.Fault(
                "BRIDGE_ALERT_URL",
                "expected an https address, or an http address of this machine; what alerts tell is not for everybody."
            );
    }
}
