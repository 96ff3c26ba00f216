using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>
/// How Stripe counts money in each currency. An amount is whole minor units exactly as Stripe stores them and is never scaled
/// here; the table serves only what is said to people, and what is refused before it is sent.
/// </summary>
public static class CurrencyRules
{
    private static readonly Rule Ordinary = new(Decimals: 2, Step: 1);

    // docs.stripe.com/currencies: without decimals, with three, and the special cases.
    private static readonly (Rule Rule, string Currencies)[] Groups =
    [
        (new(0, 1), "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"),
        // Card networks settle only two of the three.
        (new(3, 10), "bhd jod kwd omr tnd"),
        // Counted in hundredths of a coin that has none.
        (new(2, 100), "isk ugx"),
        // Only payouts are rounded to whole units; a price may have any amount.
        (new(2, 1), "huf twd"),
    ];

    private static readonly FrozenDictionary<string, Rule> Odd = Groups
        .SelectMany(group =>
            group.Currencies.Split(' ').Select(code => KeyValuePair.Create(code, group.Rule))
        )
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>How many decimals of the major unit Stripe's minor unit stands for.</summary>
    public static int Decimals(string? currency) => Of(currency).Decimals;

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
    public static string? StepProblem(string? currency, long minorUnits) =>
        minorUnits % Of(currency).Step == 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"is {minorUnits}, but an amount in {currency} must end in {Of(currency).Step.ToString(CultureInfo.InvariantCulture)[1..]}"
            );

    /// <summary>An amount in minor units and what it is in the currency, for a sentence.</summary>
    public static string Example(string? currency) =>
        Of(currency) switch
        {
            { Decimals: 0 } => "1900 is 1900",
            { Decimals: 3 } => "19990 is 19.990",
            { Step: 100 } => "1900 is 19",
            _ => "1999 is 19.99",
        };

    private static Rule Of(string? currency) =>
        currency is not null && Odd.TryGetValue(currency, out var rule) ? rule : Ordinary;

    /// <param name="Decimals">Of the major unit.</param>
    /// <param name="Step">Amounts are multiples of it.</param>
    private readonly record struct Rule(int Decimals, long Step);
}
