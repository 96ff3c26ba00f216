namespace SanityStripeBridge.Core.Echoes;

/// <summary>Whether a platform's webhooks still arrive, judged by the echoes of our own writes.</summary>
/// <param name="LastReceivedAt">The last verified webhook; null when none ever came.</param>
/// <param name="LastProvenAt">The last webhook that was the echo of a write of ours.</param>
/// <param name="UnheardSince">The oldest write of ours after that proof on which the installed hook fires.</param>
public sealed record StreamState(
    DateTimeOffset? LastReceivedAt,
    DateTimeOffset? LastProvenAt,
    DateTimeOffset? UnheardSince
)
{
    /// <summary>Both platforms deliver within seconds and repeat within minutes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>A write of ours has waited for its echo longer than any healthy stream takes.</summary>
    public bool IsSilent(DateTimeOffset now) => UnheardSince is { } since && now - since >= Patience;
}

/// <summary>How far a feed has been left unread, against what its platform keeps.</summary>
public static class FeedGap
{
    /// <summary>Stripe lists events of the last 30 days.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    /// <summary>From here on the operator is warned that events will soon be lost.</summary>
    public static readonly TimeSpan Warning = TimeSpan.FromDays(25);

    /// <summary>Whether events may be gone, so that only a full comparison finds what they told of.</summary>
    public static bool IsLost(TimeSpan unread) => unread >= Retention;

    /// <summary>Whether a little longer would lose events.</summary>
    public static bool IsLong(TimeSpan unread) => unread >= Warning;
}
