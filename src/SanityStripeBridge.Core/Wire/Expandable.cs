using System.Text.Json;
using System.Text.Json.Serialization;

namespace SanityStripeBridge.Core.Wire;

/// <summary>A reference that Stripe sends as an id, or as the whole object when it was asked to expand it.</summary>
/// <param name="Id">Always there.</param>
/// <param name="Value">Null unless expanded (and not a deletion stub).</param>
public sealed record Expandable<T>(string Id, T? Value = null)
    where T : class;

/// <summary>Reads and writes <see cref="Expandable{T}"/> of products and prices.</summary>
public sealed class ExpandableConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert == typeof(Expandable<StripePrice>)
        || typeToConvert == typeof(Expandable<StripeProduct>);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        typeToConvert == typeof(Expandable<StripePrice>)
            ? new Converter<StripePrice>(price => price.Id)
            : new Converter<StripeProduct>(product => product.Id);

    private sealed class Converter<T>(Func<T, string> idOf) : JsonConverter<Expandable<T>>
        where T : class
    {
        public override Expandable<T>? Read(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        )
        {
            if (reader.TokenType == JsonTokenType.String)
                return new(reader.GetString()!);
            using var document = JsonDocument.ParseValue(ref reader);
            if (ExpandedId.IsDeleted(document.RootElement))
                return new(ExpandedId.Of(document.RootElement));
            var value = (T)document.RootElement.Deserialize(options.GetTypeInfo(typeof(T)))!;
            return new(idOf(value), value);
        }

        public override void Write(Utf8JsonWriter writer, Expandable<T> value, JsonSerializerOptions options)
        {
            if (value.Value is { } whole)
                JsonSerializer.Serialize(writer, whole, options.GetTypeInfo(typeof(T)));
            else
                writer.WriteStringValue(value.Id);
        }
    }
}

/// <summary>Reads a reference of which we only want the id, expanded or not.</summary>
public sealed class ExpandableIdConverter : JsonConverter<string?>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        using var document = JsonDocument.ParseValue(ref reader);
        return ExpandedId.Of(document.RootElement);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}

/// <summary>Reads what an expanded object must have; anything else is a <see cref="JsonException"/> like every other misfit.</summary>
internal static class ExpandedId
{
    public static string Of(JsonElement expanded) =>
        expanded.ValueKind == JsonValueKind.Object
        && expanded.TryGetProperty("id", out var id)
        && id.ValueKind == JsonValueKind.String
            ? id.GetString()!
            : throw new JsonException("An expanded reference has no id.");

    public static bool IsDeleted(JsonElement expanded) =>
        expanded.ValueKind == JsonValueKind.Object
        && expanded.TryGetProperty("deleted", out var deleted)
        && deleted.ValueKind == JsonValueKind.True;
}
