using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating;

/// <summary>What stands before whatever writes: a pause, two sides that nobody adopted, a policy.</summary>
internal static class Gate
{
    public static async Task RequireRunningAsync(OperatedBridge bridge, CancellationToken cancel)
    {
        if (await bridge.Get<Standing>().PauseReasonAsync(cancel) is { } reason)
            throw new RefusedException("paused", $"Writing is paused ({reason}); go on with: resume");
    }

    public static async Task RequireAdoptedAsync(OperatedBridge bridge, CancellationToken cancel)
    {
        if (await bridge.Get<Standing>().IsAdoptedAsync(cancel) != true)
            throw new RefusedException(
                "unadopted",
                "Both sides hold objects that nobody has linked; run adopt to match them first"
            );
    }

    /// <summary>A verb that imports refuses where the policy forbids what it is asked for.</summary>
    public static async Task RequireImportsAsync(OperatedBridge bridge, CancellationToken cancel)
    {
        var settings = await bridge.Get<Standing>().PlanSettingsAsync(cancel);
        if (settings.NewFromStripe == NewFromStripe.Off)
            throw new RefusedException(
                "policy",
                "BRIDGE_POLICY_NEW_FROM_STRIPE is off, so that nothing made in Stripe gets a document here; set it to published or draft to import"
            );
    }

    /// <summary>A file's documents must be of a type that can be made.</summary>
    public static void RequireTypes(OperatedBridge bridge)
    {
        if (bridge.Get<CatalogueMapping>() is { NewProduct: null } or { NewPrice: null })
            throw new RefusedException(
                "mapping",
                "The mapping has no product and price type of which new documents can be made (name, unitAmount, currency and product must be writable there), so a file cannot be seeded"
            );
    }
}
