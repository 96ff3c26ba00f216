namespace SanityStripeBridge.Core.Retry;

/// <summary>
/// When a failed piece of work is tried again. The waits grow by a constant factor from <paramref name="First"/> before the
/// second attempt to <paramref name="Longest"/> before the last, so that more attempts mean finer steps, not a longer span.
/// </summary>
/// <param name="Attempts">All attempts, the first included; after the last one the work is dead.</param>
/// <param name="First">Wait before the second attempt.</param>
/// <param name="Longest">Wait before the last attempt.</param>
public sealed record Backoff(int Attempts, TimeSpan First, TimeSpan Longest)
{
    /// <summary>The longest pause that a platform may ask for: beyond a day a person should know.</summary>
    private static readonly TimeSpan LongestAsked = TimeSpan.FromDays(1);

    /// <summary>Eight attempts from 2 s to 1 h: at least 42 minutes, so that a platform's usual outage kills nothing.</summary>
    public static Backoff Default { get; } = new(8, TimeSpan.FromSeconds(2), TimeSpan.FromHours(1));

    /// <summary>The time of the next attempt; null when <paramref name="attempt"/> was the last one.</summary>
    /// <param name="attempt">How many attempts have been made, from 1.</param>
    /// <param name="now">When the last one failed.</param>
    /// <param name="jitter">0 to 1, drawn by the caller: the wait lies in the upper half of its step.</param>
    /// <param name="atLeast">What the platform asked for (<c>Retry-After</c>); null when it did not. Counted up to one day.</param>
    public DateTimeOffset? NextAttemptAt(
        int attempt,
        DateTimeOffset now,
        double jitter,
        TimeSpan? atLeast = null
    )
    {
        if (attempt >= Attempts)
            return null;
        var wait = Step(Math.Max(attempt, 1)) * (0.5 + (0.5 * Math.Clamp(jitter, 0, 1)));
        var asked = atLeast is { } minimum && minimum < LongestAsked ? minimum : LongestAsked;
        return now + (atLeast is not null && asked > wait ? asked : wait);
    }

    private TimeSpan Step(int attempt)
    {
        var steps = Math.Max(Attempts - 2, 1);
        var growth = Math.Pow(Longest / First, (attempt - 1d) / steps);
        return First * growth;
    }
}
