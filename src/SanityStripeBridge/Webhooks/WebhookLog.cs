namespace SanityStripeBridge.Webhooks;

/// <summary>What the receivers say; ids 1000-1099. Area is <c>[WEBHOOK]</c> for Stripe, <c>[SANITY_WEBHOOK]</c> for Sanity.</summary>
internal static partial class WebhookLog
{
    [LoggerMessage(1000, LogLevel.Information, "{Area} {Type} of {Subject} {Outcome}, family {Family}")]
    public static partial void Taken(
        this ILogger logger,
        string area,
        string type,
        string subject,
        string outcome,
        string family
    );

    [LoggerMessage(1001, LogLevel.Debug, "{Area} ignored {What}")]
    public static partial void Ignored(this ILogger logger, string area, string what);

    [LoggerMessage(1002, LogLevel.Warning, "{Area} refused from {Address}: signature {Verdict}")]
    public static partial void Refused(this ILogger logger, string area, string address, string verdict);

    [LoggerMessage(1003, LogLevel.Warning, "{Area} refused: malformed, {Why}")]
    public static partial void Malformed(this ILogger logger, string area, string why);

    [LoggerMessage(
        1004,
        LogLevel.Warning,
        "{Area} refused: more than {Limit} bytes; catch-up will find what it told of"
    )]
    public static partial void TooLarge(this ILogger logger, string area, int limit);

    [LoggerMessage(1005, LogLevel.Error, "{Area} not stored, the sender will come again: {Why}")]
    public static partial void NotStored(this ILogger logger, string area, string why);

    [LoggerMessage(1006, LogLevel.Error, "{Area} put {Subject} in quarantine: {Reason}")]
    public static partial void Quarantined(this ILogger logger, string area, string subject, string reason);

    [LoggerMessage(
        1007,
        LogLevel.Error,
        "{Area} {Key} bears our name but is not in the ledger: another bridge runs under this instance's name, or the store was restored"
    )]
    public static partial void OurNameWithoutRow(this ILogger logger, string area, string key);

    [LoggerMessage(
        1008,
        LogLevel.Warning,
        "{Area} our write {Key} to {Subject} ran over an edit; it will be kept as a conflict"
    )]
    public static partial void OverwroteAnEdit(this ILogger logger, string area, string key, string subject);
}
