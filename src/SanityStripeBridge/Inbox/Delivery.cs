using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Inbox;

/// <summary>Where a delivery stands (see <c>docs/states.md</c>).</summary>
internal enum DeliveryState
{
    Received,
    Working,
    Done,
    Retrying,
    Held,
    Dead,
    Quarantined,
    Discarded,
}

/// <summary>What the sender is told of a stored delivery.</summary>
internal enum DeliveryOutcome
{
    Accepted,
    Duplicate,
    Echo,
    Quarantined,
}

/// <summary>A verified webhook request on its way into the inbox.</summary>
internal sealed record NewDelivery
{
    public required Side Side { get; init; }

    /// <summary>Event id (Stripe, with account and mode) or <c>id|rev|operation</c> (Sanity); null is never a duplicate.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>Stripe object id or published document id.</summary>
    public required string Subject { get; init; }

    /// <summary>Event type, or document type.</summary>
    public required string Type { get; init; }

    /// <summary>create, update, delete; null when the body does not say.</summary>
    public string? Operation { get; init; }

    /// <summary>The family's key as far as the door can tell; the worker moves the delivery when it turns out to be another.</summary>
    public required string Family { get; init; }

    /// <summary>The raw bytes as received.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Sender's headers worth keeping for people (ids, time), as JSON; never a signature.</summary>
    public string? Headers { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Accepted, Echo (stored as done) or Quarantined (stored, not worked).</summary>
    public required DeliveryOutcome Outcome { get; init; }

    /// <summary>The ledger key an echo proves; the store marks that intent proved in the same commit.</summary>
    public string? ProvesKey { get; init; }

    /// <summary>Catch-up found it; no webhook brought it.</summary>
    public bool Found { get; init; }

    /// <summary>Not worked before this moment, so that a burst becomes one piece of work.</summary>
    public required DateTimeOffset DueAt { get; init; }
}

/// <summary>A delivery as stored.</summary>
internal sealed record Delivery
{
    public required long Id { get; init; }
    public required Side Side { get; init; }
    public required string Subject { get; init; }
    public required string Type { get; init; }
    public string? Operation { get; init; }
    public required string Family { get; init; }
    public required byte[] Body { get; init; }
    public string? Headers { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required DeliveryState State { get; init; }
    public required DeliveryOutcome Outcome { get; init; }
    public required int Attempts { get; init; }

    /// <summary>Why it is retrying, held, dead or quarantined.</summary>
    public string? Reason { get; init; }
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>Catch-up found it; no webhook brought it.</summary>
    public bool Found { get; init; }
}
