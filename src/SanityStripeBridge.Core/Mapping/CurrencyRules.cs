using System.Globalization;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>
/// Currencies whose amounts Stripe takes in coarser steps than one minor unit. All others, the ones without a minor unit
/// included, take any whole number, and no amount is ever scaled here.
/// </summary>
public static class CurrencyRules
{
    /// <summary>Three decimals, of which card networks settle two.</summary>
    private static readonly string[] Thousandths = ["bhd", "jod", "kwd", "omr", "tnd"];

    /// <summary>Two decimals at Stripe, though the coin in use has none (docs.stripe.com/currencies, special cases).</summary>
    private static readonly string[] WholeUnits = ["isk", "ugx"];

    /// <summary>Why the amount cannot be charged in the currency; null when it can.</summary>
    public static string? StepProblem(string? currency, long minorUnits)
    {
        if (Thousandths.Contains(currency, StringComparer.Ordinal) && minorUnits % 10 != 0)
            return Sentence(currency!, minorUnits, "0");
        return WholeUnits.Contains(currency, StringComparer.Ordinal) && minorUnits % 100 != 0
            ? Sentence(currency!, minorUnits, "00")
            : null;
    }

    private static string Sentence(string currency, long minorUnits, string ending) =>
        $"unitAmount is {minorUnits.ToString(CultureInfo.InvariantCulture)}, but an amount in {currency} must end in {ending}";
}
