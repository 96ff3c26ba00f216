using System.Globalization;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>What a document's shape has room for, of what either side says.</summary>
public static class Fitting
{
    /// <summary>The same fields, with a problem for every number that is none.</summary>
    public static Mapped Checked(SanityDocument document, Mapped mapped) =>
        SeenDocument.ShapeOf(document) is { } shape
            ? With(
                mapped,
                shape
                    .Fields.Where(field => field.Value.IsNumber && !IsNumber(mapped.Fields[field.Key]))
                    .Select(field => new Problem(
                        field.Key,
                        $"{field.Value.From} must be a whole number, but is {mapped.Fields[field.Key]}"
                    ))
            )
            : mapped;

    /// <summary>What Stripe says, with a problem for every value that the document has no room for: it is put back.</summary>
    public static Mapped FromStripe(SanityDocument document, Mapped stripe)
    {
        var mapped = Checked(document, stripe);
        return SeenDocument.ShapeOf(document) is { } shape
            ? With(mapped, Misfits(shape, mapped.Fields))
            : mapped;
    }

    /// <summary>The fields that a new object of Stripe's is made with: all but those that only Stripe may say.</summary>
    public static Fields ForStripe(SanityDocument document, Fields fields) =>
        SeenDocument.ShapeOf(document) is { } shape
            ? fields.Where(path => shape.Of(path)?.Direction != FieldDirection.ToSanity)
            : fields;

    private static IEnumerable<Problem> Misfits(Shape shape, Fields fields)
    {
        if (
            fields["unitAmount"].AsText() is { } fraction
            && shape.Fields.GetValueOrDefault("unitAmount") is { IsReversible: true } amount
            && amount.Transform != FieldTransform.MinorUnits
            && !shape.Fields.ContainsKey("unitAmountDecimal")
        )
            yield return new(
                "unitAmount",
                $"the amount {fraction} has a fraction of a minor unit, for which {amount.From} has no room"
            );
        if (
            fields["defaultPrice"].AsText() is { } id
            && shape.Of("defaultPrice") is { Direction: not FieldDirection.ToStripe }
            && !shape.Takes(PartId.KeyOf(id) is null ? "defaultPrice" : "defaultVariant")
        )
            yield return new("defaultPrice", "the document has no field that could name this default price");
    }

    private static Mapped With(Mapped mapped, IEnumerable<Problem> more) =>
        mapped with
        {
            Problems = [.. mapped.Problems, .. more],
        };

    private static bool IsNumber(FieldValue value) =>
        value.IsAbsent
        || long.TryParse(value.AsText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
}
