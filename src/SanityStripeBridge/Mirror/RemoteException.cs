namespace SanityStripeBridge.Mirror;

/// <summary>What a failed call means for the work that made it.</summary>
internal enum FailureKind
{
    /// <summary>Connection, time-out, 5xx, a key in use: the same request may be sent again; a write's outcome is unknown.</summary>
    Transient,

    /// <summary>429 of either kind: nothing happened, try later.</summary>
    RateLimited,

    /// <summary>The document's or object's fault: a definite no that no retry changes.</summary>
    Refused,

    /// <summary>The operator's fault: key, permission, account, project or dataset. Writing pauses; nothing dies.</summary>
    Operator,
}

/// <summary>A platform did not do what was asked. Caught in one place, the family worker.</summary>
internal sealed class RemoteException(
    FailureKind kind,
    string message,
    int? status = null,
    string? code = null,
    string? parameter = null,
    TimeSpan? retryAfter = null,
    Exception? inner = null
) : Exception(message, inner)
{
    /// <summary>The code of a 5xx that Stripe keeps under the key and repeats until the key expires: only a new key gets further.</summary>
    public const string StoredError = "stored_error";

    /// <summary>Stripe's code for an id that is not there; with <see cref="FailureKind.Operator"/> it is there in the other mode.</summary>
    public const string Missing = "resource_missing";

    public FailureKind Kind { get; } = kind;

    /// <summary>HTTP status; null when there was no answer.</summary>
    public int? Status { get; } = status;

    /// <summary>Stripe's error code, or the type of Sanity's first error item.</summary>
    public string? Code { get; } = code;

    /// <summary>Stripe's parameter at fault.</summary>
    public string? Parameter { get; } = parameter;

    /// <summary>What <c>Retry-After</c> said.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
