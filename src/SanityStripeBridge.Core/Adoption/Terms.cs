using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Adoption;

/// <summary>What a price is apart from its names: two prices with the same terms cost the same, equally often. Read once each.</summary>
internal sealed class Terms
{
    private readonly Dictionary<string, string> _read = new(StringComparer.Ordinal);

    private static readonly string[] Paths =
    [
        "currency",
        "unitAmount",
        "billingScheme",
        "tiersMode",
        "tiers",
        "customUnitAmount",
        "type",
        "interval",
        "intervalCount",
        "usageType",
        "transformQuantity",
    ];

    private static readonly HashSet<string> NoKeys = new(StringComparer.Ordinal);

    public string Of(SanityDocument price) => Of(price.Id, () => SanityReader.Price(price).Fields);

    public string Of(StripePrice price) => Of(price.Id, () => StripeReader.Price(price, NoKeys).Fields);

    private string Of(string id, Func<Fields> read)
    {
        if (_read.TryGetValue(id, out var known))
            return known;
        var fields = read();
        return _read[id] = string.Join('|', Paths.Select(path => fields[path].Json));
    }
}
