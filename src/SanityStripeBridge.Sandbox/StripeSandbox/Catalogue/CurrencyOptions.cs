using System.Collections.Immutable;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

/// <summary>Currency options merge by currency: adding is allowed, changing an existing amount is not.</summary>
internal static class CurrencyOptions
{
    public static ImmutableSortedDictionary<string, CurrencyOption> Merge(StripePrice price, Parameters p)
    {
        if (!p.Has("currency_options") || p.Clears("currency_options"))
            return price.CurrencyOptions;
        var options = p.Map("currency_options");
        var merged = price.CurrencyOptions;
        foreach (var name in options.Names)
        {
            var currency = Currencies.Check(name, options.Path(name));
            if (currency == price.Currency)
                throw Refuse.Value(
                    "You are specifying an update to a currency option that matches the top-level currency for this price. "
                        + "Please remove this currency option and update the top-level params instead.",
                    options.Path(name)
                );
            merged = merged.SetItem(currency, Merge(merged.GetValueOrDefault(currency), options.Map(name)));
        }
        return merged;
    }

    private static CurrencyOption Merge(CurrencyOption? before, Parameters p)
    {
        var amount = Amounts.Read(p);
        var custom = Amounts.ReadCustom(p);
        if (amount == Amount.None && custom is null)
            throw Refuse.Value(
                "Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.",
                p.Path("unit_amount")
            );
        var tax = p.Has("tax_behavior") ? PriceTerms.TaxBehavior(p) : before?.TaxBehavior ?? "unspecified";
        var after = new CurrencyOption(custom, tax, amount);
        if (before is null || after == before)
            return after;
        var onlyTaxFilledIn =
            before.TaxBehavior == "unspecified" && after == before with { TaxBehavior = tax };
        return onlyTaxFilledIn
            ? after
            : throw Refuse.State(
                "You are attempting to update an immutable field for an existing currency in currency_options.",
                "currency_options"
            );
    }
}
