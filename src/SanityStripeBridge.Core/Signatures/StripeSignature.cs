namespace SanityStripeBridge.Core.Signatures;

/// <summary>
/// Checks <c>Stripe-Signature: t=&lt;unix seconds&gt;,v1=&lt;hex&gt;[,v1=…]</c>. While a secret is rotated there is one
/// <c>v1</c> per active secret; every other scheme is ignored, for <c>v0</c> is a decoy.
/// </summary>
public static class StripeSignature
{
    /// <summary>The verdict; any bytes and any header give one, none an exception.</summary>
    /// <param name="body">The raw bytes of the request.</param>
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
        var (time, signatures) = Read(header);
        if (time is null || signatures.Count == 0 || !SignatureText.TryTime(time, out var seconds))
            return SignatureVerdict.Malformed;
        if (!AnyMatches(body, time, signatures, secrets))
            return SignatureVerdict.Wrong;
        // Judged last: a forger learns nothing from the difference.
        var distance = Int128.Abs((Int128)now.ToUnixTimeSeconds() - seconds);
        return distance * TimeSpan.TicksPerSecond > tolerance.Ticks
            ? SignatureVerdict.Stale
            : SignatureVerdict.Valid;
    }

    /// <summary>The header that Stripe would send: for trying our own receiver.</summary>
    public static string Sign(ReadOnlySpan<byte> body, string secret, DateTimeOffset at)
    {
        var time = at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        return $"t={time},v1={Convert.ToHexStringLower(SignatureText.Digest(secret, time, body))}";
    }

    private static (string? Time, List<string> Signatures) Read(string header)
    {
        string? time = null;
        var signatures = new List<string>();
        foreach (var part in header.Split(','))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                continue;
            var name = part[..equals].Trim();
            var value = part[(equals + 1)..].Trim();
            if (name == "t")
                time ??= value;
            else if (name == "v1")
                signatures.Add(value);
        }
        return (time, signatures);
    }

    private static bool AnyMatches(
        ReadOnlySpan<byte> body,
        string time,
        List<string> signatures,
        IReadOnlyList<string> secrets
    )
    {
        var matched = false;
        foreach (var secret in secrets)
        {
            if (string.IsNullOrWhiteSpace(secret))
                continue;
            var expected = Convert.ToHexStringLower(SignatureText.Digest(secret, time, body));
            // No early exit: which secret and which signature matched takes no time to tell.
            foreach (var signature in signatures)
                matched |= SignatureText.Same(expected, signature);
        }
        return matched;
    }
}
