using System.Globalization;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>The way back: changes in the shipped schema's words become changes of the stored document.</summary>
public static class LensWriting
{
    /// <summary>Lays changes of a seen document into the patch of the stored one; what has no way back is left out.</summary>
    /// <param name="seen">The document, or the price inside it.</param>
    /// <param name="changes">What to set and unset in the shipped schema's words.</param>
    /// <param name="host">The stored document's patch.</param>
    public static void Lay(SeenDocument seen, SanityPatch changes, SanityPatch host)
    {
        foreach (var (path, field) in seen.Shape.Fields.Where(field => field.Value.IsReversible))
        {
            var (moves, value) = Change(path, field, changes, seen);
            if (moves)
                Write(field, value, seen, changes, host);
        }
    }

    /// <summary>A new document of a type that shows what a body in the shipped schema's words says.</summary>
    public static JsonObject Born(TypeMapping type, JsonObject body)
    {
        if (type.IsShipped)
            return body;
        var raw = new JsonObject { ["_id"] = body["_id"]!.DeepClone(), ["_type"] = type.Name };
        var changes = new SanityPatch([]);
        foreach (var (name, value) in body.Where(attribute => !attribute.Key.StartsWith('_')))
            changes.Set[name] = value?.DeepClone();
        var host = new SanityPatch(raw);
        Lay(new([], new(raw), type.Shape, "", []), changes, host);
        foreach (var (path, value) in host.Set)
            raw[path] = value?.DeepClone();
        return raw;
    }

    private static (bool Moves, JsonNode? Value) Change(
        string path,
        FieldSource field,
        SanityPatch changes,
        SeenDocument seen
    )
    {
        if (path == "metadata")
            return OwnList(field, changes, seen);
        if (DefaultMapping.IsFreeMetadata(path))
        {
            var key = path[DefaultMapping.MetadataPrefix.Length..];
            var now = Entry(changes.Set["metadata"], key);
            return (
                changes.Set["metadata"] is not null && now != Entry(seen.Body["metadata"], key),
                Typed(now)
            );
        }
        // One attribute in major units stands for both forms of an amount.
        var other =
            path == "unitAmount" && field.Transform == FieldTransform.MinorUnits ? "unitAmountDecimal" : path;
        return (changes.Set[path] ?? changes.Set[other]) is { } value
            ? (true, value.DeepClone())
            : (changes.Unset.Contains(path) || changes.Unset.Contains(other), null);

        JsonNode? Typed(string? text) =>
            text is null ? null
            : field.IsNumber
            && long.TryParse(
                text,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }

    // Keys that stand elsewhere in the document are none of its list's; what an editor wrote there under such a key stays.
    private static (bool Moves, JsonNode? Value) OwnList(
        FieldSource field,
        SanityPatch changes,
        SeenDocument seen
    )
    {
        if (changes.Set["metadata"] is null && !changes.Unset.Contains("metadata"))
            return (false, null);
        var elsewhere = seen.Shape.MetadataKeys.ToHashSet(StringComparer.Ordinal);
        var list = Entries(changes.Set["metadata"], isOwn: true);
        var moves = !JsonNode.DeepEquals(list, Entries(seen.Body["metadata"], isOwn: true));
        foreach (
            var entry in Entries(DocumentPath.Find(seen.Source.Body, seen.At + field.From), isOwn: false)
        )
            list.Add(entry?.DeepClone());
        return (moves, list.Count == 0 && changes.Set["metadata"] is null ? null : list);

        JsonArray Entries(JsonNode? node, bool isOwn) =>
            [
                .. (node as JsonArray ?? [])
                    .OfType<JsonObject>()
                    .Where(entry => elsewhere.Contains(entry["key"]?.ToString() ?? "") != isOwn)
                    .Select(entry => entry.DeepClone()),
            ];
    }

    private static void Write(
        FieldSource field,
        JsonNode? value,
        SeenDocument seen,
        SanityPatch changes,
        SanityPatch host
    )
    {
        var at = seen.At + field.From;
        var stands = DocumentPath.Find(seen.Source.Body, at);
        switch (field.Transform)
        {
            case FieldTransform.Locale:
                LocaleText.Write(host, at, stands, field, value);
                break;
            case FieldTransform.MinorUnits when value is not null:
                var currency = (changes.Set["currency"] ?? seen.Body["currency"])?.ToString();
                var major = CurrencyRules.Major(currency, Lens.Major(value)!.Value);
                host.PutAt(
                    at,
                    stands is JsonValue text && text.TryGetValue(out string? _)
                        ? JsonValue.Create(major)
                        : JsonNode.Parse(major)
                );
                break;
            default:
                host.PutAt(at, value);
                break;
        }
    }

    private static string? Entry(JsonNode? list, string key) =>
        (list as JsonArray ?? [])
            .OfType<JsonObject>()
            .FirstOrDefault(entry => entry["key"]?.ToString() == key)
            ?["value"]?.ToString();
}
