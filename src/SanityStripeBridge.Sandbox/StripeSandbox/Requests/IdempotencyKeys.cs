namespace SanityStripeBridge.Sandbox.StripeSandbox.Requests;

/// <summary>What a key was first used for, and the answer once there is one.</summary>
internal sealed record KeptAnswer(
    string Fingerprint,
    string RequestId,
    long Created,
    int Status,
    byte[]? Body
);

/// <summary>Idempotency keys of one account and mode, kept 24 hours.</summary>
internal sealed class IdempotencyKeys
{
    /// <summary>Stripe removes a key no earlier than after 24 hours; here exactly then.</summary>
    private const long LifetimeSeconds = 24 * 60 * 60;

    private const int MaxLength = 255;

    private readonly Dictionary<string, KeptAnswer> _kept = new(StringComparer.Ordinal);

    /// <returns>The kept answer of an equal earlier request, or null when this request is to be performed.</returns>
    public KeptAnswer? Begin(string key, string fingerprint, string requestId, long now)
    {
        if (key.Length > MaxLength)
            throw Refuse.Value($"Idempotency key must be at most {MaxLength} characters.", null);
        if (_kept.TryGetValue(key, out var kept) && now - kept.Created < LifetimeSeconds)
        {
            if (kept.Fingerprint != fingerprint)
                throw Mismatch(key);
            return kept.Body is null ? throw InUse(key) : kept;
        }
        _kept[key] = new KeptAnswer(fingerprint, requestId, now, 0, null);
        return null;
    }

    public void Finish(string key, int status, byte[] body) =>
        _kept[key] = _kept[key] with { Status = status, Body = body };

    /// <summary>The request was refused before it was executed: the key is as new.</summary>
    public bool Forget(string key) => _kept.Remove(key);

    private static StripeErrorException Mismatch(string key) =>
        new(
            400,
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                + $"Try using a key other than '{key}' if you meant to execute a different request."
        )
        {
            Type = "idempotency_error",
            Logged = false,
        };

    private static StripeErrorException InUse(string key) =>
        new(
            409,
            "There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, "
                + $"and the other request is still going through): {key}. Please try again later."
        )
        {
            Code = "idempotency_key_in_use",
            Logged = false,
            Headers = new Dictionary<string, string> { ["Stripe-Should-Retry"] = "true" },
        };
}
