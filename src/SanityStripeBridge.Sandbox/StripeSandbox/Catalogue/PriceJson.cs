using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

/// <summary>The nested parts of a price's body, and the plan that mirrors a recurring price.</summary>
internal static class PriceJson
{
    public static JsonObject? Recurring(Recurring? recurring) =>
        recurring is null
            ? null
            : new JsonObject
            {
                ["interval"] = recurring.Interval,
                ["interval_count"] = recurring.IntervalCount,
                ["meter"] = recurring.Meter,
                ["trial_period_days"] = recurring.TrialPeriodDays,
                ["usage_type"] = recurring.UsageType,
            };

    public static JsonObject? Custom(CustomAmount? custom) =>
        custom is null
            ? null
            : new JsonObject
            {
                ["maximum"] = custom.Maximum,
                ["minimum"] = custom.Minimum,
                ["preset"] = custom.Preset,
            };

    public static JsonObject? Transform(TransformQuantity? transform) =>
        transform is null
            ? null
            : new JsonObject { ["divide_by"] = transform.DivideBy, ["round"] = transform.Round };

    /// <summary>With the price's own currency among the options, as the expanded body has it; null without options.</summary>
    public static JsonObject? CurrencyOptions(StripePrice price)
    {
        if (price.CurrencyOptions.Count == 0)
            return new JsonObject { [price.Currency] = Option(Own(price)) };
        var all = price.CurrencyOptions.SetItem(price.Currency, Own(price));
        return new JsonObject(
            all.Select(o => KeyValuePair.Create<string, JsonNode?>(o.Key, Option(o.Value)))
        );
    }

    public static JsonArray? Tiers(StripePrice price) =>
        price.Tiers.IsEmpty
            ? null
            : new JsonArray([
                .. price.Tiers.Select(tier => new JsonObject
                {
                    ["flat_amount"] = tier.Flat.Minor,
                    ["flat_amount_decimal"] = tier.Flat.Exact,
                    ["unit_amount"] = tier.Unit.Minor,
                    ["unit_amount_decimal"] = tier.Unit.Exact,
                    ["up_to"] = tier.UpTo,
                }),
            ]);

    public static JsonObject Plan(StripePrice price) =>
        new()
        {
            ["id"] = price.Id,
            ["object"] = "plan",
            ["active"] = price.Active,
            ["amount"] = price.UnitAmount.Minor,
            ["amount_decimal"] = price.UnitAmount.Exact,
            ["billing_scheme"] = price.BillingScheme,
            ["created"] = price.Created,
            ["currency"] = price.Currency,
            ["interval"] = price.Recurring!.Interval,
            ["interval_count"] = price.Recurring.IntervalCount,
            ["livemode"] = price.Livemode,
            ["metadata"] = Json.Map(price.Metadata),
            ["meter"] = price.Recurring.Meter,
            ["nickname"] = price.Nickname,
            ["product"] = price.Product,
            ["tiers_mode"] = price.TiersMode,
            ["transform_usage"] = Transform(price.TransformQuantity),
            ["trial_period_days"] = price.Recurring.TrialPeriodDays,
            ["usage_type"] = price.Recurring.UsageType,
        };

    private static CurrencyOption Own(StripePrice price) =>
        new(price.CustomUnitAmount, price.TaxBehavior, price.UnitAmount);

    private static JsonObject Option(CurrencyOption option) =>
        new()
        {
            ["custom_unit_amount"] = Custom(option.Custom),
            ["tax_behavior"] = option.TaxBehavior,
            ["unit_amount"] = option.Amount.Minor,
            ["unit_amount_decimal"] = option.Amount.Exact,
        };
}
