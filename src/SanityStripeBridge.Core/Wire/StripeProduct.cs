using System.Text.Json;
using System.Text.Json.Serialization;

namespace SanityStripeBridge.Core.Wire;

/// <summary>A product as Stripe's API version 2026-10-28.endive sends it; fields we do not know are kept in <see cref="Rest"/>.</summary>
public sealed record StripeProduct
{
    /// <summary>Product id, ours (<c>sanity_…</c>) or Stripe's (<c>prod_…</c>).</summary>
    public required string Id { get; init; }

    /// <summary>The name under which Stripe's logs keep the write that this answers; null for what was read.</summary>
    [JsonIgnore]
    public string? RequestId { get; init; }

    /// <summary>False: archived.</summary>
    public bool Active { get; init; }

    /// <summary>Unix seconds.</summary>
    public long Created { get; init; }

    /// <summary>An id, or a whole price when expanded, or null.</summary>
    [JsonConverter(typeof(ExpandableConverter))]
    public Expandable<StripePrice>? DefaultPrice { get; init; }

    /// <summary>Plain text, at most 40,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>At most 8 absolute URLs.</summary>
    public IReadOnlyList<string> Images
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>True for live mode.</summary>
    public bool Livemode { get; init; }

    /// <summary>At most 15.</summary>
    public IReadOnlyList<StripeFeature> MarketingFeatures
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>At most 50 keys of 40 characters, values of 500.</summary>
    public IReadOnlyDictionary<string, string> Metadata
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();

    /// <summary>At most 5,000 characters, trimmed by Stripe.</summary>
    public string Name
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Inches and ounces; null when not set.</summary>
    public StripeDimensions? PackageDimensions { get; init; }

    /// <summary>Null when never said.</summary>
    public bool? Shippable { get; init; }

    /// <summary>At most 22 characters.</summary>
    public string? StatementDescriptor { get; init; }

    /// <summary>An id <c>txcd_…</c>.</summary>
    [JsonConverter(typeof(ExpandableIdConverter))]
    public string? TaxCode { get; init; }

    /// <summary>At most 12 characters.</summary>
    public string? UnitLabel { get; init; }

    /// <summary>Unix seconds, one-second resolution.</summary>
    public long Updated { get; init; }

    /// <summary>The product's page in the shop.</summary>
    public string? Url { get; init; }

    /// <summary>True only in the stub that a deletion answers.</summary>
    public bool Deleted { get; init; }

    /// <summary>What this version of the bridge does not know.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Rest { get; set; }
}

/// <summary>One marketing feature.</summary>
/// <param name="Name">At most 80 characters.</param>
public sealed record StripeFeature(string? Name);

/// <summary>Package size; decimals are kept as they were sent.</summary>
/// <param name="Height">Inches.</param>
/// <param name="Length">Inches.</param>
/// <param name="Weight">Ounces.</param>
/// <param name="Width">Inches.</param>
public sealed record StripeDimensions(decimal Height, decimal Length, decimal Weight, decimal Width);
