using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

/// <summary>An amount as Stripe shows it: whole minor units, or a decimal string with a null integer.</summary>
internal sealed record Amount(long? Minor, string? Exact)
{
    public static readonly Amount None = new(null, null);
}

internal sealed record Recurring(
    string Interval,
    long IntervalCount,
    string? Meter,
    long? TrialPeriodDays,
    string UsageType
);

internal sealed record Tier(Amount Flat, Amount Unit, long? UpTo);

internal sealed record CustomAmount(long? Maximum, long? Minimum, long? Preset);

internal sealed record TransformQuantity(long DivideBy, string Round);

internal sealed record CurrencyOption(CustomAmount? Custom, string TaxBehavior, Amount Amount);

internal sealed record StripePrice
{
    public required string Id { get; init; }
    public bool Active { get; init; } = true;
    public string BillingScheme { get; init; } = "per_unit";
    public required long Created { get; init; }
    public required string Currency { get; init; }
    public ImmutableSortedDictionary<string, CurrencyOption> CurrencyOptions { get; init; } =
        ImmutableSortedDictionary.Create<string, CurrencyOption>(StringComparer.Ordinal);
    public CustomAmount? CustomUnitAmount { get; init; }
    public required bool Livemode { get; init; }
    public string? LookupKey { get; init; }
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = Requests.Metadata.None;
    public string? Nickname { get; init; }
    public required string Product { get; init; }
    public Recurring? Recurring { get; init; }
    public string TaxBehavior { get; init; } = "unspecified";
    public ImmutableArray<Tier> Tiers { get; init; } = [];
    public string? TiersMode { get; init; }
    public TransformQuantity? TransformQuantity { get; init; }
    public Amount UnitAmount { get; init; } = Amount.None;

    public string Type => Recurring is null ? "one_time" : "recurring";

    /// <summary>The body in recorded key order, unexpanded: neither currency options nor tiers.</summary>
    public JsonObject Render() =>
        new()
        {
            ["id"] = Id,
            ["object"] = "price",
            ["active"] = Active,
            ["billing_scheme"] = BillingScheme,
            ["created"] = Created,
            ["currency"] = Currency,
            ["custom_unit_amount"] = PriceJson.Custom(CustomUnitAmount),
            ["livemode"] = Livemode,
            ["lookup_key"] = LookupKey,
            ["metadata"] = Json.Map(Metadata),
            ["nickname"] = Nickname,
            ["product"] = Product,
            ["recurring"] = PriceJson.Recurring(Recurring),
            ["tax_behavior"] = TaxBehavior,
            ["tiers_mode"] = TiersMode,
            ["transform_quantity"] = PriceJson.Transform(TransformQuantity),
            ["type"] = Type,
            ["unit_amount"] = UnitAmount.Minor,
            ["unit_amount_decimal"] = UnitAmount.Exact,
        };
}
