using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>Reads one field of a mapping file.</summary>
internal static class MappingField
{
    private static readonly string[] Keys =
    [
        "from",
        "template",
        "const",
        "transform",
        "locale",
        "form",
        "number",
        "owner",
        "direction",
    ];

    private static readonly string[] Kinds = ["from", "template", "const"];

    private static readonly Dictionary<string, FieldTransform> Transforms = new(StringComparer.Ordinal)
    {
        ["plainText"] = FieldTransform.PlainText,
        ["locale"] = FieldTransform.Locale,
        ["minorUnits"] = FieldTransform.MinorUnits,
    };

    private static readonly Dictionary<string, Side> Owners = new(StringComparer.Ordinal)
    {
        ["sanity"] = Side.Sanity,
        ["stripe"] = Side.Stripe,
    };

    private static readonly Dictionary<string, FieldDirection> Directions = new(StringComparer.Ordinal)
    {
        ["both"] = FieldDirection.Both,
        ["to-stripe"] = FieldDirection.ToStripe,
        ["to-sanity"] = FieldDirection.ToSanity,
    };

    private static readonly Dictionary<string, bool> Forms = new(StringComparer.Ordinal)
    {
        ["object"] = false,
        ["list"] = true,
    };

    /// <summary>The source; null after a fault that leaves none.</summary>
    public static FieldSource? Read(
        string path,
        string field,
        JsonNode? node,
        ObjectType type,
        IReadOnlyCollection<string> known,
        MappingFaults faults
    )
    {
        if (!IsKnown(field, known, out var fault))
        {
            faults.Add(path, fault);
            return null;
        }
        var source =
            node is JsonValue plain && plain.TryGetValue(out string? from) ? new FieldSource { From = from }
            : node is JsonObject given ? Whole(path, given, faults)
            : null;
        if (source is null)
        {
            if (node is not JsonObject)
                faults.Add(path, "expected an attribute's path, or an object with from, template or const.");
            return null;
        }
        Check(path, field, source, type, faults);
        return source;
    }

    private static bool IsKnown(string field, IReadOnlyCollection<string> known, out string fault)
    {
        fault = "";
        if (DefaultMapping.IsFreeMetadata(field))
            fault = SanityRules.KeyProblem(field[DefaultMapping.MetadataPrefix.Length..]) is { } problem
                ? problem + "."
                : "";
        else if (!known.Contains(field))
            fault = "there is no such field." + MappingFaults.Hint(field, known);
        return fault.Length == 0;
    }

    private static FieldSource? Whole(string path, JsonObject given, MappingFaults faults)
    {
        faults.Unknown(path, given, Keys);
        var sources = Kinds.Where(given.ContainsKey).ToList();
        if (sources.Count != 1)
        {
            faults.Add(path, "expected exactly one of from, template and const.");
            return null;
        }
        return new()
        {
            From = faults.Text(path + ".from", given["from"]),
            Template = faults.Text(path + ".template", given["template"]),
            Constant = given["const"]?.DeepClone(),
            Transform = Word(path, given, "transform", Transforms, faults),
            Locale = faults.Text(path + ".locale", given["locale"]),
            IsLocaleList = Word(path, given, "form", Forms, faults),
            IsNumber = given["number"]?.ToJsonString() == "true",
            Owner = given["owner"] is null ? null : Word(path, given, "owner", Owners, faults),
            Said = Word(path, given, "direction", Directions, faults),
        };
    }

    private static void Check(
        string path,
        string field,
        FieldSource source,
        ObjectType type,
        MappingFaults faults
    )
    {
        foreach (var name in source.Paths.Where(name => !MappingFile.Path().IsMatch(name)))
            faults.Add(path, $"\"{name}\" is no path; expected attributes joined by dots.");
        if (source.Template is not null && (!source.Paths.Any() || Unbalanced(source.Template)))
            faults.Add(
                path + ".template",
                "expected text with at least one path in braces, such as {title}."
            );
        if (source is { From: null, Template: null, Constant: null })
            faults.Add(path, "expected from, template or const with a value.");
        if ((source.Transform == FieldTransform.Locale) != (source.Locale is not null))
            faults.Add(path + ".locale", "expected a locale together with the transform locale.");
        if (source.From is null && source.Transform != FieldTransform.None)
            faults.Add(path + ".transform", "only a value taken from the document can be transformed.");
        if (source.Transform == FieldTransform.MinorUnits && field != "unitAmount")
            faults.Add(path + ".transform", "minorUnits makes an amount; expected at unitAmount.");
        if (source.Transform is FieldTransform.PlainText or FieldTransform.Locale && !IsText(type, field))
            faults.Add(path + ".transform", $"{field} is no text.");
        if (!source.IsReversible && source.Said is FieldDirection.ToSanity)
            faults.Add(path + ".direction", "what is made of other values goes to Stripe only.");
    }

    private static bool IsText(ObjectType type, string field) =>
        DefaultMapping.IsFreeMetadata(field)
        || DefaultMapping.Of(type).Any(spec => spec.Path == field && spec.Kind == FieldKind.Text);

    private static bool Unbalanced(string template) =>
        template.Count(c => c == '{') != template.Count(c => c == '}');

    private static T Word<T>(
        string path,
        JsonObject given,
        string name,
        Dictionary<string, T> words,
        MappingFaults faults
    )
        where T : struct
    {
        if (given[name] is null)
            return default;
        if (given[name] is JsonValue value && value.TryGetValue(out string? text))
        {
            if (words.TryGetValue(text, out var meant))
                return meant;
            faults.Add(
                $"{path}.{name}",
                $"expected {string.Join(", ", words.Keys)}." + MappingFaults.Hint(text, words.Keys)
            );
        }
        else
            faults.Add($"{path}.{name}", $"expected {string.Join(", ", words.Keys)}.");
        return default;
    }
}
