namespace SanityStripeBridge.Core.Wire;

/// <summary>A webhook endpoint of Stripe's API. Its secret is in the answer to its creation and nowhere else.</summary>
public sealed record StripeWebhookEndpoint
{
    private readonly IReadOnlyList<string> _enabledEvents = [];
    private readonly IReadOnlyDictionary<string, string> _metadata = new Dictionary<string, string>();

    /// <summary><c>we_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Where it delivers to.</summary>
    public required string Url { get; init; }

    /// <summary>Event types, or <c>*</c>.</summary>
    public IReadOnlyList<string> EnabledEvents
    {
        get => _enabledEvents;
        init => _enabledEvents = value ?? [];
    }

    /// <summary>Fixed when it was made; null: the account's own.</summary>
    public string? ApiVersion { get; init; }

    /// <summary><c>enabled</c> or <c>disabled</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Unix seconds.</summary>
    public long Created { get; init; }

    /// <summary>Free for the maker.</summary>
    public IReadOnlyDictionary<string, string> Metadata
    {
        get => _metadata;
        init => _metadata = value ?? new Dictionary<string, string>();
    }

    /// <summary><c>whsec_…</c>; null but in the answer to its creation.</summary>
    public string? Secret { get; init; }

    /// <summary>Whether it delivers.</summary>
    public bool IsEnabled => Status != "disabled";

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{Id} {Url}";
}
