using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Hosting;

/// <summary>What bridges of one process must not have in common, as far as the settings tell.</summary>
internal static class BridgeRules
{
    /// <summary>One sentence for each two bridges that would be in each other's way.</summary>
    public static IEnumerable<string> Faults(IReadOnlyList<BridgeView> bridges)
    {
        var pairs = bridges.Select(Pair.Of).ToList();
        for (var i = 1; i < pairs.Count; i++)
        for (var j = 0; j < i; j++)
        {
            if (
                pairs[i].Dataset == pairs[j].Dataset
                && Clash(pairs[i].Mapping, pairs[j].Mapping) is { } clash
            )
                yield return $"{pairs[i].Prefix}SANITY_DATASET: the bridges {pairs[j].Name} and {pairs[i].Name} both mirror the dataset {pairs[i].Dataset.Project}/{pairs[i].Dataset.Name}, and {clash}; give each a dataset of its own, or a BRIDGE_MAPPING with its own id fields and companionPrefix.";
            if (
                pairs[i].Key is { Secret: not null }
                && pairs[i].Key == pairs[j].Key
                && pairs[i].Imports
                && pairs[j].Imports
            )
                yield return $"{pairs[i].Prefix}BRIDGE_POLICY_NEW_FROM_STRIPE: the bridges {pairs[j].Name} and {pairs[i].Name} are on one Stripe account and both import what is born there; set it to off for all but one.";
        }
    }

    // Each would write its ids over the other's, or answer in the other's companions.
    private static string? Clash(CatalogueMapping one, CatalogueMapping other)
    {
        var common = one.IdFields.Intersect(other.IdFields, StringComparer.Ordinal).ToList();
        return common.Count > 0 ? $"their ids stand in the same field {string.Join(", ", common)}"
            : one.CompanionPrefix == other.CompanionPrefix
                ? $"their companions have the same prefix {one.CompanionPrefix}"
            : null;
    }

    private sealed record Pair(
        string Name,
        string Prefix,
        (string Api, string Project, string Name) Dataset,
        (string Api, string? Secret, string? Account) Key,
        bool Imports,
        CatalogueMapping Mapping
    )
    {
        // Whatever is at fault by itself is told elsewhere.
        public static Pair Of(BridgeView view)
        {
            var settings = new SettingsReader(view, new List<string>());
            var mirror = new MirrorOptions();
            Settings.Fill(mirror, settings);
            return new(
                view.Name,
                view.Prefix,
                (mirror.SanityApi, mirror.Project, mirror.Dataset),
                (mirror.StripeApi, settings.Text("STRIPE_SECRET_KEY"), settings.Text("STRIPE_ACCOUNT")),
                mirror.NewFromStripe != NewFromStripe.Off,
                MappingSetting.Read(settings)
            );
        }
    }
}
