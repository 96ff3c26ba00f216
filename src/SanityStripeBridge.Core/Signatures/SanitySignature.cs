using System.Buffers.Text;
using System.Text.RegularExpressions;

namespace SanityStripeBridge.Core.Signatures;

/// <summary>
/// Checks <c>sanity-webhook-signature: t=&lt;unix milliseconds&gt;,v1=&lt;base64url without padding&gt;</c>. Unlike the
/// official library it accepts white space after the comma (the library's own pattern reads it, too) and judges the age.
/// </summary>
public static partial class SanitySignature
{
    /// <summary>2021-01-01: the official library takes no earlier time, so that seconds are never read as milliseconds.</summary>
    private const long EarliestMilliseconds = 1_609_459_200_000;

    /// <summary>The verdict; any bytes and any header give one, none an exception.</summary>
    /// <param name="body">The raw bytes of the request; an empty body is malformed.</param>
    /// <param name="header">The header as it came; null when there was none.</param>
    /// <param name="secrets">All that may have signed; blank ones never match.</param>
    /// <param name="now">The time of receipt.</param>
    /// <param name="tolerance">How far <c>t</c> may lie before or after now; exactly that far is still valid.</param>
    public static SignatureVerdict Check(
        ReadOnlySpan<byte> body,
        string? header,
        IReadOnlyList<string> secrets,
        DateTimeOffset now,
        TimeSpan tolerance
    )
    {
        if (string.IsNullOrWhiteSpace(header))
            return SignatureVerdict.Missing;
        var form = Form().Match(header.Trim());
        var time = form.Groups["t"].Value;
        if (!form.Success || body.IsEmpty || !SignatureText.TryTime(time, out var milliseconds))
            return SignatureVerdict.Malformed;
        if (milliseconds < EarliestMilliseconds)
            return SignatureVerdict.Malformed;
        if (!AnyMatches(body, time, form.Groups["v1"].Value, secrets))
            return SignatureVerdict.Wrong;
        // Judged last: a forger learns nothing from the difference.
        var distance = Int128.Abs((Int128)now.ToUnixTimeMilliseconds() - milliseconds);
        return distance * TimeSpan.TicksPerMillisecond > tolerance.Ticks
            ? SignatureVerdict.Stale
            : SignatureVerdict.Valid;
    }

    /// <summary>The header that Sanity would send: for trying our own receiver.</summary>
    public static string Sign(ReadOnlySpan<byte> body, string secret, DateTimeOffset at)
    {
        var time = at.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        return $"t={time},v1={Base64Url.EncodeToString(SignatureText.Digest(secret, time, body))}";
    }

    private static bool AnyMatches(
        ReadOnlySpan<byte> body,
        string time,
        string signature,
        IReadOnlyList<string> secrets
    )
    {
        var matched = false;
        foreach (var secret in secrets)
        {
            if (string.IsNullOrWhiteSpace(secret))
                continue;
            var expected = Base64Url.EncodeToString(SignatureText.Digest(secret, time, body));
            matched |= SignatureText.Same(expected, signature);
        }
        return matched;
    }

    [GeneratedRegex("^t=(?<t>[0-9]+)[, ]+v1=(?<v1>[^, ]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
