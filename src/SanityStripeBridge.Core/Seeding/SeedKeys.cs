using System.Security.Cryptography;
using System.Text;

namespace SanityStripeBridge.Core.Seeding;

/// <summary>The stable names of one product and its prices in a file, made of their document ids.</summary>
internal sealed class SeedKeys(string productId)
{
    private const int Longest = 100;
    private const int LongestId = 128;

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The id itself where a key may look so.</summary>
    public string Product { get; } = IsKey(productId, Longest) ? productId : "p-" + Digest(productId);

    /// <summary>What follows the product's key in the id of a price document, or all of it: exported again, it is the same.</summary>
    public string OfPrice(string id)
    {
        var begin = Product + "-";
        var rest = id.StartsWith(begin, StringComparison.Ordinal) ? id[begin.Length..] : id;
        var room = Math.Min(Longest, LongestId - begin.Length);
        var key = IsKey(rest, room) ? rest : "p-" + Digest(id);
        if (!_taken.Add(key))
            _taken.Add(key = "p-" + Digest(id));
        return key;
    }

    private static bool IsKey(string id, int longest) =>
        id.Length > 0 && id.Length <= longest && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static string Digest(string id) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 6));
}
