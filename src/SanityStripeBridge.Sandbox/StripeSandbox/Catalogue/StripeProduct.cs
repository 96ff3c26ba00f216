using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

internal sealed record PackageDimensions(decimal Height, decimal Length, decimal Weight, decimal Width);

internal sealed record StripeProduct
{
    public required string Id { get; init; }
    public bool Active { get; init; } = true;
    public required long Created { get; init; }
    public string? DefaultPrice { get; init; }
    public string? Description { get; init; }
    public ImmutableArray<string> Images { get; init; } = [];
    public required bool Livemode { get; init; }
    public ImmutableArray<string> MarketingFeatures { get; init; } = [];
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = Requests.Metadata.None;
    public string Name { get; init; } = "";
    public PackageDimensions? PackageDimensions { get; init; }
    public bool? Shippable { get; init; }
    public string? StatementDescriptor { get; init; }
    public string? TaxCode { get; init; }
    public string? PerformanceLocation { get; init; }
    public string Type { get; init; } = "service";
    public string? UnitLabel { get; init; }
    public required long Updated { get; init; }
    public string? Url { get; init; }

    /// <summary>The body in recorded key order, unexpanded.</summary>
    public JsonObject Render() =>
        new()
        {
            ["id"] = Id,
            ["object"] = "product",
            ["active"] = Active,
            ["attributes"] = new JsonArray(),
            ["created"] = Created,
            ["default_price"] = DefaultPrice,
            ["description"] = Description,
            ["images"] = new JsonArray([.. Images.Select(image => JsonValue.Create(image))]),
            ["livemode"] = Livemode,
            ["marketing_features"] = new JsonArray([
                .. MarketingFeatures.Select(name => new JsonObject { ["name"] = name }),
            ]),
            ["metadata"] = Json.Map(Metadata),
            ["name"] = Name,
            ["package_dimensions"] = RenderPackage(),
            ["shippable"] = Shippable,
            ["statement_descriptor"] = StatementDescriptor,
            ["tax_code"] = TaxCode,
            ["tax_details"] = RenderTax(),
            ["type"] = Type,
            ["unit_label"] = UnitLabel,
            ["updated"] = Updated,
            ["url"] = Url,
        };

    private JsonObject? RenderPackage() =>
        PackageDimensions is not { } size
            ? null
            : new JsonObject
            {
                ["height"] = size.Height,
                ["length"] = size.Length,
                ["weight"] = size.Weight,
                ["width"] = size.Width,
            };

    private JsonObject? RenderTax() =>
        TaxCode is null && PerformanceLocation is null
            ? null
            : new JsonObject { ["performance_location"] = PerformanceLocation, ["tax_code"] = TaxCode };
}
