using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>Reads one document type of a mapping file.</summary>
internal sealed class MappingType(
    string path,
    JsonObject json,
    ObjectType type,
    MappingFaults faults,
    Func<string, string?> filterFault
)
{
    private static readonly string[] ProductKeys =
    [
        "type",
        "id",
        "new",
        "ready",
        "fields",
        "prices",
        "variants",
        "shipped",
    ];
    private static readonly string[] PriceKeys = ["type", "id", "new", "ready", "fields", "shipped"];
    private static readonly string[] Written =
    [
        "previousStripePriceIds",
        "stripeCreatedAt",
        "updatedFromStripe",
    ];

    private static readonly string[] NeededInPart = ["unitAmount", "currency"];

    private string IdAttribute => type == ObjectType.Product ? "stripeProductId" : "stripePriceId";

    // Asked for at two places, and told once.
    private bool? IsShipped => field ??= Flag("shipped");

    public TypeMapping Read()
    {
        faults.Unknown(path, json, type == ObjectType.Product ? ProductKeys : PriceKeys);
        var name = faults.Text(path + ".type", json["type"]);
        if (name is null && json["type"] is null)
            faults.Add(path + ".type", "expected the documents' _type.");
        Flag("new");
        var ready = faults.Text(path + ".ready", json["ready"]);
        if (ready is not null && filterFault(ready) is { } wrong)
            faults.Add(path + ".ready", wrong + ".");
        var shape = new Shape(Fields());
        var parts = Parts().ToList();
        Ids(shape, parts);
        Needed(shape, parts);
        return new()
        {
            Name = name ?? "",
            Object = type,
            Shape = shape,
            Parts = parts,
            Ready = ready,
        };
    }

    private Dictionary<string, FieldSource> Fields()
    {
        var fields = IsShipped == true ? Shipped() : new(StringComparer.Ordinal);
        fields[IdAttribute] = new() { From = Attribute(path + ".id", json["id"]) ?? IdAttribute };
        if (json["fields"] is not JsonObject given)
        {
            if (json["fields"] is not null || fields.Count == 1)
                faults.Add(path + ".fields", "expected an object of fields.");
            return fields;
        }
        var known = Known(type);
        foreach (var (field, node) in given)
            if (MappingField.Read($"{path}.fields.{field}", field, node, type, known, faults) is { } source)
                fields[field] = source;
        return fields;
    }

    // All fields of the shipped schema under their own names, with what the bridge itself writes.
    private Dictionary<string, FieldSource> Shipped()
    {
        var own = type == ObjectType.Product ? DefaultMapping.ProductType : DefaultMapping.PriceType;
        var fields = new Dictionary<string, FieldSource>(own.Shape.Fields, StringComparer.Ordinal);
        foreach (var name in Written)
            fields[name] = new() { From = name };
        if (type == ObjectType.Product)
            fields["slug"] = new() { From = "slug" };
        return fields;
    }

    private IEnumerable<PartMapping> Parts()
    {
        if (json["prices"] is { } prices && type == ObjectType.Product)
        {
            if (prices is not JsonArray list)
                faults.Add(path + ".prices", "expected a list.");
            else
                for (var i = 0; i < list.Count; i++)
                    if (Part($"{path}.prices[{i}]", list[i], "key", MappingFile.Name().IsMatch) is { } part)
                        yield return new(part.Name, null, part.Shape);
        }
        if (
            json["variants"] is { } variants
            && type == ObjectType.Product
            && Part($"{path}.variants", variants, "from", MappingFile.Path().IsMatch) is { } every
        )
            yield return new(null, every.Name, every.Shape);
        else if (json["variants"] is null && IsShipped == true && type == ObjectType.Product)
            yield return DefaultMapping.Variants;
    }

    private (string Name, Shape Shape)? Part(string at, JsonNode? node, string name, Func<string, bool> fits)
    {
        if (node is not JsonObject given)
        {
            faults.Add(at, "expected an object.");
            return null;
        }
        var called = faults.Text($"{at}.{name}", given[name]);
        if (called is null && given[name] is null || called is not null && !fits(called))
            faults.Add(
                $"{at}.{name}",
                name == "key"
                    ? "expected letters, digits, hyphens and underscores."
                    : "expected a list attribute."
            );
        if (given["id"] is null)
            faults.Add(at + ".id", "expected the attribute in which the price's Stripe id stands.");
        var fields = new Dictionary<string, FieldSource>(StringComparer.Ordinal)
        {
            ["stripePriceId"] = new() { From = Attribute(at + ".id", given["id"]) ?? "stripePriceId" },
        };
        string[] known = [.. Known(ObjectType.Price).Where(field => field is not ("product" or "metadata"))];
        foreach (var (field, value) in given.Where(pair => pair.Key != name && pair.Key != "id"))
            if (
                MappingField.Read($"{at}.{field}", field, value, ObjectType.Price, known, faults) is
                { } source
            )
                fields[field] = source;
        foreach (var needed in NeededInPart.Where(field => !fields.ContainsKey(field)))
            faults.Add($"{at}.{needed}", "is missing; a price needs it.");
        return (called ?? "", new(fields));
    }

    private void Ids(Shape shape, List<PartMapping> parts)
    {
        foreach (
            var key in parts.Where(part => part.Key is not null).GroupBy(part => part.Key).Where(Several)
        )
            faults.Add(path + ".prices", $"the key \"{key.Key}\" stands at more than one price.");
        foreach (
            var id in parts
                .Where(part => part.List is null)
                .Select(part => part.Shape.Fields["stripePriceId"].From)
                .Append(shape.Fields[IdAttribute].From)
                .GroupBy(name => name)
                .Where(Several)
        )
            faults.Add(path, $"{id.Key} holds more than one id; each needs an attribute of its own.");
    }

    private void Needed(Shape shape, List<PartMapping> parts)
    {
        string[] needed = type == ObjectType.Product ? ["name"] : ["product", "unitAmount", "currency"];
        foreach (var field in needed)
            if (shape.Of(field) is not { } source)
                faults.Add(
                    $"{path}.fields.{field}",
                    $"is missing; a {type.ToString().ToLowerInvariant()} needs it."
                );
            else if (source.Direction == FieldDirection.ToSanity)
                faults.Add(
                    $"{path}.fields.{field}",
                    "Stripe needs it from Sanity; to-sanity is not possible."
                );
        if (type == ObjectType.Price && shape.Of("product") is { IsReversible: false })
            faults.Add($"{path}.fields.product", "expected the attribute that refers to the product.");
        if (
            shape.Fields.GetValueOrDefault("defaultVariant")?.Constant?.ToString() is { } key
            && parts.TrueForAll(part => part.Key != key)
        )
            faults.Add(
                $"{path}.fields.defaultVariant",
                $"there is no price \"{key}\"."
                    + MappingFaults.Hint(key, parts.Select(part => part.Key).OfType<string>())
            );
    }

    private bool Flag(string name)
    {
        if (json[name] is null or JsonValue && json[name]?.ToJsonString() is null or "true" or "false")
            return json[name]?.ToJsonString() == "true";
        faults.Add($"{path}.{name}", "expected true or false.");
        return false;
    }

    private string? Attribute(string at, JsonNode? node)
    {
        var name = faults.Text(at, node);
        if (name is null || MappingFile.Path().IsMatch(name))
            return name;
        faults.Add(at, "expected attributes joined by dots.");
        return null;
    }

    private static bool Several<TKey, TItem>(IGrouping<TKey, TItem> group) => group.Skip(1).Any();

    private static string[] Known(ObjectType type) =>
        [
            .. (type == ObjectType.Product ? DefaultMapping.ProductType : DefaultMapping.PriceType)
                .Shape.Fields.Keys.Concat(Written)
                .Concat(type == ObjectType.Product ? ["slug"] : []),
        ];
}
