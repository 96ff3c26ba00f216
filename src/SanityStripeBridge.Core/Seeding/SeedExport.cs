using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Seeding;

/// <summary>Writes a catalogue in the form of a seed file: the same catalogue gives the same text.</summary>
/// <param name="links">Document (or part) id to Stripe id.</param>
/// <param name="imageUrl">The public address of an image asset.</param>
public sealed partial class SeedExport(
    IReadOnlyDictionary<string, string> links,
    Func<string, string?> imageUrl
)
{
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<string> _leftOut = [];
    private readonly JsonArray _linked = [];

    /// <summary>What could not be written, each with the reason.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>How many products and prices were written.</summary>
    public (int Products, int Prices) Count { get; private set; }

    /// <summary>The whole file; the section <c>links</c> comes last and is the only one that depends on the account.</summary>
    public string Write(IEnumerable<Exported> families, ExportPlace place)
    {
        var products = families
            .Select(family => (Family: family, Keys: new SeedKeys(family.Id)))
            .OrderBy(entry => entry.Keys.Product, StringComparer.Ordinal)
            .Select(entry => Product(entry.Family, entry.Keys))
            .OfType<JsonObject>()
            .ToArray();
        var file = new JsonObject
        {
            ["version"] = 1,
            ["products"] = new JsonArray([.. products]),
            ["links"] = new JsonObject
            {
                ["account"] = place.Account,
                ["mode"] = place.Mode,
                ["project"] = place.Project,
                ["dataset"] = place.Dataset,
                ["products"] = _linked,
            },
        };
        return file.ToJsonString(Form) + "\n";
    }

    private JsonObject? Product(Exported family, SeedKeys keys)
    {
        var mapped = family.Document is { } document
            ? SanityReader.Product(document, _ => true, imageUrl)
            : StripeReader.Product(family.Product!, _ => null, KeysOf(family.Product!.Metadata));
        if (family.Document is not null && LeavesOut(family.Id, mapped.Problems))
            return null;
        var product = new JsonObject { ["key"] = keys.Product };
        var body = Body(
            ObjectType.Product,
            mapped.Fields.Where(path => path is not ("images" or "defaultPrice"))
        );
        // A product for internal use is inactive by that alone.
        if (
            body["sellStatus"]?.ToString() == "internal"
            && family.Document?.Body["active"]?.ToJsonString() != "false"
        )
            body.Remove("active");
        body["defaultVariant"] = family.Document?.Text("defaultVariant");
        Copy(body, product, SeedForm.Product);
        if (mapped.Fields["images"].Node() is { } images)
            product["images"] = images;
        Slug(family.Document, keys.Product, product);
        Metadata(mapped.Fields, product);
        var link = Link(keys.Product, family.Id);
        Variants(family.Document, product, link);
        Prices(family, keys, product, link);
        _linked.Add(link);
        Count = (Count.Products + 1, Count.Prices);
        return product;
    }

    // One without a slug gets none by the file either.
    private static void Slug(SanityDocument? document, string key, JsonObject product)
    {
        if (document is null or SeenDocument)
            return;
        var slug = (document.Body["slug"] as JsonObject)?["current"]?.ToString() ?? "";
        if (slug != key)
            product["slug"] = slug;
    }

    private static void Metadata(Fields fields, JsonObject target)
    {
        var metadata = new JsonObject();
        foreach (var (path, value) in fields.Where(DefaultMapping.IsFreeMetadata))
            metadata[path[DefaultMapping.MetadataPrefix.Length..]] = value.Node();
        if (metadata.Count > 0)
            target["metadata"] = metadata;
    }

    private JsonArray Links(IEnumerable<(string Key, string Id)> objects) =>
        [.. objects.Where(entry => links.ContainsKey(entry.Id)).Select(entry => Link(entry.Key, entry.Id))];

    private JsonObject Link(string key, string id) =>
        new()
        {
            ["key"] = key,
            ["sanityId"] = PartId.DocumentOf(id),
            ["stripeId"] = links.GetValueOrDefault(id),
        };

    private bool LeavesOut(string id, IReadOnlyList<Problem> problems)
    {
        if (problems.Count > 0)
            _leftOut.Add($"{id}: {string.Join(". ", problems.Select(problem => problem.Sentence))}");
        return problems.Count > 0;
    }

    private static JsonObject Body(ObjectType type, Fields fields)
    {
        var patch = new SanityPatch([]);
        foreach (var (path, value) in fields.Where(path => !DefaultMapping.IsFreeMetadata(path)))
            patch.Write(DefaultMapping.Spec(type, path), value);
        return patch.Set;
    }

    private static void Copy(JsonObject from, JsonObject to, IEnumerable<string> names)
    {
        foreach (var name in names)
            if (from[name] is { } value && !(name == "active" && value.ToJsonString() == "true"))
                to[name] = value.DeepClone();
    }

    private static HashSet<string> KeysOf(IReadOnlyDictionary<string, string> metadata) =>
        [.. metadata.Keys.Where(key => !DefaultMapping.ReservedKeys.Contains(key))];
}
