using System.Globalization;
using System.Text;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Mirror;

/// <summary>The slug of a document born in Stripe: made once from its name, never touched afterwards.</summary>
internal sealed class Slugs(ISanitySide sanity)
{
    private const int Longest = 80;

    /// <summary>From the name; with a short suffix made of the Stripe id when another product has it.</summary>
    public async Task<string> OfAsync(string name, string stripeId, CancellationToken cancel)
    {
        var slug = Plain(name);
        return slug.Length == 0 || await sanity.IsSlugTakenAsync(slug, cancel)
            ? $"{(slug.Length == 0 ? "product" : slug)}-{SanityPatch.Key(stripeId)[..6]}"
            : slug;
    }

    private static string Plain(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name.Normalize(NormalizationForm.FormD).ToLowerInvariant())
            if (char.IsAsciiLetterOrDigit(c))
                text.Append(c);
            else if (
                CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark
                && text.Length > 0
                && text[^1] != '-'
            )
                text.Append('-');
        return text.ToString(0, Math.Min(text.Length, Longest)).Trim('-');
    }
}
