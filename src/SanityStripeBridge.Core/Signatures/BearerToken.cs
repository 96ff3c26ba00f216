using System.Security.Cryptography;
using System.Text;

namespace SanityStripeBridge.Core.Signatures;

/// <summary>Compares a caller's token with the right ones, in a time that tells nothing of them.</summary>
public static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>The right tokens of a setting.</summary>
    /// <param name="configured">One or several, comma-separated; null when none is configured.</param>
    public static IReadOnlyList<string> Configured(string? configured) =>
        configured?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>The token of an <c>Authorization</c> header; null when there is none.</summary>
    public static string? Of(string? header) =>
        header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;

    /// <summary>Which one it is, from 1; null when it is none. Digests have one length, and every one is compared.</summary>
    public static int? Find(IReadOnlyList<string> right, string? given)
    {
        var digest = Digest(given ?? "");
        int? found = null;
        for (var i = 0; i < right.Count; i++)
            if (CryptographicOperations.FixedTimeEquals(Digest(right[i]), digest))
                found = i + 1;
        return string.IsNullOrEmpty(given) ? null : found;
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
