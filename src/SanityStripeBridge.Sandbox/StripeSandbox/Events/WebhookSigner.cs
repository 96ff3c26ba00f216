using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Events;

/// <summary>The <c>Stripe-Signature</c> header: the time of the attempt and one <c>v1</c> per active secret.</summary>
public static class WebhookSigner
{
    public static string Header(byte[] body, DateTimeOffset at, IEnumerable<string> secrets)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={time}" + string.Concat(secrets.Select(secret => $",v1={Digest(body, time, secret)}"));
    }

    private static string Digest(byte[] body, string time, string secret)
    {
        // The key is the whole secret as text, including `whsec_`.
        byte[] message = [.. Encoding.UTF8.GetBytes(time), (byte)'.', .. body];
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), message));
    }
}
