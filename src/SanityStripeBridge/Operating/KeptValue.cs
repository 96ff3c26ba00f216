using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Operating;

/// <summary>A value of a person's own for a field, as they wrote it.</summary>
internal static class KeptValue
{
    /// <param name="spec">The field.</param>
    /// <param name="text">JSON, or bare text.</param>
    /// <exception cref="FormatException">What was expected.</exception>
    public static FieldValue Of(FieldSpec spec, string text)
    {
        var json = Parsed(text);
        var isText = json is JsonValue value && value.GetValueKind() == JsonValueKind.String;
        return spec.Kind switch
        {
            FieldKind.Text or FieldKind.DefaultPrice => Normal.Text(isText ? (string)json! : text),
            FieldKind.Amount => Normal.Amount(isText ? (string)json! : text)
                ?? throw Misfit(spec, "an amount"),
            FieldKind.Integer when json is JsonValue number && number.TryGetValue(out long whole) =>
                FieldValue.Integer(whole),
            FieldKind.Flag or FieldKind.Active when text is "true" or "false" => FieldValue.Flag(
                text == "true"
            ),
            FieldKind.Features when json is JsonArray => FieldValue.From(json),
            FieldKind.Dimensions or FieldKind.Transform when json is JsonObject => FieldValue.From(json),
            _ => throw Misfit(spec, "a value of the field's kind"),
        };
    }

    private static FormatException Misfit(FieldSpec spec, string expected) =>
        new($"{expected} for {spec.Path}");

    private static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            // Bare text is a value, too.
            return null;
        }
    }
}
