using System.Text.Json.Nodes;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>
/// One locale of a localised text. Two forms are in use: an object with an attribute per locale, and a list of
/// <c>{_key, value}</c> (newer plugins name the locale in <c>language</c>).
/// </summary>
internal static class LocaleText
{
    public static JsonNode? Find(JsonNode node, string locale) =>
        node switch
        {
            JsonObject map => map[locale],
            JsonArray list => Entry(list, locale)?["value"],
            _ => null,
        };

    /// <summary>Writes one locale and leaves all others as they are.</summary>
    public static void Write(
        SanityPatch host,
        string at,
        JsonNode? stands,
        FieldSource field,
        JsonNode? value
    )
    {
        var locale = field.Locale!;
        if (stands is JsonArray list)
            WriteEntry(host, at, list, locale, value);
        else if (stands is null && field.IsLocaleList && value is not null)
            host.PutAt(at, new JsonArray(New(locale, value, null)));
        else
            host.PutAt($"{at}.{locale}", value);
    }

    private static void WriteEntry(
        SanityPatch host,
        string at,
        JsonArray list,
        string locale,
        JsonNode? value
    )
    {
        var entry = Entry(list, locale);
        if (entry?["_key"]?.ToString() is { Length: > 0 } key)
            host.PutAt(DocumentPath.Entry(at, key) + (value is null ? "" : ".value"), value);
        else if (value is not null)
        {
            var longer = list.DeepClone().AsArray();
            longer.Add(New(locale, value, list.OfType<JsonObject>().FirstOrDefault()));
            host.PutAt(at, longer);
        }
    }

    private static JsonObject New(string locale, JsonNode value, JsonObject? sibling)
    {
        var entry = new JsonObject { ["_key"] = locale };
        if (sibling?["_type"] is { } type)
            entry["_type"] = type.DeepClone();
        if (sibling?["language"] is not null)
            entry["language"] = locale;
        entry["value"] = value;
        return entry;
    }

    private static JsonObject? Entry(JsonArray list, string locale) =>
        list.OfType<JsonObject>()
            .FirstOrDefault(entry => (entry["language"] ?? entry["_key"])?.ToString() == locale);
}
