using SanityStripeBridge.Core.Echoes;

namespace SanityStripeBridge.Core.Checks;

/// <summary>How fresh a webhook stream is, as a figure: the seconds since it was last proved alive.</summary>
public static class FreshnessRules
{
    /// <summary>The line.</summary>
    /// <param name="check">Its name.</param>
    /// <param name="platform">For people.</param>
    /// <param name="stream">What is known of it.</param>
    /// <param name="isPulled">Whether there are no webhooks to wait for.</param>
    /// <param name="now">The time.</param>
    public static CheckLine Judge(
        string check,
        string platform,
        StreamState stream,
        bool isPulled,
        DateTimeOffset now
    )
    {
        var figures = new Dictionary<string, object?>
        {
            ["lastReceivedAt"] = stream.LastReceivedAt?.UtcDateTime,
            ["receivedSecondsAgo"] = Seconds(stream.LastReceivedAt, now),
            ["lastProvenAt"] = stream.LastProvenAt?.UtcDateTime,
            ["provenSecondsAgo"] = Seconds(stream.LastProvenAt, now),
            ["unheardSeconds"] = Seconds(stream.UnheardSince, now),
        };
        return Judged(check, platform, stream, isPulled, now) with { Figures = figures };
    }

    private static CheckLine Judged(
        string check,
        string platform,
        StreamState stream,
        bool isPulled,
        DateTimeOffset now
    )
    {
        if (isPulled)
            return CheckLine.Ok(check, $"{platform} is asked (BRIDGE_FEED=pull), no webhook is waited for");
        if (stream.IsSilent(now))
            return CheckLine.Failure(
                check,
                $"a write of the bridge waits {Ago(stream.UnheardSince!.Value, now)} for its echo: {platform}'s webhook is silent",
                "run setup webhooks, look at the webhook's failed deliveries at the platform, and try doctor --canary"
            );
        if (stream.LastReceivedAt is not { } received)
            return CheckLine.Warning(
                check,
                $"no webhook of {platform} has ever arrived",
                "doctor --canary tries it out; setup webhooks makes or repairs it"
            );
        return CheckLine.Ok(
            check,
            $"{platform}'s last webhook came {Ago(received, now)} ago"
                + (
                    stream.LastProvenAt is { } proven
                        ? $", the last echo of our own write {Ago(proven, now)} ago"
                        : ", no echo of our own write yet"
                )
        );
    }

    /// <summary>A span for people.</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now)
    {
        var span = now - then;
        return span.TotalSeconds < 90 ? $"{Math.Max(0, (long)span.TotalSeconds)} s"
            : span.TotalMinutes < 90 ? $"{(long)span.TotalMinutes} min"
            : span.TotalHours < 48 ? $"{(long)span.TotalHours} h"
            : $"{(long)span.TotalDays} days";
    }

    private static long? Seconds(DateTimeOffset? then, DateTimeOffset now) =>
        then is { } at ? Math.Max(0, (long)(now - at).TotalSeconds) : null;
}
