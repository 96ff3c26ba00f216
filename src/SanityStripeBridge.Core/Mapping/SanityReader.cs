using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>Reads a document of the shipped schema into normal form.</summary>
public static class SanityReader
{
    /// <summary>Stripe's limits for lists: <c>images</c> 8, <c>marketing_features</c> 15.</summary>
    public const int MostImages = 8;

    /// <inheritdoc cref="MostImages"/>
    public const int MostFeatures = 15;

    /// <summary>A product.</summary>
    /// <param name="document">The published document.</param>
    /// <param name="isUsableDefault">Whether a price document (published id) is published and active: only such a one counts as default.</param>
    /// <param name="imageUrl">The public URL of an image asset reference; null when the reference is none.</param>
    public static Mapped Product(
        SanityDocument document,
        Func<string, bool> isUsableDefault,
        Func<string, string?> imageUrl
    )
    {
        var read = new Reading(document.Body);
        foreach (var spec in DefaultMapping.Product)
            read.Add(
                spec,
                spec.Kind switch
                {
                    FieldKind.Active => FieldValue.Flag(IsActive(document)),
                    FieldKind.Images => Images(read, imageUrl),
                    FieldKind.DefaultPrice => DefaultPrice(document, read.Problems, isUsableDefault),
                    _ => read.Plain(spec),
                }
            );
        read.AddMetadata();
        read.Problems.AddRange((document as SeenDocument)?.Problems ?? []);
        SanityRules.CheckProduct(read.Fields, read.Problems);
        return Fitting.Checked(document, read.Result());
    }

    /// <summary>A price, or a part that is read as one. What Stripe would fill in by itself is filled in here too, so that both sides read alike.</summary>
    public static Mapped Price(SanityDocument document)
    {
        var read = new Reading(document.Body);
        foreach (var spec in DefaultMapping.Price)
            read.Add(
                spec,
                spec.Kind switch
                {
                    FieldKind.Active => FieldValue.Flag(IsActive(document)),
                    FieldKind.Amount => read.Amount(),
                    _ => read.Plain(spec),
                }
            );
        read.AddCurrencies();
        read.AddMetadata();
        read.Problems.AddRange((document as SeenDocument)?.Problems ?? []);
        var fields = PriceForm.Complete(read.Fields);
        SanityRules.CheckPrice(fields, read.Problems);
        AmountRules.Check(fields, read.Problems);
        if (Parts.Doubt(document) is { } doubt)
            read.Problems.Add(doubt);
        return Fitting.Checked(document, new Mapped(fields, read.Problems));
    }

    /// <summary>A missing <c>active</c> means true; a product for internal use is never active.</summary>
    public static bool IsActive(SanityDocument document) =>
        (document.Body["active"] as JsonValue)?.GetValueKind() != System.Text.Json.JsonValueKind.False
        && document.Text("sellStatus") != "internal";

    /// <summary>The published id a reference points to; null when it is no reference.</summary>
    public static string? Reference(JsonNode? node) =>
        node is JsonObject map && map["_ref"] is JsonValue value && value.TryGetValue(out string? id)
            ? SanityIds.Published(id)
            : null;

    /// <summary>The price that a product names as its default, whatever its state: a document, or a variant of its own; null when it names none.</summary>
    public static string? DefaultReference(SanityDocument? product) =>
        Reference(product?.Body["defaultPrice"])
        ?? (
            product?.Text("defaultVariant") is { Length: > 0 } key
                ? PartId.Of(product.PublishedId, key)
                : null
        );

    private static FieldValue DefaultPrice(
        SanityDocument product,
        List<Problem> problems,
        Func<string, bool> isUsableDefault
    )
    {
        if (
            product.Body["defaultPrice"] is not null
            && product.Text("defaultVariant") is { Length: > 0 } variant
        )
            problems.Add(
                new(
                    "defaultPrice",
                    $"defaultPrice and defaultVariant (\"{variant}\") are both set; a product has one default, so clear one of them"
                )
            );
        return DefaultReference(product) is { } id && isUsableDefault(id)
            ? FieldValue.Text(id)
            : FieldValue.Absent;
    }

    private static FieldValue Images(Reading read, Func<string, string?> imageUrl) =>
        read.List(
            "images",
            [
                .. (read.Node("images") as JsonArray ?? [])
                    .OfType<JsonObject>()
                    .Select(Pictures.AssetIn)
                    .OfType<string>()
                    .Select(imageUrl)
                    .OfType<string>()
                    .Select(url => (JsonNode)url),
            ],
            MostImages
        );
}
