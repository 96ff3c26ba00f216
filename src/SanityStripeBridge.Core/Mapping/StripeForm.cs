using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>Writes fields as Stripe's form parameters: omitted when absent on create, the empty string to clear on update.</summary>
public static class StripeForm
{
    /// <summary>The pairs of one field.</summary>
    /// <param name="spec">The field.</param>
    /// <param name="value">Its new value; absent clears it (an empty string), which the caller asks only where Stripe can.</param>
    /// <param name="stripePriceOf">The Stripe price of a price document: for the default price.</param>
    public static IEnumerable<FormPair> Pairs(
        FieldSpec spec,
        FieldValue value,
        Func<string, string?> stripePriceOf
    )
    {
        if (spec.MetadataKey is { } key)
            return [new($"metadata[{key}]", Scalar(value))];
        var name = spec.StripeName;
        if (name is null)
            return [];
        if (value.IsAbsent)
            return [new(name, "")];
        return spec.Kind switch
        {
            FieldKind.Dimensions => Parts(name, value, part => part),
            FieldKind.Transform => Parts(name, value, part => part == "divideBy" ? "divide_by" : part),
            FieldKind.Features => Items(value, (i, text) => new($"{name}[{i}][name]", text)),
            FieldKind.Images => Items(value, (i, text) => new($"{name}[{i}]", text)),
            // A price without an id is not there yet; an empty string would clear the default.
            FieldKind.DefaultPrice => stripePriceOf(value.AsText()!) is { } price ? [new(name, price)] : [],
            FieldKind.Amount => [Amount(name, value)],
            FieldKind.Tiers => Tiers(name, value),
            FieldKind.ChosenAmount => Parts(name, value, part => part)
                .Prepend(new(name + "[enabled]", "true")),
            _ => [new(name, Scalar(value))],
        };
    }

    // A fraction of a minor unit has a parameter of its own, next to the whole one.
    private static FormPair Amount(string name, FieldValue value) =>
        value.AsText() is not { } exact ? new(name, Scalar(value))
        : name.EndsWith(']') ? new(name[..^1] + "_decimal]", exact)
        : new(name + "_decimal", exact);

    private static IEnumerable<FormPair> Tiers(string name, FieldValue value) =>
        value
            .Node()!
            .AsArray()
            .SelectMany(
                (tier, i) =>
                    Tier(string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]"), tier!.AsObject())
            );

    private static IEnumerable<FormPair> Tier(string name, JsonObject tier)
    {
        if (tier["flatAmount"] is { } flat)
            yield return Amount($"{name}[flat_amount]", FieldValue.From(flat));
        if (tier["unitAmount"] is { } unit)
            yield return Amount($"{name}[unit_amount]", FieldValue.From(unit));
        yield return new($"{name}[up_to]", tier["upTo"]?.ToJsonString() ?? "inf");
    }

    private static string Scalar(FieldValue value) => value.AsText() ?? value.Json ?? "";

    private static IEnumerable<FormPair> Parts(string name, FieldValue value, Func<string, string> rename) =>
        value
            .Node()!
            .AsObject()
            .Select(part => new FormPair($"{name}[{rename(part.Key)}]", Raw(part.Value!)));

    private static IEnumerable<FormPair> Items(FieldValue value, Func<string, string, FormPair> pair) =>
        value
            .Node()!
            .AsArray()
            .Select((item, i) => pair(i.ToString(CultureInfo.InvariantCulture), Raw(item!)));

    private static string Raw(JsonNode node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : node.ToJsonString();
}
