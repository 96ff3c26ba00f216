using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>Sees documents of any mapped type in the shipped schema's words, so that the engine has one vocabulary.</summary>
public static class Lens
{
    /// <summary>The document as the engine sees it; one of the shipped schema, or of no mapped type, is what it is.</summary>
    public static SanityDocument See(CatalogueMapping mapping, SanityDocument raw)
    {
        if (mapping.Type(raw.Type) is not { IsShipped: false } type)
            return raw;
        var body = new JsonObject();
        foreach (var (name, value) in raw.Body)
            if (name.StartsWith('_') || name is "previousRev" or "operation" or "author")
                body[name] = value?.DeepClone();
        body["_type"] = type.Object == ObjectType.Product ? "product" : "price";
        return See(type.Shape, raw, raw.Body, "", body) with { MappedType = type };
    }

    /// <summary>What stands at a shape's fields, laid over a body that says what it is.</summary>
    internal static SeenDocument See(
        Shape shape,
        SanityDocument source,
        JsonObject root,
        string at,
        JsonObject body
    )
    {
        var problems = new List<Problem>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, field) in shape.Fields)
        {
            var read = Value(field, root, shape, problems, path);
            if (DefaultMapping.IsFreeMetadata(path))
            {
                if (Text(read) is { } text)
                    metadata[path[DefaultMapping.MetadataPrefix.Length..]] = text;
            }
            // An amount in major units may be finer than a minor unit.
            else if (
                field.Transform == FieldTransform.MinorUnits
                && read?.GetValueKind() == JsonValueKind.String
            )
                body["unitAmountDecimal"] = read;
            else if (read is not null)
                body[path] = read;
        }
        AddMetadata(body, metadata);
        return new(body, source, shape, at, problems);
    }

    private static JsonNode? Value(
        FieldSource field,
        JsonObject root,
        Shape shape,
        List<Problem> problems,
        string path
    )
    {
        if (field.Constant is { } constant)
            return constant.DeepClone();
        if (field.Template is not null)
            return field.Fill(name => Text(DocumentPath.Find(root, name))) is { } filled
                ? JsonValue.Create(filled)
                : null;
        if (DocumentPath.Obstacle(root, field.From!) is { } obstacle)
            problems.Add(new(FieldOf(path), $"{obstacle} must be an object, in which {field.From} stands"));
        var node = DocumentPath.Find(root, field.From!);
        return field.Transform switch
        {
            _ when node is null => null,
            FieldTransform.PlainText => PortableText.Plain(node) is { } plain
                ? JsonValue.Create(plain)
                : null,
            FieldTransform.Locale => LocaleText.Find(node, field.Locale!)?.DeepClone(),
            FieldTransform.MinorUnits => Minor(node, root, shape, problems, field.From!),
            _ => node.DeepClone(),
        };
    }

    private static string FieldOf(string attribute) =>
        attribute switch
        {
            "unitAmountDecimal" => "unitAmount",
            "defaultVariant" => "defaultPrice",
            _ => attribute,
        };

    private static JsonNode? Minor(
        JsonNode node,
        JsonObject root,
        Shape shape,
        List<Problem> problems,
        string from
    )
    {
        if (node is JsonValue value && value.TryGetValue(out string? blank) && blank.Trim().Length == 0)
            return null;
        var currency = shape.Fields.TryGetValue("currency", out var source)
            ? Text(Value(source, root, shape, [], "currency"))
            : null;
        if (Major(node) is not { } amount)
        {
            problems.Add(
                new(
                    "unitAmount",
                    $"{from} is {node.ToJsonString()}, but must be a decimal amount such as 19.99"
                )
            );
            return null;
        }
        return CurrencyRules.Minor(currency, amount);
    }

    /// <summary>The decimal of a number or of text that is one; null for anything else.</summary>
    internal static decimal? Major(JsonNode node) =>
        Normal.Decimal(node)
        ?? (
            node is JsonValue value
            && value.TryGetValue(out string? text)
            && decimal.TryParse(
                text,
                System.Globalization.NumberStyles.AllowLeadingSign
                    | System.Globalization.NumberStyles.AllowDecimalPoint
                    | System.Globalization.NumberStyles.AllowLeadingWhite
                    | System.Globalization.NumberStyles.AllowTrailingWhite,
                System.Globalization.CultureInfo.InvariantCulture,
                out var number
            )
                ? number
                : null
        );

    private static void AddMetadata(JsonObject body, Dictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
            return;
        var list = (body["metadata"] as JsonArray)?.DeepClone().AsArray() ?? [];
        // What the mapping names stands above what the document's own list says.
        foreach (
            var entry in list.OfType<JsonObject>()
                .Where(entry => metadata.ContainsKey(entry["key"]?.ToString() ?? ""))
                .ToList()
        )
            list.Remove(entry);
        foreach (var (key, value) in metadata)
            list.Add(
                new JsonObject
                {
                    ["_key"] = key,
                    ["key"] = key,
                    ["value"] = value,
                }
            );
        body["metadata"] = list;
    }

    private static string? Text(JsonNode? node) =>
        Normal.Decimal(node) is { } number ? Normal.Plain(number)
        : node is JsonValue value && value.ToString() is { Length: > 0 } text ? text
        : null;
}
