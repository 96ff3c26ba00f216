using System.Security.Cryptography;
using System.Text;

namespace SanityStripeBridge.Core.Signatures;

/// <summary>The part that both platforms share: HMAC-SHA256 over <c>t</c>, a full stop and the raw body.</summary>
internal static class SignatureText
{
    /// <summary>The digest, keyed with the UTF-8 bytes of the whole secret (Stripe's <c>whsec_</c> included).</summary>
    public static byte[] Digest(string secret, string time, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        mac.AppendData(Encoding.ASCII.GetBytes(time));
        mac.AppendData("."u8);
        mac.AppendData(body);
        return mac.GetHashAndReset();
    }

    /// <summary>Compares in constant time; characters outside ASCII never equal a digest's.</summary>
    public static bool Same(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(expected),
            Encoding.ASCII.GetBytes(given)
        );

    /// <summary>A count of seconds or milliseconds: digits only, as far as 64 bits reach.</summary>
    public static bool TryTime(string text, out long time)
    {
        time = 0;
        return text.Length > 0
            && text.All(char.IsAsciiDigit)
            && long.TryParse(
                text,
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out time
            );
    }
}
