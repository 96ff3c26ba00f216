using System.Globalization;
using System.Text.Json.Nodes;

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

    /// <summary>No minor unit at Stripe (docs.stripe.com/currencies, zero-decimal currencies).</summary>
    private static readonly string[] Whole =
    [
        "bif",
        "clp",
        "djf",
        "gnf",
        "jpy",
        "kmf",
        "krw",
        "mga",
        "pyg",
        "rwf",
        "vnd",
        "vuv",
        "xaf",
        "xof",
        "xpf",
    ];

    /// <summary>How many decimals an amount in major units has at Stripe.</summary>
    public static int Decimals(string? currency) =>
        Whole.Contains(currency, StringComparer.OrdinalIgnoreCase) ? 0
        : Thousandths.Contains(currency, StringComparer.OrdinalIgnoreCase) ? 3
        : 2;

    /// <summary>An amount in major units as minor units: a number, or decimal text when it has a fraction of one.</summary>
    public static JsonNode Minor(string? currency, decimal major) =>
        Normal.Amount(Normal.Plain(major * Scale(currency)))!.Value.Node()!;

    /// <summary>Minor units as an amount in major units.</summary>
    public static string Major(string? currency, decimal minor) => Normal.Plain(minor / Scale(currency));

    private static decimal Scale(string? currency) =>
        Decimals(currency) switch
        {
            0 => 1,
            3 => 1000,
            _ => 100,
        };

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
