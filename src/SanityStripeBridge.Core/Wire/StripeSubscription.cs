namespace SanityStripeBridge.Core.Wire;

/// <summary>A subscription of Stripe's API, as much of it as is counted.</summary>
public sealed record StripeSubscription
{
    /// <summary><c>sub_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>active</c>, <c>trialing</c>, <c>past_due</c>, …</summary>
    public string? Status { get; init; }

    /// <summary>Whether it goes on: it has neither been cancelled nor has its first payment failed for good.</summary>
    public bool IsLive => Status is not ("canceled" or "incomplete_expired");
}
