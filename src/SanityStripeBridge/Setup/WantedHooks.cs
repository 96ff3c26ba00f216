using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sanity;
using SanityStripeBridge.Stripe;
using SanityStripeBridge.Webhooks;

namespace SanityStripeBridge.Setup;

/// <summary>Which of the bridges of this process is meant; <c>default</c> when there is one.</summary>
internal sealed record BridgeName(string Value);

/// <summary>What this bridge's webhooks should be at both platforms: by it they are made, repaired and judged.</summary>
internal sealed class WantedHooks(
    BridgeName bridge,
    IOptionsMonitor<MirrorOptions> mirror,
    IOptionsMonitor<StripeOptions> stripe,
    IOptionsMonitor<SanityOptions> sanity,
    IOptionsMonitor<WebhookOptions> receivers,
    CatalogueMapping mapping
)
{
    /// <param name="host">The public address without the receivers' path; null when nobody has said it.</param>
    public WantedEndpoint AtStripe(string? host) =>
        new(Address(Side.Stripe, host), stripe.CurrentValue.ApiVersion, Mark());

    /// <param name="host">The public address without the receivers' path; null when nobody has said it.</param>
    public WantedHook AtSanity(string? host) =>
        new(
            Address(Side.Sanity, host),
            $"SanityStripeBridge {mirror.CurrentValue.Instance} {bridge.Value}",
            mirror.CurrentValue.Dataset,
            sanity.CurrentValue.ApiVersion,
            HookText.Filter(mapping),
            HookText.Projection(mapping),
            receivers.CurrentValue.SanitySecrets
        );

    private HookAddress Address(Side side, string? host)
    {
        var path = WebhookRoutes.PathOf(side, bridge.Value == "default" ? null : bridge.Value);
        return new(path, host is null ? null : host.TrimEnd('/') + path);
    }

    private Dictionary<string, string> Mark() =>
        new(StringComparer.Ordinal)
        {
            ["bridge"] = mirror.CurrentValue.Instance,
            ["bridge_name"] = bridge.Value,
            ["sanity_project"] = mirror.CurrentValue.Project,
            ["sanity_dataset"] = mirror.CurrentValue.Dataset,
        };
}
