using System.Collections.Immutable;
using System.Globalization;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

/// <summary>Applies a request's fields to a product, in the order in which Stripe validates them.</summary>
internal static class ProductFields
{
    private const int MaxImages = 8;
    private const int MaxFeatures = 15;

    public static StripeProduct Apply(StripeProduct product, Parameters p, bool creating)
    {
        if (p.Has("name"))
            product = product with { Name = p.Text("name") };
        if (p.Has("description"))
            product = product with { Description = Clearable(p, "description", 40_000, creating) };
        product = product with { Metadata = Metadata.Merge(product.Metadata, p, creating) };
        if (p.Has("active"))
            product = product with { Active = p.Flag("active") };
        if (p.Has("images"))
            product = product with { Images = Images(p, creating) };
        if (p.Has("shippable"))
            product = product with { Shippable = p.Flag("shippable") };
        if (p.Has("url"))
            product = product with { Url = Url(p, creating) };
        if (p.Has("package_dimensions"))
            product = product with { PackageDimensions = Package(p, creating) };
        if (p.Has("statement_descriptor"))
            product = product with { StatementDescriptor = Descriptor(p) };
        if (p.Has("unit_label"))
            product = product with { UnitLabel = UnitLabel(p, creating) };
        if (p.Has("marketing_features"))
            product = product with { MarketingFeatures = Features(p, creating) };
        return Tax(product, p, creating);
    }

    private static string? Clearable(Parameters p, string name, int max, bool creating) =>
        p.Clears(name) && !creating ? null : p.Text(name, max);

    private static ImmutableArray<string> Images(Parameters p, bool creating)
    {
        if (p.Clears("images"))
            return creating ? throw p.Empty("images") : [];
        var images = p.Texts("images");
        if (images.Count > MaxImages)
            throw Refuse.Value("Array images exceeded maximum 8 allowed elements.", "images");
        for (var at = 0; at < images.Count; at++)
            CheckUrl(images[at], string.Create(CultureInfo.InvariantCulture, $"images[{at}]"));
        return [.. images];
    }

    private static void CheckUrl(string url, string param)
    {
        if (url.Length > 2048)
            throw Refuse.Value("Invalid URL: URL must be 2048 characters or less.", param, "url_invalid");
        var absolute =
            Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https";
        if (!absolute || url.Any(c => c > 127 || char.IsWhiteSpace(c)))
            throw Refuse.Value("Not a valid URL", param, "url_invalid");
    }

    private static string? Url(Parameters p, bool creating)
    {
        if (p.Clears("url") && !creating)
            return null;
        var url = p.Text("url");
        if (url.Length > 799)
            throw Refuse.Value("Invalid string length: please limit to 799 characters", "url");
        CheckUrl(url, "url");
        return url;
    }

    private static PackageDimensions? Package(Parameters p, bool creating)
    {
        if (p.Clears("package_dimensions"))
            return creating ? throw p.Empty("package_dimensions") : null;
        var size = p.Map("package_dimensions");
        return new PackageDimensions(
            Measure(size, "height"),
            Measure(size, "length"),
            Measure(size, "weight"),
            Measure(size, "width")
        );
    }

    private static decimal Measure(Parameters size, string name) =>
        decimal.TryParse(
            size.Text(name),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var value
        )
            // Stripe answers floats: 4 comes back as 4.0.
            ? Math.Round(value, 2) / 1.0m + 0.0m
            : throw Refuse.Value($"Invalid decimal: {size.Text(name)}", size.Path(name));

    private static string Descriptor(Parameters p)
    {
        var text = p.Text("statement_descriptor", 22);
        if (text.IndexOfAny(['<', '>', '\\', '"', '\'']) is >= 0 and var at)
            throw Refuse.Value(
                $"The statement descriptor cannot include {text[at]}.",
                "statement_descriptor"
            );
        return text.Any(char.IsAsciiLetter)
            ? text
            : throw Refuse.Value(
                "The statement descriptor must contain at least one Latin character.",
                "statement_descriptor"
            );
    }

    private static string? UnitLabel(Parameters p, bool creating)
    {
        if (p.Clears("unit_label") && !creating)
            return null;
        var label = p.Text("unit_label");
        return Parameters.Characters(label) <= 12
            ? label
            : throw Refuse.Value(
                "Invalid string length: unit_label must be at most 12 characters",
                "unit_label"
            );
    }

    private static ImmutableArray<string> Features(Parameters p, bool creating)
    {
        if (p.Clears("marketing_features"))
            return creating ? throw p.Empty("marketing_features") : [];
        var items = p.Items("marketing_features");
        if (items.Count > MaxFeatures)
            throw Refuse.Value(
                "Array marketing_features exceeded maximum 15 allowed elements.",
                "marketing_features"
            );
        return
        [
            .. items.Select(
                (item, at) =>
                    new Parameters(
                        item,
                        string.Create(CultureInfo.InvariantCulture, $"marketing_features[{at}]")
                    ).Text("name", 80)
            ),
        ];
    }

    private static StripeProduct Tax(StripeProduct product, Parameters p, bool creating)
    {
        if (p.Has("tax_details"))
        {
            if (p.Clears("tax_details"))
                return creating
                    ? throw p.Empty("tax_details")
                    : product with
                    {
                        TaxCode = null,
                        PerformanceLocation = null,
                    };
            var details = p.Map("tax_details");
            if (details.Has("tax_code"))
                product = product with { TaxCode = TaxCode(details, creating) };
            if (details.Has("performance_location"))
                product = product with
                {
                    PerformanceLocation = Clearable(details, "performance_location", 5000, creating),
                };
        }
        return p.Has("tax_code") ? product with { TaxCode = TaxCode(p, creating) } : product;
    }

    private static string? TaxCode(Parameters p, bool creating)
    {
        if (p.Clears("tax_code") && !creating)
            return null;
        var code = p.Text("tax_code");
        return code.StartsWith("txcd_", StringComparison.Ordinal) && code[5..].All(char.IsAsciiDigit)
            ? code
            : throw Refuse.NoSuch("tax code", code, p.Path("tax_code"));
    }
}
