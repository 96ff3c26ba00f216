namespace SanityStripeBridge.Core.Catalogue;

/// <summary>How far a remote write has come.</summary>
public enum IntentState
{
    /// <summary>Committed before the call; the outcome is not known.</summary>
    Open,

    /// <summary>The write happened, and the baseline holds it.</summary>
    Done,

    /// <summary>The world moved on; whatever it did or did not do, it is planned anew.</summary>
    Superseded,

    /// <summary>The platform refused it for good; a new attempt has a new key.</summary>
    Refused,
}

/// <summary>What a remote write does.</summary>
public enum IntentAction
{
    /// <summary>Makes the object.</summary>
    Create,

    /// <summary>Changes fields of an existing object.</summary>
    Update,

    /// <summary>Deletes a document.</summary>
    Delete,

    /// <summary>Makes a former price of the document's chain its current one again.</summary>
    Revive,
}

/// <summary>
/// A remote write, written down before it is sent: the ledger by which an echo is proved and a crash is survived.
/// A call that writes several objects (a Sanity transaction, a product with its default price) is several intents with one key.
/// </summary>
public sealed record Intent
{
    /// <summary>A ulid, new for every operation and never derived from content.</summary>
    public required string Id { get; init; }

    /// <summary>The idempotency key (Stripe) or transaction id (Sanity): <c>ssb-&lt;instance&gt;-&lt;store&gt;-&lt;ulid&gt;</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The family under whose lease it is sent.</summary>
    public required string Family { get; init; }

    /// <summary>The side that is written.</summary>
    public required Side Side { get; init; }

    /// <summary>Product or price.</summary>
    public required ObjectType Type { get; init; }

    /// <summary>What it does.</summary>
    public required IntentAction Action { get; init; }

    /// <summary>Published id of the document concerned.</summary>
    public required string SanityId { get; init; }

    /// <summary>The Stripe object concerned; null while a price that is being created has no id yet.</summary>
    public string? StripeId { get; init; }

    /// <summary>The written side's values at the look, for exactly the fields that are written.</summary>
    public Fields Before { get; init; } = Fields.None;

    /// <summary>The values written; a path of <see cref="Paths"/> that is absent here is cleared.</summary>
    public Fields After { get; init; } = Fields.None;

    /// <summary>Every path that is written.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Those of <see cref="Paths"/> that the other side does not hold yet: the write agrees nothing about them.</summary>
    public IReadOnlyList<string> Halves { get; init; } = [];

    /// <summary>The request exactly as sent (form pairs or mutations as JSON), so that it can be sent again with the same key.</summary>
    public required string Request { get; init; }

    /// <summary>How far it has come.</summary>
    public IntentState State { get; init; } = IntentState.Open;

    /// <summary>An echo with this key has come: the write did happen, even if its answer was lost.</summary>
    public bool Proved { get; init; }

    /// <summary>When it was committed; Stripe keeps a key at least 24 hours.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
