using System.Security.Cryptography;
using System.Text;

namespace SanityStripeBridge.Metrics;

/// <summary>Compares a caller's bearer token with the configured ones, in a time that tells nothing about them.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <param name="authorization">The request's header; null when it has none.</param>
    /// <param name="configured">One or several, comma-separated; null when none is configured.</param>
    public static bool IsOneOf(string? authorization, string? configured)
    {
        if (authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true)
            return false;
        var given = Digest(authorization[Scheme.Length..].Trim());
        var isOne = false;
        foreach (var token in Tokens(configured))
            isOne |= CryptographicOperations.FixedTimeEquals(given, Digest(token));
        return isOne;
    }

    public static IReadOnlyList<string> Tokens(string? configured) =>
        configured?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    // Of equal length, whatever was given.
    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
