using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>
/// Which image is which: one asset has its address in this dataset and, when finance brought it, the one it came from. Both are
/// one value, so that an import is never imported again.
/// </summary>
/// <param name="imports">What was imported, and what could not be.</param>
/// <param name="assetOf">The asset that an address of this dataset shows; null for any other address.</param>
/// <param name="addressOf">The address of an asset.</param>
public sealed class Pictures(
    IReadOnlyList<ImageImport> imports,
    Func<string, string?> assetOf,
    Func<string, string?> addressOf
)
{
    /// <summary>The address by which an image in Stripe is compared; null for one that cannot be fetched and so is left out.</summary>
    public string? Compared(string url) =>
        (assetOf(url), Known(url)) switch
        {
            ({ } asset, _) => addressOf(asset),
            (_, { AssetId: { } asset }) => addressOf(asset),
            (_, { }) => null,
            _ => url,
        };

    /// <summary>Whether the image must be fetched before it can be compared.</summary>
    public bool IsToFetch(string url, DateTimeOffset now) =>
        assetOf(url) is null
        && Known(url) is not { AssetId: not null } and var known
        && !(known?.RetryAt > now);

    /// <summary>Those of the addresses that could not be fetched.</summary>
    public IEnumerable<ImageImport> Missing(IEnumerable<string> urls) =>
        urls.Where(url => assetOf(url) is null)
            .Select(Known)
            .OfType<ImageImport>()
            .Where(known => known.AssetId is null);

    /// <summary>A document's list of images with these addresses: surviving elements keep their key, crop and text.</summary>
    public static JsonArray Laid(JsonArray addresses, JsonArray current)
    {
        var rest = current.OfType<JsonObject>().ToList();
        var laid = new JsonArray();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var asset in addresses
                .Select(node => ImageAddress.AssetOf(node!.GetValue<string>()))
                .OfType<string>()
        )
        {
            var kept = rest.FirstOrDefault(element => AssetIn(element) == asset);
            if (kept is not null)
                rest.Remove(kept);
            laid.Add(kept?.DeepClone() ?? New(asset, keys));
            keys.Add(laid[^1]!["_key"]?.ToString() ?? "");
        }
        // A place that has no image yet is the editor's.
        foreach (var empty in rest.Where(element => AssetIn(element) is null))
            laid.Add(empty.DeepClone());
        return laid;
    }

    /// <summary>The asset that an element of a document's list refers to.</summary>
    public static string? AssetIn(JsonObject element) =>
        (element["asset"] as JsonObject)?["_ref"] is JsonValue value && value.TryGetValue(out string? id)
            ? id
            : null;

    private static JsonObject New(string asset, HashSet<string> taken)
    {
        var key = SanityPatch.Key(asset);
        for (var again = 2; taken.Contains(key); again++)
            key = SanityPatch.Key($"{asset} {again}");
        return new()
        {
            ["_type"] = "image",
            ["_key"] = key,
            ["asset"] = new JsonObject { ["_type"] = "reference", ["_ref"] = asset },
        };
    }

    private ImageImport? Known(string url) => imports.FirstOrDefault(import => import.Url == url);
}
