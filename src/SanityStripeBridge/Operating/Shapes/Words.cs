using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating.Shapes;

/// <summary>The contract's spelling of what the program knows as values.</summary>
internal static class Words
{
    public static string Of(Side side) => side == Side.Sanity ? "sanity" : "stripe";

    public static string? Of(Side? side) => side is { } one ? Of(one) : null;

    public static string Of(Enum word) => word.ToString().ToLowerInvariant();

    /// <summary>ISO 8601, UTC, milliseconds.</summary>
    public static string Of(DateTimeOffset at) => IsoTime.Of(at);

    public static string? Of(DateTimeOffset? at) => IsoTime.Of(at);

    /// <summary>For people: to the second.</summary>
    public static string Short(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> shape) =>
        new([.. items.Select(shape)]);

    /// <summary>A page of a list.</summary>
    public static JsonObject List<T>(IEnumerable<T> items, Func<T, JsonNode?> shape, string? next = null) =>
        new() { ["items"] = Array(items, shape), ["next"] = next };
}
