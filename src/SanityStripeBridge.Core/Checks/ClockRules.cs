using System.Globalization;

namespace SanityStripeBridge.Core.Checks;

/// <summary>What a clock that differs from the platforms' costs: signatures are judged by their age.</summary>
public static class ClockRules
{
    /// <summary>More than any network takes.</summary>
    public static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(10);

    /// <summary>The line.</summary>
    /// <param name="check">Its name.</param>
    /// <param name="platform">For people.</param>
    /// <param name="skew">How far the platform is ahead; null when it did not say its time.</param>
    /// <param name="tolerance">How old or early a signature may be.</param>
    public static CheckLine Judge(string check, string platform, TimeSpan? skew, TimeSpan tolerance)
    {
        if (skew is not { } ahead)
            return CheckLine.Warning(check, $"{platform} did not say its time");
        var seconds = Math.Round(Math.Abs(ahead.TotalSeconds), 1);
        var figures = new Dictionary<string, object?> { ["skewSeconds"] = Math.Round(ahead.TotalSeconds, 1) };
        var text = seconds.ToString("0.#", CultureInfo.InvariantCulture);
        var where = ahead < TimeSpan.Zero ? "ahead of" : "behind";
        const string Remedy = "set this machine's clock by NTP (timedatectl)";
        var line =
            ahead.Duration() >= tolerance
                ? CheckLine.Failure(
                    check,
                    $"this machine's clock is {text} s {where} {platform}'s: its webhooks are refused, because {tolerance.TotalSeconds:0} s are allowed",
                    Remedy
                )
            : ahead.Duration() >= Noticeable
                ? CheckLine.Warning(check, $"this machine's clock is {text} s {where} {platform}'s", Remedy)
            : CheckLine.Ok(check, $"this machine's clock and {platform}'s agree within {text} s");
        return line with { Figures = figures };
    }
}
