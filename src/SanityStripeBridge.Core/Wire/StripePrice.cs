using System.Text.Json;
using System.Text.Json.Serialization;

namespace SanityStripeBridge.Core.Wire;

/// <summary>A price as Stripe sends it. <c>currency_options</c> and <c>tiers</c> are there only when expanded.</summary>
public sealed record StripePrice
{
    /// <summary>Price id.</summary>
    public required string Id { get; init; }

    /// <summary>The name under which Stripe's logs keep the write that this answers; null for what was read.</summary>
    [JsonIgnore]
    public string? RequestId { get; init; }

    /// <summary>False: archived.</summary>
    public bool Active { get; init; }

    /// <summary><c>per_unit</c> or <c>tiered</c>.</summary>
    public string BillingScheme
    {
        get;
        init => field = value ?? "per_unit";
    } = "per_unit";

    /// <summary>Unix seconds.</summary>
    public long Created { get; init; }

    /// <summary>Lower-case ISO code.</summary>
    public string Currency
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Per currency; includes the price's own. Null unless expanded.</summary>
    public IReadOnlyDictionary<string, StripeCurrencyOption>? CurrencyOptions { get; init; }

    /// <summary>Set when the customer chooses the amount.</summary>
    public StripeCustomAmount? CustomUnitAmount { get; init; }

    /// <summary>True for live mode.</summary>
    public bool Livemode { get; init; }

    /// <summary>Unique over active and inactive prices of the account and mode.</summary>
    public string? LookupKey { get; init; }

    /// <summary>At most 50 keys.</summary>
    public IReadOnlyDictionary<string, string> Metadata
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();

    /// <summary>Shown to finance only.</summary>
    public string? Nickname { get; init; }

    /// <summary>An id, or a whole product when expanded.</summary>
    [JsonConverter(typeof(ExpandableConverter))]
    public required Expandable<StripeProduct> Product { get; init; }

    /// <summary>Null for a one-time price.</summary>
    public StripeRecurring? Recurring { get; init; }

    /// <summary><c>unspecified</c>, <c>inclusive</c> or <c>exclusive</c>.</summary>
    public string? TaxBehavior { get; init; }

    /// <summary>Null unless tiered and expanded.</summary>
    public IReadOnlyList<StripeTier>? Tiers { get; init; }

    /// <summary><c>graduated</c> or <c>volume</c>; null unless tiered.</summary>
    public string? TiersMode { get; init; }

    /// <summary>Package pricing; null when not used.</summary>
    public StripeTransformQuantity? TransformQuantity { get; init; }

    /// <summary><c>one_time</c> or <c>recurring</c>.</summary>
    public string Type
    {
        get;
        init => field = value ?? "one_time";
    } = "one_time";

    /// <summary>Minor units; null when the amount is fractional, tiered or custom.</summary>
    public long? UnitAmount { get; init; }

    /// <summary>The amount as a decimal string, up to 12 decimals.</summary>
    public string? UnitAmountDecimal { get; init; }

    /// <summary>True only in a deletion stub.</summary>
    public bool Deleted { get; init; }

    /// <summary>What this version of the bridge does not know.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Rest { get; set; }
}

/// <summary>How often a recurring price is charged.</summary>
public sealed record StripeRecurring
{
    /// <summary><c>day</c>, <c>week</c>, <c>month</c> or <c>year</c>.</summary>
    public string Interval
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>At least 1.</summary>
    public long IntervalCount
    {
        get;
        init => field = Math.Max(value, 1);
    } = 1;

    /// <summary>A meter id for usage-based prices.</summary>
    public string? Meter { get; init; }

    /// <summary>Days; null when there is no trial.</summary>
    public long? TrialPeriodDays { get; init; }

    /// <summary><c>licensed</c> or <c>metered</c>.</summary>
    public string? UsageType { get; init; }
}

/// <summary>An amount in a further currency.</summary>
public sealed record StripeCurrencyOption
{
    /// <summary>Minor units; null when fractional.</summary>
    public long? UnitAmount { get; init; }

    /// <summary>The amount as a decimal string.</summary>
    public string? UnitAmountDecimal { get; init; }

    /// <summary>As on the price.</summary>
    public string? TaxBehavior { get; init; }
}

/// <summary>Bounds of an amount that the customer chooses, in minor units.</summary>
public sealed record StripeCustomAmount(long? Maximum, long? Minimum, long? Preset);

/// <summary>One tier; <paramref name="UpTo"/> null means without end.</summary>
public sealed record StripeTier(
    long? FlatAmount,
    string? FlatAmountDecimal,
    long? UnitAmount,
    string? UnitAmountDecimal,
    long? UpTo
);

/// <summary>Package pricing: the quantity is divided and rounded before it is multiplied.</summary>
/// <param name="DivideBy">At least 1.</param>
/// <param name="Round"><c>up</c> or <c>down</c>.</param>
public sealed record StripeTransformQuantity(long DivideBy, string Round);
