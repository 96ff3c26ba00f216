using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Cli;

/// <summary>What stands before a verb that writes: a pause, two sides that nobody adopted, a person who has not said yes.</summary>
internal static class Gate
{
    public static async Task RequireRunningAsync(Session session, CancellationToken cancel)
    {
        if (await session.Get<Standing>().PauseReasonAsync(cancel) is { } reason)
            throw new CliException("paused", $"Writing is paused ({reason}); go on with: resume");
    }

    public static async Task RequireAdoptedAsync(Session session, CancellationToken cancel)
    {
        if (await session.Get<Standing>().IsAdoptedAsync(cancel) != true)
            throw new CliException(
                "unadopted",
                "Both sides hold objects that nobody has linked; run adopt to match them first"
            );
    }

    /// <summary>A verb that imports refuses where the policy forbids what it is asked for.</summary>
    public static async Task RequireImportsAsync(Session session, CancellationToken cancel)
    {
        var settings = await session.Get<Standing>().PlanSettingsAsync(cancel);
        if (settings.NewFromStripe == NewFromStripe.Off)
            throw new CliException(
                "policy",
                "BRIDGE_POLICY_NEW_FROM_STRIPE is off, so that nothing made in Stripe gets a document here; set it to published or draft to import"
            );
    }

    /// <summary>A file's documents must be of a type that can be made.</summary>
    public static void RequireTypes(Session session)
    {
        if (session.Get<CatalogueMapping>() is { NewProduct: null } or { NewPrice: null })
            throw new CliException(
                "mapping",
                "The mapping has no product and price type of which new documents can be made (name, unitAmount, currency and product must be writable there), so a file cannot be seeded"
            );
    }

    /// <summary>Goes on only with a yes: the option's, or a person's at the terminal.</summary>
    /// <param name="what">What is about to be written, without a full stop.</param>
    public static void Confirm(VerbRun run, bool yes, string what, JsonObject details)
    {
        if (yes)
            return;
        if (!run.Voice.CanAsk)
            throw new CliException(
                "confirmation",
                $"{what}; run with --yes where nobody can be asked",
                details: details
            );
        if (!run.Voice.Ask($"{what}. Go on?"))
            throw new CliException("confirmation", "Nothing was written");
    }
}
