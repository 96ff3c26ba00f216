using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Hooks;

/// <summary>The header <c>sanity-webhook-signature</c>.</summary>
public static class HookSignature
{
    public const string Header = "sanity-webhook-signature";

    /// <summary><c>t=…,v1=…</c> over the exact bytes; <c>t</c> is in milliseconds, the digest in unpadded base64url.</summary>
    public static string Sign(string secret, byte[] body, DateTimeOffset at)
    {
        var time = at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes($"{time}."));
        hmac.AppendData(body);
        return $"t={time},v1={Base64Url.EncodeToString(hmac.GetHashAndReset())}";
    }
}
