using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SanityStripeBridge.Core.Catalogue;

/// <summary>The ids that objects get on the other side: derived from the one they have, so that making one twice makes one.</summary>
public static class DerivedId
{
    /// <summary>Longest derived part before its digest.</summary>
    private const int Longest = 100;

    /// <summary>The Stripe product id of a document; <paramref name="attempt"/> above 1 is for ids that are taken or were deleted.</summary>
    public static string StripeProduct(string documentId, int attempt = 1) =>
        "sanity_"
        + Safe(documentId)
        + (attempt > 1 ? "_" + attempt.ToString(CultureInfo.InvariantCulture) : "");

    /// <summary>Whether a Stripe product has an id that we give to the products of that document.</summary>
    public static bool IsOf(string stripeProductId, string documentId) =>
        stripeProductId == StripeProduct(documentId)
        || stripeProductId.StartsWith(StripeProduct(documentId) + "_", StringComparison.Ordinal);

    /// <summary>The document id of an object born in Stripe.</summary>
    public static string Document(string stripeId) => "stripe-" + Safe(stripeId);

    /// <summary>Keeps <c>[A-Za-z0-9_-]</c>, replaces the rest by <c>-</c>, cuts at 100; what was changed gets <c>-</c> and 8 hex of SHA-256.</summary>
    private static string Safe(string id)
    {
        var kept = new string([.. id.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '-')]);
        if (kept.Length > Longest)
            kept = kept[..Longest];
        return kept == id
            ? id
            : kept + "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 4));
    }
}
