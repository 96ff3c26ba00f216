using System.Collections.Frozen;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>The shipped schema's mapping, as data.</summary>
public static class DefaultMapping
{
    /// <summary>Group of everything that says how often a price is charged.</summary>
    private const string Charging = "charging";

    /// <summary>Group of everything that says how much a price is.</summary>
    public const string Pricing = "pricing";

    /// <summary>The fields of a product. Lengths are Stripe's, as its specification and observed answers give them.</summary>
    public static IReadOnlyList<FieldSpec> Product { get; } =
    [
        new()
        {
            Path = "name",
            Kind = FieldKind.Text,
            StripeName = "name",
            Clearable = false,
            MaxLength = 5000,
        },
        new()
        {
            Path = "description",
            Kind = FieldKind.Text,
            StripeName = "description",
            MaxLength = 40000,
        },
        new()
        {
            Path = "active",
            Kind = FieldKind.Active,
            StripeName = "active",
            Clearable = false,
        },
        new()
        {
            Path = "images",
            Kind = FieldKind.Images,
            StripeName = "images",
        },
        new()
        {
            Path = "features",
            Kind = FieldKind.Features,
            StripeName = "marketing_features",
            MaxLength = 80,
        },
        new()
        {
            Path = "url",
            Kind = FieldKind.Text,
            StripeName = "url",
            MaxLength = 799,
        },
        new()
        {
            Path = "unitLabel",
            Kind = FieldKind.Text,
            StripeName = "unit_label",
            MaxLength = 12,
        },
        new()
        {
            Path = "statementDescriptor",
            Kind = FieldKind.Text,
            StripeName = "statement_descriptor",
            MaxLength = 22,
            Clearable = false,
        },
        new()
        {
            Path = "taxCode",
            Kind = FieldKind.Text,
            StripeName = "tax_code",
        },
        new()
        {
            Path = "shippable",
            Kind = FieldKind.Flag,
            StripeName = "shippable",
            Clearable = false,
        },
        new()
        {
            Path = "packageDimensions",
            Kind = FieldKind.Dimensions,
            StripeName = "package_dimensions",
        },
        new()
        {
            Path = "defaultPrice",
            Kind = FieldKind.DefaultPrice,
            StripeName = "default_price",
        },
        Metadata("planType", "plan_type"),
        Metadata("accessLevel", "access_level"),
        Metadata("displayOrder", "display_order", FieldKind.Integer),
        Metadata("isRecommended", "is_recommended", FieldKind.Flag),
        Metadata("icon", "icon"),
        Metadata("project", "project"),
        Metadata("sellStatus", "sell_status") with
        {
            Allowed = ["available", "pre_sale", "sold_out", "internal"],
        },
    ];

    /// <summary>The fields of a price.</summary>
    public static IReadOnlyList<FieldSpec> Price { get; } =
    [
        new()
        {
            Path = "nickname",
            Kind = FieldKind.Text,
            StripeName = "nickname",
            MaxLength = 5000,
        },
        new()
        {
            Path = "active",
            Kind = FieldKind.Active,
            StripeName = "active",
            Clearable = false,
        },
        new()
        {
            Path = "lookupKey",
            Kind = FieldKind.Text,
            StripeName = "lookup_key",
            MaxLength = 200,
        },
        new()
        {
            Path = "taxBehavior",
            Kind = FieldKind.Text,
            StripeName = "tax_behavior",
            Clearable = false,
        },
        Fixed("currency", FieldKind.Text, "currency"),
        Fixed("unitAmount", FieldKind.Amount, "unit_amount", Pricing),
        Fixed("billingScheme", FieldKind.Text, "billing_scheme", Pricing),
        Fixed("tiersMode", FieldKind.Text, "tiers_mode", Pricing),
        Fixed("tiers", FieldKind.Tiers, "tiers", Pricing),
        Fixed("customUnitAmount", FieldKind.ChosenAmount, "custom_unit_amount", Pricing),
        Fixed("type", FieldKind.Text, null, Charging),
        Fixed("interval", FieldKind.Text, "recurring[interval]", Charging),
        Fixed("intervalCount", FieldKind.Integer, "recurring[interval_count]", Charging),
        Fixed("trialPeriodDays", FieldKind.Integer, "recurring[trial_period_days]", Charging),
        Fixed("usageType", FieldKind.Text, "recurring[usage_type]", Charging),
        Fixed("meter", FieldKind.Text, "recurring[meter]", Charging),
        Fixed("transformQuantity", FieldKind.Transform, "transform_quantity"),
    ];

    /// <summary>The variants of a product: one price each.</summary>
    public static PartMapping Variants { get; } =
        new(
            null,
            "variants",
            new(
                new Dictionary<string, FieldSource>(StringComparer.Ordinal)
                {
                    ["nickname"] = new() { From = "title" },
                    [MetadataPrefix + "sku"] = new() { From = "sku" },
                    [MetadataPrefix + "color"] = new() { From = "color" },
                    ["unitAmount"] = new() { From = "unitAmount" },
                    ["currency"] = new() { From = "currency" },
                    ["active"] = new() { From = "active" },
                    [MetadataPrefix + "inventory_count"] = new() { From = "inventoryCount", IsNumber = true },
                    ["lookupKey"] = new() { From = "lookupKey" },
                    ["stripePriceId"] = new() { From = "stripePriceId" },
                }
            )
        );

    /// <summary>The shipped product document.</summary>
    public static TypeMapping ProductType { get; } =
        new()
        {
            Name = "product",
            Object = ObjectType.Product,
            IsShipped = true,
            Shape = Own([.. Attributes(Product), "metadata"]),
            Parts = [Variants],
        };

    /// <summary>The shipped price document.</summary>
    public static TypeMapping PriceType { get; } =
        new()
        {
            Name = "price",
            Object = ObjectType.Price,
            IsShipped = true,
            Shape = Own(["product", .. Attributes(Price), CurrencyOption.Attribute, "metadata"]),
        };

    /// <summary>Metadata keys that the bridge writes; finance may read them, documents may not set them.</summary>
    public static IReadOnlySet<string> ReservedKeys { get; } =
        new[]
        {
            "sanity_id",
            "sanity_project",
            "sanity_dataset",
            "bridge",
            "bridge_op",
            "bridge_note",
            "variant_key",
            "replaces",
        }
            .Concat(Product.Select(spec => spec.MetadataKey).OfType<string>())
            .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Prefix of the paths of freely named metadata.</summary>
    public const string MetadataPrefix = "metadata.";

    private static readonly FrozenDictionary<string, FieldSpec> ProductByPath = Product.ToFrozenDictionary(
        spec => spec.Path,
        StringComparer.Ordinal
    );
    private static readonly FrozenDictionary<string, FieldSpec> PriceByPath = Price.ToFrozenDictionary(
        spec => spec.Path,
        StringComparer.Ordinal
    );

    /// <summary>The fields of a type.</summary>
    public static IReadOnlyList<FieldSpec> Of(ObjectType type) =>
        type == ObjectType.Product ? Product : Price;

    /// <summary>The rules of a path; a <c>metadata.*</c> path that no field names is plain text.</summary>
    public static FieldSpec Spec(ObjectType type, string path) =>
        (type == ObjectType.Product ? ProductByPath : PriceByPath).GetValueOrDefault(path)
        ?? CurrencyOption.SpecOf(path)
        ?? new FieldSpec
        {
            Path = path,
            Kind = FieldKind.Text,
            MetadataKey = path[MetadataPrefix.Length..],
            MaxLength = 500,
        };

    /// <summary>Whether the path is freely named metadata.</summary>
    public static bool IsFreeMetadata(string path) =>
        path.StartsWith(MetadataPrefix, StringComparison.Ordinal);

    /// <summary>Whether the path is one of those that an object has as many of as it likes: metadata keys, further currencies.</summary>
    public static bool IsOneOfMany(string path) => IsFreeMetadata(path) || CurrencyOption.IsPath(path);

    /// <summary>The attributes of a document that hold the fields, in order.</summary>
    public static IEnumerable<string> Attributes(IEnumerable<FieldSpec> specs) =>
        specs.SelectMany(spec =>
            spec.Kind switch
            {
                FieldKind.Amount => [spec.Path, "unitAmountDecimal"],
                FieldKind.DefaultPrice => [spec.Path, "defaultVariant"],
                _ => new[] { spec.Path },
            }
        );

    private static Shape Own(IEnumerable<string> attributes) =>
        new(
            attributes.ToDictionary(
                name => name,
                name => new FieldSource { From = name },
                StringComparer.Ordinal
            )
        );

    private static FieldSpec Metadata(string path, string key, FieldKind kind = FieldKind.Text) =>
        new()
        {
            Path = path,
            Kind = kind,
            MetadataKey = key,
            MaxLength = 500,
        };

    private static FieldSpec Fixed(string path, FieldKind kind, string? name, string? group = null) =>
        new()
        {
            Path = path,
            Kind = kind,
            StripeName = name,
            Immutable = true,
            Group = group,
            Clearable = false,
        };
}
