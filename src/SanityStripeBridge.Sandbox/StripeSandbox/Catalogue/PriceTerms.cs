using System.Collections.Immutable;
using System.Globalization;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

/// <summary>Reads the terms that can be set only when a price is created.</summary>
internal static class PriceTerms
{
    private static readonly Dictionary<string, (string Adjective, long Max)> LongestInterval = new()
    {
        ["day"] = ("daily", 1095),
        ["week"] = ("weekly", 156),
        ["month"] = ("monthly", 36),
        ["year"] = ("yearly", 3),
    };

    public static StripePrice Apply(StripePrice price, Parameters p)
    {
        var custom = Amounts.ReadCustom(p);
        var amount = Amounts.Read(p);
        price = price with
        {
            UnitAmount = amount,
            CustomUnitAmount = custom,
            BillingScheme = p.Has("billing_scheme")
                ? p.Choice("billing_scheme", "per_unit", "tiered")
                : "per_unit",
        };
        var tiered = price.BillingScheme == "tiered";
        if (!tiered && custom is null && amount == Amount.None)
            throw Refuse.Value(
                "Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.",
                null
            );
        if (p.Has("recurring"))
            price = price with { Recurring = Recurring(p.Map("recurring")) };
        if (tiered)
            price = Tiered(price, p);
        if (p.Has("transform_quantity"))
            price = price with { TransformQuantity = Transform(p.Map("transform_quantity")) };
        if (p.Has("tax_behavior"))
            price = price with { TaxBehavior = TaxBehavior(p) };
        return price;
    }

    public static string TaxBehavior(Parameters p) =>
        p.Choice("tax_behavior", "exclusive", "inclusive", "unspecified");

    private static Recurring Recurring(Parameters p)
    {
        p.Require("interval");
        var interval = p.Choice("interval", "day", "month", "week", "year");
        var count = p.Has("interval_count") ? p.Integer("interval_count") : 1;
        if (count < 1)
            throw Refuse.Value(
                "This value must be greater than or equal to 1.",
                p.Path("interval_count"),
                "parameter_invalid_integer"
            );
        var (adjective, max) = LongestInterval[interval];
        if (count > max)
            throw Refuse.Value(
                $"The interval_count for {adjective} prices can't be greater than {max}",
                p.Path("interval_count")
            );
        var usage = p.Has("usage_type") ? p.Choice("usage_type", "licensed", "metered") : "licensed";
        var meter = p.Has("meter") ? p.Text("meter") : null;
        if (usage == "metered" && meter is null)
            throw Refuse.Value(
                "Starting with Stripe version `2025-03-31.basil`, metered prices must be backed by meters.",
                null
            );
        var trial = p.Has("trial_period_days") ? p.Amount("trial_period_days") : (long?)null;
        return new Recurring(interval, count, meter, trial, usage);
    }

    private static StripePrice Tiered(StripePrice price, Parameters p)
    {
        p.Require("tiers");
        p.Require("tiers_mode");
        if (p.Has("transform_quantity"))
            throw Refuse.Both("tiers", "transform_quantity");
        if (price.Recurring is null)
            throw Refuse.Value(
                "Prices with `type=one_time` are not supported with tiered billing.",
                "interval"
            );
        return price with
        {
            UnitAmount = Amount.None,
            TiersMode = p.Choice("tiers_mode", "graduated", "volume"),
            Tiers = Tiers(p),
        };
    }

    private static ImmutableArray<Tier> Tiers(Parameters p)
    {
        var tiers = ReadTiers(p);
        var ends = tiers.Select(tier => tier.UpTo ?? long.MaxValue).ToList();
        return
            tiers[^1].UpTo is null
            && ends.Zip(ends.Skip(1), (end, next) => end < next).All(ascending => ascending)
            ? tiers
            : throw Refuse.Value(
                "The tiers must be in ascending order of `up_to`, and the last one must have `up_to=inf`.",
                "tiers"
            );
    }

    private static ImmutableArray<Tier> ReadTiers(Parameters p) =>
        [
            .. p.Items("tiers")
                .Select(
                    (item, at) =>
                        Tier(
                            new Parameters(item, string.Create(CultureInfo.InvariantCulture, $"tiers[{at}]"))
                        )
                ),
        ];

    private static Tier Tier(Parameters tier)
    {
        tier.Require("up_to");
        var upTo = tier.Text("up_to") == "inf" ? (long?)null : tier.Integer("up_to");
        var (flat, unit) = (Amounts.Read(tier, "flat_amount"), Amounts.Read(tier));
        return flat == Amount.None && unit == Amount.None
            ? throw Refuse.Value("Each tier needs an amount.", tier.Path("unit_amount"))
            : new Tier(flat, unit, upTo);
    }

    private static TransformQuantity Transform(Parameters p)
    {
        p.Require("divide_by");
        p.Require("round");
        return new TransformQuantity(p.Amount("divide_by"), p.Choice("round", "down", "up"));
    }
}
