using Microsoft.Extensions.Options;

namespace SanityStripeBridge.Stripe;

/// <summary>How to reach one Stripe account in one mode. Read anew for every call, so that a rotated key needs no restart.</summary>
internal sealed class StripeOptions
{
    /// <summary><c>sk_…</c> or <c>rk_…</c>; its prefix tells the mode.</summary>
    public string SecretKey { get; set; } = "";

    public string ApiBase { get; set; } = "https://api.stripe.com";

    public string ApiVersion { get; set; } = "2026-10-28.endive";

    /// <summary>A connected account (<c>acct_…</c>); null for the key's own.</summary>
    public string? Account { get; set; }

    /// <summary>Time-out of one attempt. Stripe's writes answer within a second; its own clients wait 80 s.</summary>
    public TimeSpan TimeOut { get; set; } = TimeSpan.FromSeconds(30);

    public bool IsLive =>
        SecretKey.StartsWith("sk_live_", StringComparison.Ordinal)
        || SecretKey.StartsWith("rk_live_", StringComparison.Ordinal);
}

/// <summary>Names every setting at fault at once; values are never repeated.</summary>
internal sealed class StripeOptionsRules : IValidateOptions<StripeOptions>
{
    private static readonly string[] Prefixes = ["sk_test_", "sk_live_", "rk_test_", "rk_live_"];

    public ValidateOptionsResult Validate(string? name, StripeOptions options)
    {
        var faults = new List<string>();
        if (!Prefixes.Any(prefix => options.SecretKey.StartsWith(prefix, StringComparison.Ordinal)))
            faults.Add("STRIPE_SECRET_KEY: expected a secret or restricted key (sk_… or rk_…).");
        if (
            !Uri.TryCreate(options.ApiBase, UriKind.Absolute, out var address)
            || !address.Scheme.StartsWith("http", StringComparison.Ordinal)
        )
            faults.Add("STRIPE_API_BASE: expected an absolute http or https address.");
        if (string.IsNullOrWhiteSpace(options.ApiVersion))
            faults.Add("STRIPE_API_VERSION: expected a version such as 2026-10-28.endive.");
        if (options.Account is { } account && !account.StartsWith("acct_", StringComparison.Ordinal))
            faults.Add("STRIPE_ACCOUNT: expected acct_… or nothing.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
