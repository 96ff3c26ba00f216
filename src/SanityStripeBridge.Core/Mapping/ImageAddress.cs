using System.Text.RegularExpressions;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>The public URLs of one dataset's image assets, made and read without any call.</summary>
public static partial class ImageAddress
{
    /// <summary><c>image-&lt;sha&gt;-&lt;W&gt;x&lt;H&gt;-&lt;ext&gt;</c> to <c>&lt;base&gt;/images/&lt;project&gt;/&lt;dataset&gt;/&lt;sha&gt;-&lt;W&gt;x&lt;H&gt;.&lt;ext&gt;</c>; null for anything else.</summary>
    public static string? Of(string reference, string imageBase, string project, string dataset) =>
        Asset().Match(reference) is { Success: true } parts
            ? $"{imageBase}/images/{project}/{dataset}/{parts.Groups["sha"]}-{parts.Groups["size"]}.{parts.Groups["extension"]}"
            : null;

    /// <summary>The asset that a URL of this dataset shows, in whatever size; null for any other URL.</summary>
    public static string? AssetOf(string url, string imageBase, string project, string dataset) =>
        url.StartsWith($"{imageBase}/images/{project}/{dataset}/", StringComparison.Ordinal)
            ? AssetOf(url)
            : null;

    /// <summary>The asset that a URL names by its file.</summary>
    public static string? AssetOf(string url) =>
        File().Match(url) is { Success: true } parts
            ? $"image-{parts.Groups["sha"]}-{parts.Groups["size"]}-{parts.Groups["extension"]}"
            : null;

    [GeneratedRegex("^image-(?<sha>[A-Za-z0-9_]+)-(?<size>[0-9]+x[0-9]+)-(?<extension>[a-z0-9]+)$")]
    private static partial Regex Asset();

    [GeneratedRegex(
        "/(?<sha>[A-Za-z0-9_]+)-(?<size>[0-9]+x[0-9]+)\\.(?<extension>[a-z0-9]+)(/[^/?]*)?(\\?.*)?$"
    )]
    private static partial Regex File();
}
