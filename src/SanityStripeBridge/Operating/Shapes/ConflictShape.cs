using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Operating.Shapes;

/// <summary>A conflict as the contract shows it.</summary>
internal static class ConflictShape
{
    public static JsonObject Of(Conflict record) =>
        new()
        {
            ["id"] = record.Id,
            ["family"] = record.Family,
            ["sanityId"] = PartId.DocumentOf(record.SanityId),
            ["stripeId"] = record.StripeId,
            ["path"] = Parts.Shown(record.SanityId, record.Path),
            ["baseline"] = record.Baseline.Node(),
            ["sanity"] = record.Sanity.Node(),
            ["stripe"] = record.Stripe.Node(),
            ["policy"] = record.Policy,
            ["state"] = record.ResolvedAt is null ? "open" : "resolved",
            ["winner"] = Words.Of(record.Winner),
            ["since"] = Words.Of(record.Since),
        };
}
