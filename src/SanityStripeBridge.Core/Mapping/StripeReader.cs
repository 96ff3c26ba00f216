using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>Reads a Stripe object into normal form. Metadata that no document names is finance's own and is not read.</summary>
public static class StripeReader
{
    private static readonly Dictionary<string, StripeCurrencyOption> NoOptions = [];

    /// <summary>A product.</summary>
    /// <param name="product">As answered.</param>
    /// <param name="documentOf">The published price document id of a Stripe price id, current or replaced.</param>
    /// <param name="ownedKeys">Freely named metadata keys that the document has or had.</param>
    /// <param name="pictures">Which image is which; null: each is its address.</param>
    public static Mapped Product(
        StripeProduct product,
        Func<string, string?> documentOf,
        IReadOnlySet<string> ownedKeys,
        Pictures? pictures = null
    )
    {
        var problems = new List<Problem>();
        var fields = Fields
            .None.With("name", Normal.Text(product.Name))
            .With("description", Normal.Text(product.Description))
            .With("active", FieldValue.Flag(product.Active))
            .With(
                "images",
                List(product.Images.Select(url => pictures is null ? url : pictures.Compared(url)))
            )
            .With("features", List(product.MarketingFeatures.Select(feature => feature.Name)))
            .With("url", Normal.Text(product.Url))
            .With("unitLabel", Normal.Text(product.UnitLabel))
            .With("statementDescriptor", Normal.Text(product.StatementDescriptor))
            .With("taxCode", Normal.Text(product.TaxCode))
            .With("shippable", FieldValue.Flag(product.Shippable))
            .With("packageDimensions", Dimensions(product.PackageDimensions))
            .With(
                "defaultPrice",
                product.DefaultPrice is { } price ? FieldValue.Text(documentOf(price.Id)) : FieldValue.Absent
            );
        foreach (var spec in DefaultMapping.Product.Where(spec => spec.MetadataKey is not null))
            fields = fields.With(
                spec.Path,
                FromMetadata(spec, product.Metadata.GetValueOrDefault(spec.MetadataKey!), problems)
            );
        return new(WithMetadata(fields, product.Metadata, ownedKeys), problems);
    }

    /// <summary>A price with <c>tiers</c> and <c>currency_options</c> expanded: without, they read as if there were none.</summary>
    public static Mapped Price(StripePrice price, IReadOnlySet<string> ownedKeys)
    {
        var problems = new List<Problem>();
        var fields = Fields
            .None.With("nickname", Normal.Text(price.Nickname))
            .With("active", FieldValue.Flag(price.Active))
            .With("lookupKey", Normal.Text(price.LookupKey))
            .With("taxBehavior", Normal.Text(price.TaxBehavior))
            .With("currency", Normal.Text(price.Currency))
            .With("unitAmount", Amount(price.UnitAmount, price.UnitAmountDecimal))
            .With("billingScheme", Normal.Text(price.BillingScheme))
            .With("tiersMode", Normal.Text(price.TiersMode))
            .With("tiers", Tiers(price.Tiers))
            .With("customUnitAmount", Chosen(price.CustomUnitAmount))
            .With("type", Normal.Text(price.Type))
            .With("interval", Normal.Text(price.Recurring?.Interval))
            .With("intervalCount", FieldValue.Integer(price.Recurring?.IntervalCount))
            .With("trialPeriodDays", FieldValue.Integer(price.Recurring?.TrialPeriodDays))
            .With("usageType", Normal.Text(price.Recurring?.UsageType))
            .With("meter", Normal.Text(price.Recurring?.Meter))
            .With("transformQuantity", Transform(price.TransformQuantity))
            .With(Currencies(price, problems));
        return new(PriceForm.Complete(WithMetadata(fields, price.Metadata, ownedKeys)), problems);
    }

    /// <summary>The value of a field that lives in metadata; one that is not of its kind is a rejected edit.</summary>
    public static FieldValue FromMetadata(FieldSpec spec, string? text, ICollection<Problem> problems)
    {
        if (string.IsNullOrEmpty(text))
            return FieldValue.Absent;
        switch (spec.Kind)
        {
            case FieldKind.Integer
                when long.TryParse(
                    text,
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var number
                ):
                return FieldValue.Integer(number);
            case FieldKind.Flag when text is "true" or "false":
                return FieldValue.Flag(text == "true");
            case FieldKind.Text when spec.Allowed.Count == 0 || spec.Allowed.Contains(text):
                return Normal.Text(text);
            default:
                problems.Add(
                    new(spec.Path, $"metadata {spec.MetadataKey} is \"{text}\", which is {Expected(spec)}")
                );
                return FieldValue.Absent;
        }
    }

    private static string Expected(FieldSpec spec) =>
        spec.Kind switch
        {
            FieldKind.Flag => "no true or false",
            FieldKind.Integer => "no whole number",
            _ => "none of " + string.Join(", ", spec.Allowed),
        };

    private static FieldValue Amount(long? minorUnits, string? exact) =>
        minorUnits is { } whole ? FieldValue.Integer(whole)
        : exact is { } text ? Normal.Amount(text) ?? FieldValue.Absent
        : FieldValue.Absent;

    private static FieldValue Tiers(IReadOnlyList<StripeTier>? tiers) =>
        tiers is null or { Count: 0 }
            ? FieldValue.Absent
            : FieldValue.From(
                new JsonArray([
                    .. tiers.Select(tier =>
                        Normal.Tier(
                            tier.UpTo,
                            Amount(tier.UnitAmount, tier.UnitAmountDecimal),
                            Amount(tier.FlatAmount, tier.FlatAmountDecimal)
                        )
                    ),
                ])
            );

    private static FieldValue Chosen(StripeCustomAmount? bounds) =>
        bounds is null
            ? FieldValue.Absent
            : FieldValue.From(
                new JsonObject
                {
                    ["minimum"] = bounds.Minimum,
                    ["maximum"] = bounds.Maximum,
                    ["preset"] = bounds.Preset,
                }
            );

    // The expanded list holds the price's own currency too, which no option may name.
    private static Fields Currencies(StripePrice price, List<Problem> problems)
    {
        var fields = Fields.None;
        foreach (var (currency, option) in price.CurrencyOptions ?? NoOptions)
        {
            if (currency == price.Currency)
                continue;
            var amount = Amount(option.UnitAmount, option.UnitAmountDecimal);
            if (amount.IsAbsent)
                problems.Add(
                    new(
                        CurrencyOption.AmountPath(currency),
                        $"the price has tiers or a chosen amount in {currency}, which a document cannot show"
                    )
                );
            fields = fields
                .With(CurrencyOption.AmountPath(currency), amount)
                .With(CurrencyOption.TaxPath(currency), Normal.Text(option.TaxBehavior));
        }
        return fields;
    }

    private static FieldValue List(IEnumerable<string?> items)
    {
        var texts = items
            .Select(Normal.Text)
            .Where(text => !text.IsAbsent)
            .Select(text => text.Node())
            .ToArray();
        return texts.Length == 0 ? FieldValue.Absent : FieldValue.From(new JsonArray(texts));
    }

    private static FieldValue Dimensions(StripeDimensions? size) =>
        size is null
            ? FieldValue.Absent
            : Normal.Decimals(
                ("height", size.Height),
                ("length", size.Length),
                ("weight", size.Weight),
                ("width", size.Width)
            );

    private static FieldValue Transform(StripeTransformQuantity? transform) =>
        transform is null
            ? FieldValue.Absent
            : FieldValue.From(
                new JsonObject { ["divideBy"] = transform.DivideBy, ["round"] = transform.Round }
            );

    private static Fields WithMetadata(
        Fields fields,
        IReadOnlyDictionary<string, string> metadata,
        IReadOnlySet<string> ownedKeys
    ) =>
        metadata
            .Where(pair => ownedKeys.Contains(pair.Key) && !DefaultMapping.ReservedKeys.Contains(pair.Key))
            .Aggregate(
                fields,
                (all, pair) => all.With(DefaultMapping.MetadataPrefix + pair.Key, Normal.Text(pair.Value))
            );
}
