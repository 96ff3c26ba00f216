using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>Reads a mapping file. Every fault is told at once, with the place in the file where it is.</summary>
public static partial class MappingFile
{
    private static readonly string[] Top = ["$schema", "version", "companionPrefix", "products", "prices"];

    /// <summary>The mapping, or null and what is wrong.</summary>
    /// <param name="text">The file.</param>
    /// <param name="filterFault">What is wrong with a readiness filter; null when nothing is.</param>
    public static (CatalogueMapping? Mapping, IReadOnlyList<string> Faults) Read(
        string text,
        Func<string, string?> filterFault
    )
    {
        var faults = new MappingFaults();
        try
        {
            if (JsonNode.Parse(text) is not JsonObject file)
                return (null, ["the file: expected a JSON object."]);
            var mapping = Whole(file, faults, filterFault);
            return (faults.All.Count == 0 ? mapping : null, faults.All);
        }
        catch (JsonException broken)
        {
            return (null, [$"the file is no JSON: {broken.Message}"]);
        }
        // A key that stands twice in one object is found only when the object is read.
        catch (ArgumentException twice)
        {
            return (null, [$"the file is no JSON: {twice.Message}"]);
        }
    }

    private static CatalogueMapping Whole(
        JsonObject file,
        MappingFaults faults,
        Func<string, string?> filterFault
    )
    {
        faults.Unknown("", file, Top);
        if (file["version"]?.ToJsonString() != "1")
            faults.Add("version", "expected 1.");
        var prefix =
            faults.Text("companionPrefix", file["companionPrefix"]) ?? CatalogueMapping.DefaultPrefix;
        if (!Name().IsMatch(prefix))
            faults.Add("companionPrefix", "expected letters, digits, hyphens and underscores.");
        var entries = Entries(file, "products", ObjectType.Product, faults)
            .Concat(Entries(file, "prices", ObjectType.Price, faults))
            .ToList();
        var types = entries
            .Select(entry => new MappingType(entry.Path, entry.Json, entry.Type, faults, filterFault).Read())
            .ToList();
        foreach (
            var (type, entry) in types
                .Zip(entries)
                .GroupBy(pair => pair.First.Name, StringComparer.Ordinal)
                .SelectMany(group => group.Skip(1))
        )
            faults.Add(entry.Path + ".type", $"\"{type.Name}\" is mapped already; a type has one mapping.");
        if (entries.All(entry => entry.Type != ObjectType.Product))
            faults.Add("products", "expected at least one product type.");
        return Chosen(types, entries, prefix);
    }

    // Documents born in Stripe are of the first type that says so; without one, of the first that can be made.
    private static CatalogueMapping Chosen(
        List<TypeMapping> types,
        List<(string Path, JsonObject Json, ObjectType Type)> entries,
        string prefix
    )
    {
        var mapping = CatalogueMapping.Of(types, prefix);
        var marked = types
            .Zip(entries)
            .Where(pair => pair.Second.Json["new"] is JsonValue value && value.ToJsonString() == "true")
            .Select(pair => pair.First)
            .ToList();
        return mapping with
        {
            NewProduct = marked.Find(type => type.Object == ObjectType.Product) ?? mapping.NewProduct,
            NewPrice = marked.Find(type => type.Object == ObjectType.Price) ?? mapping.NewPrice,
        };
    }

    private static IEnumerable<(string Path, JsonObject Json, ObjectType Type)> Entries(
        JsonObject file,
        string name,
        ObjectType type,
        MappingFaults faults
    )
    {
        if (file[name] is not { } node)
            yield break;
        if (node is not JsonArray list)
        {
            faults.Add(name, "expected a list.");
            yield break;
        }
        for (var i = 0; i < list.Count; i++)
            if (list[i] is JsonObject entry)
                yield return ($"{name}[{i}]", entry, type);
            else
                faults.Add($"{name}[{i}]", "expected an object.");
    }

    [GeneratedRegex("^[A-Za-z0-9_-]+$")]
    internal static partial Regex Name();

    [GeneratedRegex(@"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")]
    internal static partial Regex Path();
}
