using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Adoption;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Operating.Shapes;

/// <summary>What matching came to, for scripts.</summary>
internal static class AdoptionShape
{
    public static JsonObject Of(Matches matches, bool adopted) =>
        new()
        {
            ["adopted"] = adopted,
            ["certain"] = Words.Array(
                matches.Certain,
                match => Named(match.Type, match.SanityId, match.StripeId, match.Because)
            ),
            ["ambiguous"] = Words.Array(matches.Ambiguous, Open),
            ["unmatched"] = new JsonObject
            {
                ["sanity"] = Words.Array(
                    matches.LoneDocuments,
                    lone => Named(lone.Type, lone.SanityId, null, null)
                ),
                ["stripe"] = Words.Array(
                    matches.LoneObjects,
                    lone => new JsonObject { ["type"] = Words.Of(lone.Type), ["stripeId"] = lone.StripeId }
                ),
            },
        };

    private static JsonObject Open(Undecided open)
    {
        var shape = Named(open.Type, open.SanityId, null, open.Why);
        shape["candidates"] = Words.Array(
            open.Candidates,
            candidate => new JsonObject { ["stripeId"] = candidate.StripeId, ["because"] = candidate.Because }
        );
        return shape;
    }

    private static JsonObject Named(ObjectType type, string sanityId, string? stripeId, string? because) =>
        new()
        {
            ["type"] = Words.Of(type),
            ["sanityId"] = PartId.DocumentOf(sanityId),
            ["variant"] = PartId.KeyOf(sanityId),
            ["stripeId"] = stripeId,
            ["because"] = because,
        };
}
