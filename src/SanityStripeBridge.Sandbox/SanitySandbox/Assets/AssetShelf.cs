using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Assets;

/// <summary>Uploaded images: the bytes, and a document for each in its dataset. The same bytes are the same asset.</summary>
internal sealed class AssetShelf(string projectId, Func<Uri> address, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, (byte[] Bytes, string MimeType)> _files = new(
        StringComparer.Ordinal
    );

    /// <exception cref="LakeException">400: no image.</exception>
    public JsonObject Upload(Dataset dataset, byte[] bytes, string? filename, string author)
    {
        var image =
            ImageFile.Read(bytes)
            ?? throw LakeErrors.Gateway(400, "Bad Request", "Invalid image, could not read metadata");
        var hash = Sha1(bytes);
        var size = string.Create(CultureInfo.InvariantCulture, $"{image.Width}x{image.Height}");
        var path = $"images/{projectId}/{dataset.Name}/{hash}-{size}.{image.Extension}";
        var id = $"image-{hash}-{size}-{image.Extension}";
        _files.TryAdd(path, (bytes, image.MimeType));
        dataset.Commit(
            new MutationRequest
            {
                Author = author,
                Mutations =
                [
                    new JsonObject
                    {
                        ["createIfNotExists"] = new JsonObject
                        {
                            ["_id"] = id,
                            ["_type"] = "sanity.imageAsset",
                            ["assetId"] = hash,
                            ["sha1hash"] = hash,
                            ["extension"] = image.Extension,
                            ["mimeType"] = image.MimeType,
                            ["originalFilename"] = filename,
                            ["size"] = bytes.Length,
                            ["path"] = path,
                            ["url"] = new Uri(address(), path).ToString(),
                            ["uploadedAt"] = clock
                                .GetUtcNow()
                                .UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                            ["metadata"] = new JsonObject
                            {
                                ["_type"] = "sanity.imageMetadata",
                                ["dimensions"] = new JsonObject
                                {
                                    ["_type"] = "sanity.imageDimensions",
                                    ["width"] = image.Width,
                                    ["height"] = image.Height,
                                    ["aspectRatio"] = (double)image.Width / Math.Max(1, image.Height),
                                },
                            },
                        },
                    },
                ],
            }
        );
        return dataset.Find(id)!;
    }

    public (byte[] Bytes, string MimeType)? Find(string path) =>
        _files.TryGetValue(path.TrimStart('/'), out var file) ? file : null;

    public void Clear() => _files.Clear();

    // The platform names assets by it; nothing is protected by it.
#pragma warning disable CA5350 // an identifier the platform prescribes
    private static string Sha1(byte[] bytes) => Convert.ToHexStringLower(SHA1.HashData(bytes));
#pragma warning restore CA5350
}
