using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>Writes fields as changes to a document's attributes: what to set and what to unset.</summary>
public sealed partial class SanityPatch(JsonObject current)
{
    private static readonly string[] Bounds = ["minimum", "maximum", "preset"];
    private readonly List<string> _unset = [];

    /// <summary>Attributes to set.</summary>
    public JsonObject Set { get; } = [];

    /// <summary>Attributes to clear, none of which is also set.</summary>
    public IReadOnlyList<string> Unset => _unset;

    /// <summary>Whether there is nothing to write.</summary>
    public bool IsEmpty => Set.Count == 0 && Unset.Count == 0;

    /// <summary>Puts a field's value into the document's own form.</summary>
    public void Write(FieldSpec spec, FieldValue value)
    {
        switch (spec.Kind)
        {
            case FieldKind.Active:
                WriteActive(value.AsFlag() == true);
                break;
            case FieldKind.Amount or FieldKind.Text when CurrencyOption.CurrencyOf(spec.Path) is { } currency:
                WriteCurrency(currency, spec, value);
                break;
            case FieldKind.Tiers:
                Put(spec.Path, WithDocumentsOwn(value.Node() as JsonArray));
                break;
            case FieldKind.Amount:
                Put("unitAmount", FieldValue.Integer(value.AsInteger()).Node());
                Put("unitAmountDecimal", value.AsText() is { } exact ? JsonValue.Create(exact) : null);
                break;
            case FieldKind.DefaultPrice:
                WriteDefault(value.AsText());
                break;
            case FieldKind.Images:
                WriteImages(value.Node() as JsonArray ?? []);
                break;
            case FieldKind.Dimensions
            or FieldKind.Transform
            or FieldKind.ChosenAmount when value.Node() is JsonObject parts:
                Put(spec.Path, Laid(parts, current[spec.Path]));
                break;
            case FieldKind.Text when DefaultMapping.IsFreeMetadata(spec.Path):
                WriteMetadata(spec.MetadataKey!, value.AsText());
                break;
            default:
                Put(spec.Path, value.Node());
                break;
        }
    }

    /// <summary>Sets an attribute, or clears it when null; writes nothing when it stands so already.</summary>
    public void Put(string attribute, JsonNode? value)
    {
        if (value is null)
        {
            if (current[attribute] is not null)
                _unset.Add(attribute);
        }
        else if (!JsonNode.DeepEquals(current[attribute], value))
        {
            Set[attribute] = value;
        }
    }

    /// <summary>Sets what a path leads to, or clears it when null, whatever stands there; objects on the way that are missing are made.</summary>
    public void PutAt(string path, JsonNode? value)
    {
        var steps = DocumentPath.Steps(path);
        for (var count = 1; count < steps.Count; count++)
        {
            var prefix = string.Join('.', steps.Take(count));
            var rest = string.Join('.', steps.Skip(count));
            if (Set[prefix] is JsonObject made)
            {
                Place(made, steps, count, rest, value);
                return;
            }
            if (DocumentPath.Find(current, prefix) is { } stands)
            {
                if (stands is not JsonObject)
                    return;
                continue;
            }
            if (value is not null)
                Place(Made(prefix), steps, count, rest, value);
            return;
        }
        if (value is null)
            _unset.Add(path);
        else
            Set[path] = value;
    }

    // Within an object that this very patch makes: its missing inner objects are made along.
    private static void Place(
        JsonObject target,
        IReadOnlyList<string> steps,
        int from,
        string rest,
        JsonNode? value
    )
    {
        if (value is not null)
            foreach (var step in steps.Skip(from).Take(steps.Count - from - 1))
            {
                if (target[step] is not JsonObject)
                    target[step] = new JsonObject();
                target = target[step]!.AsObject();
            }
        DocumentPath.Put(target, value is null ? rest : steps[^1], value);
    }

    private JsonObject Made(string prefix)
    {
        var made = new JsonObject();
        Set[prefix] = made;
        return made;
    }

    /// <summary>A reference that blocks neither publishing nor deleting.</summary>
    public static JsonObject WeakReference(string id) =>
        new()
        {
            ["_type"] = "reference",
            ["_ref"] = id,
            ["_weak"] = true,
        };

    /// <summary>An array key made of content, so that writing the same entry twice gives the same key.</summary>
    public static string Key(string content) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)).AsSpan(0, 6));

    // What else stands in the object (its type, a field of the shop's own) survives; a bound that went does not.
    private static JsonObject Laid(JsonObject parts, JsonNode? over)
    {
        if (over?.DeepClone() is not JsonObject map)
            return parts;
        foreach (var bound in Bounds)
            map.Remove(bound);
        foreach (var (name, value) in parts)
            map[name] = value?.DeepClone();
        return map;
    }

    private void WriteImages(JsonArray addresses)
    {
        var laid = Pictures.Laid(addresses, current["images"] as JsonArray ?? []);
        Put("images", laid.Count == 0 ? null : laid);
    }

    // A product names its default in one way: a price document, or one of its variants.
    private void WriteDefault(string? id)
    {
        var key = id is null ? null : PartId.KeyOf(id);
        Put("defaultPrice", id is not null && key is null ? WeakReference(id) : null);
        Put("defaultVariant", key is null ? null : JsonValue.Create(key));
    }

    // An un-archive sets whatever made it inactive; an archive never touches the sale status.
    private void WriteActive(bool active)
    {
        if (active && current["sellStatus"]?.ToString() == "internal")
            Set["sellStatus"] = "available";
        if (!active || current["active"] is not null)
            Put("active", JsonValue.Create(active));
    }

    private void WriteMetadata(string key, string? value)
    {
        var list = (Set["metadata"] ?? current["metadata"])?.DeepClone() as JsonArray ?? [];
        var entry = list.OfType<JsonObject>().FirstOrDefault(item => item["key"]?.ToString() == key);
        if (value is null && entry is not null)
            list.Remove(entry);
        else if (value is not null && entry is not null)
            entry["value"] = value;
        else if (value is null)
            return;
        else
            list.Add(
                new JsonObject
                {
                    ["_key"] = Key(key),
                    ["key"] = key,
                    ["value"] = value,
                }
            );
        Set["metadata"] = list;
    }
}
