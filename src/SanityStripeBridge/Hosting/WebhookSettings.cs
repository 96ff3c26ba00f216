using SanityStripeBridge.Webhooks;

namespace SanityStripeBridge.Hosting;

/// <summary>Turns the published settings into what the receivers accept.</summary>
internal static class WebhookSettings
{
    public static void Fill(WebhookOptions options, SettingsReader settings)
    {
        var key = settings.Text("STRIPE_SECRET_KEY") ?? "";
        options.StripeSecrets = settings.List("STRIPE_WEBHOOK_SECRET");
        options.SanitySecrets = settings.List("SANITY_WEBHOOK_SECRET");
        options.StripeToleranceSeconds = settings.Integer("STRIPE_TOLERANCE_SECONDS", 300, 1, 86_400);
        options.SanityToleranceSeconds = settings.Integer("SANITY_TOLERANCE_SECONDS", 3600, 1, 604_800);
        options.DebounceMs = settings.Integer("BRIDGE_DEBOUNCE_MS", 250, 0, 60_000);
        options.Livemode =
            key.StartsWith("sk_live_", StringComparison.Ordinal)
            || key.StartsWith("rk_live_", StringComparison.Ordinal);
        options.Account = settings.Text("STRIPE_ACCOUNT");
        options.Project = settings.Text("SANITY_PROJECT_ID") ?? "";
        options.Dataset = settings.Text("SANITY_DATASET") ?? "";
        options.Instance = settings.Text("BRIDGE_INSTANCE") ?? "bridge";
    }
}
