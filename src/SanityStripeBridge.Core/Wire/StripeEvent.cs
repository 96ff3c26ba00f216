using System.Text.Json;

namespace SanityStripeBridge.Core.Wire;

/// <summary>
/// A webhook body of Stripe: the snapshot form (<c>object: event</c>) or the thin form (<c>object: v2.core.event</c>).
/// Rendered in the endpoint's API version, so only what every version shares is typed.
/// </summary>
public sealed record StripeEvent
{
    /// <summary><c>evt_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>event</c> or <c>v2.core.event</c>.</summary>
    public required string Object { get; init; }

    /// <summary><c>product.updated</c>, <c>v1.product.updated</c>, ….</summary>
    public required string Type { get; init; }

    /// <summary>The connected account, when it is not our own.</summary>
    public string? Account { get; init; }

    /// <summary>True for live mode.</summary>
    public bool Livemode { get; init; }

    /// <summary>Unix seconds in a snapshot, RFC 3339 text in a thin event.</summary>
    public JsonElement Created { get; init; }

    /// <summary>Snapshot only.</summary>
    public StripeEventData? Data { get; init; }

    /// <summary>Snapshot only: who asked for the change.</summary>
    public StripeEventRequest? Request { get; init; }

    /// <summary>Thin only.</summary>
    public StripeRelatedObject? RelatedObject { get; init; }

    /// <summary>Thin only: who asked for the change.</summary>
    public StripeEventReason? Reason { get; init; }
}

/// <summary>The object at the time of the event, and what changed of it.</summary>
public sealed record StripeEventData
{
    /// <summary>The whole object, unexpanded.</summary>
    public JsonElement Object { get; init; }

    /// <summary>Changed keys with their old values, metadata per key; only on <c>*.updated</c>.</summary>
    public JsonElement? PreviousAttributes { get; init; }
}

/// <summary>The API call behind an event; ids are null for changes that Stripe made by itself.</summary>
public sealed record StripeEventRequest
{
    /// <summary><c>req_…</c>.</summary>
    public string? Id { get; init; }

    /// <summary>The literal <c>Idempotency-Key</c> header of the call; null for the Dashboard and for deletions.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>The object a thin event is about.</summary>
public sealed record StripeRelatedObject(string Id, string? Type, string? Url);

/// <summary>Why a thin event happened.</summary>
public sealed record StripeEventReason(string? Type, StripeEventRequest? Request);

/// <summary>One page of a list, newest first.</summary>
public sealed record StripeList<T>
{
    /// <summary>The page.</summary>
    public IReadOnlyList<T> Data
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Whether older objects follow.</summary>
    public bool HasMore { get; init; }
}

/// <summary>The account behind a key.</summary>
public sealed record StripeAccount
{
    /// <summary><c>acct_…</c>.</summary>
    public required string Id { get; init; }
}

/// <summary>Envelope of an error.</summary>
public sealed record StripeErrorBody
{
    /// <summary>The error.</summary>
    public StripeError? Error { get; init; }
}

/// <summary>An error; branch on status and code, never on type alone.</summary>
public sealed record StripeError
{
    /// <summary>Machine-readable, often absent.</summary>
    public string? Code { get; init; }

    /// <summary>A sentence.</summary>
    public string? Message { get; init; }

    /// <summary>The parameter at fault.</summary>
    public string? Param { get; init; }

    /// <summary><c>invalid_request_error</c>, <c>idempotency_error</c>, <c>api_error</c>.</summary>
    public string? Type { get; init; }
}
