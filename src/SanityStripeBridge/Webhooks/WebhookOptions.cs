using Microsoft.Extensions.Options;

namespace SanityStripeBridge.Webhooks;

/// <summary>What the receivers accept. Read anew for every request, so that a rotated secret needs no restart.</summary>
internal sealed class WebhookOptions
{
    /// <summary><c>whsec_…</c>, one or several during a rotation.</summary>
    public IReadOnlyList<string> StripeSecrets { get; set; } = [];
    public IReadOnlyList<string> SanitySecrets { get; set; } = [];

    /// <summary>Seconds that a signature may be old or early.</summary>
    public int StripeToleranceSeconds { get; set; } = 300;

    /// <summary>Seconds; Sanity does not say whether a retry is signed anew.</summary>
    public int SanityToleranceSeconds { get; set; } = 3600;

    /// <summary>Whether our key is a live one.</summary>
    public bool Livemode { get; set; }

    /// <summary>The connected account we work for; null for the key's own.</summary>
    public string? Account { get; set; }
    public string Project { get; set; } = "";
    public string Dataset { get; set; } = "";

    /// <summary>How long a family rests after a delivery, so that a burst is one piece of work. 0 to 60,000.</summary>
    public int DebounceMs { get; set; } = 250;

    /// <summary><c>[a-z0-9]{1,16}</c>.</summary>
    public string Instance { get; set; } = "bridge";

    /// <summary>How every key and transaction id of ours begins.</summary>
    public string OurName => $"ssb-{Instance}-";
}

/// <summary>Names every setting at fault at once; secrets are never repeated.</summary>
internal sealed class WebhookOptionsRules : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        var faults = new List<string>();
        if (options.StripeSecrets.Any(string.IsNullOrWhiteSpace))
            faults.Add("STRIPE_WEBHOOK_SECRET: one of the secrets is blank.");
        if (options.SanitySecrets.Any(string.IsNullOrWhiteSpace))
            faults.Add("SANITY_WEBHOOK_SECRET: one of the secrets is blank.");
        if (options.StripeToleranceSeconds <= 0)
            faults.Add("STRIPE_TOLERANCE_SECONDS: expected a number above 0.");
        if (options.SanityToleranceSeconds <= 0)
            faults.Add("SANITY_TOLERANCE_SECONDS: expected a number above 0.");
        if (options.DebounceMs is < 0 or > 60_000)
            faults.Add("BRIDGE_DEBOUNCE_MS: expected 0 to 60000.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
