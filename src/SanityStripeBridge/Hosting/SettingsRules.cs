using SanityStripeBridge.Alerts;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sanity;
using SanityStripeBridge.Stripe;
using SanityStripeBridge.Webhooks;

namespace SanityStripeBridge.Hosting;

/// <summary>Checks every setting at once.</summary>
internal static class SettingsRules
{
    private static readonly Dictionary<string, string> Formats = new(StringComparer.Ordinal)
    {
        ["text"] = "text",
        ["json"] = "json",
    };

    /// <summary>One sentence per fault, each beginning with the setting's name; empty when all is well.</summary>
    /// <param name="serving">Whether webhooks will be received.</param>
    public static IReadOnlyList<string> Faults(IConfiguration settings, bool serving)
    {
        var bridges = BridgeView.AllOf(settings);
        return
        [
            .. BridgeView.Faults(settings),
            .. bridges
                .SelectMany(bridge => Faults(bridge, serving).Select(bridge.Qualified))
                .Distinct(StringComparer.Ordinal),
            .. BridgeRules.Faults(bridges),
            .. CollectorFaults(settings),
        ];
    }

    private static IEnumerable<string> CollectorFaults(IConfiguration settings) =>
        from signal in (string[])["", "TRACES_", "METRICS_"]
        let name = $"OTEL_EXPORTER_OTLP_{signal}ENDPOINT"
        let text = settings[name]
        where !string.IsNullOrWhiteSpace(text)
        where
            !Uri.TryCreate(text, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
        select $"{name}: expected the collector's http or https address, such as http://localhost:4318.";

    private static List<string> Faults(BridgeView settings, bool serving)
    {
        var faults = new List<string>();
        var reader = new SettingsReader(settings, faults);
        faults.AddRange(StripeFaults(settings));
        faults.AddRange(SanityFaults(settings));
        Settings.Fill(new MirrorOptions(), reader);
        AlertSettings.Fill(new AlertOptions(), reader);
        Settings.Store(reader);
        Receivers(reader, serving && Settings.Pull(new(settings, [])) is null);
        reader.Word("BRIDGE_LOG", "text", Formats);
        MappingSetting.Read(reader);
        return faults;
    }

    private static IEnumerable<string> StripeFaults(IConfiguration settings)
    {
        var options = new StripeOptions();
        StripeRoom.Read(settings, options);
        foreach (var fault in new StripeOptionsRules().Validate(null, options).Failures ?? [])
            yield return fault;
        if (IsClearText(options.ApiBase))
            yield return "STRIPE_API_BASE: the key would travel unencrypted; expected https, or a loopback address.";
    }

    private static IEnumerable<string> SanityFaults(IConfiguration settings)
    {
        var options = new SanityOptions();
        SanityRoom.Read(settings, options);
        foreach (var fault in new SanityOptionsRules().Validate(null, options).Failures ?? [])
            yield return fault;
        if (options.ApiBase is { } address && IsClearText(address))
            yield return "SANITY_API_BASE: the token would travel unencrypted; expected https, or a loopback address.";
    }

    private static bool IsClearText(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttp
        && !uri.IsLoopback;

    private static void Receivers(SettingsReader settings, bool serving)
    {
        Secrets("STRIPE_WEBHOOK_SECRET", "Stripe");
        Secrets("SANITY_WEBHOOK_SECRET", "Sanity");
        WebhookSettings.Fill(new WebhookOptions(), settings);

        void Secrets(string name, string platform)
        {
            var secrets = settings.List(name);
            if (serving && secrets.Count == 0)
                settings.Fault(name, $"expected the signing secret of the webhook at {platform}.");
            if (secrets.Any(IsApiKey))
                settings.Fault(name, "it holds an API key; expected the webhook's own signing secret.");
        }
    }

    private static bool IsApiKey(string secret) => secret is ['s' or 'r' or 'p', 'k', '_', ..];
}
