using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Adoption;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Seeding;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Operating;

/// <summary>What seeding would do, in a sentence and as JSON.</summary>
internal static class SeedWords
{
    /// <summary>Without a full stop.</summary>
    public static string Of(SeedPlan plan)
    {
        var sentence = plan.Decision switch
        {
            SeedDecision.Create => $"Both sides are empty: {Made(plan)} made in Sanity and in Stripe",
            SeedDecision.Import =>
                $"Stripe has a catalogue and Sanity has none: {Brought(plan)} brought to Sanity, and the file is not used",
            SeedDecision.Promote when plan.IsEmpty => "Everything in the file is here already",
            SeedDecision.Promote =>
                $"The catalogue comes from elsewhere: {Made(plan)} made here, of which Stripe has {Counted.Of(plan.Matched, "product")} already"
                    + (plan.Imports.Count > 0 ? $"; {Brought(plan)} brought to Sanity" : ""),
            SeedDecision.LeaveToSync =>
                "Sanity has a catalogue and Stripe has none: nothing is created from the file; sync brings it to Stripe",
            SeedDecision.LeaveToAdopt =>
                "Both sides hold objects that nobody has linked; nothing is created from the file, run adopt to match them",
            _ =>
                "Both sides have a catalogue: nothing is created; look at status, and at plan for what differs",
        };
        return plan is { IsResumed: true, IsEmpty: false }
            ? $"An earlier run was broken off and goes on: {Made(plan)} still to be made"
            : sentence;
    }

    public static string Of(Undecided open) =>
        $"{open.SanityId} is left out: its lookup keys lead to {string.Join(" and ", open.Candidates.Select(candidate => candidate.StripeId))}";

    public static JsonObject Shape(SeedPlan plan) =>
        new()
        {
            ["decision"] = plan.Decision switch
            {
                SeedDecision.LeaveToSync => "sync",
                SeedDecision.LeaveToAdopt => "adopt",
                SeedDecision.Nothing => "none",
                var other => Words.Of(other),
            },
            ["resumed"] = plan.IsResumed,
            ["message"] = Of(plan),
            ["products"] = plan.Seeds.Count,
            ["prices"] = Prices(plan),
            ["matched"] = plan.Matched,
            ["imported"] = plan.Imports.Count,
            ["leftOut"] = Words.Array(plan.Doubtful, open => JsonValue.Create(Of(open))),
        };

    /// <summary>What the file's part costs besides the rest of the plan.</summary>
    public static CallEstimate Estimate(SeedPlan plan, CallEstimate rest) =>
        rest with
        {
            // A price with a lookup key cannot be made along with its product, which is then told of it.
            StripeWrites =
                rest.StripeWrites
                + Prices(plan)
                + plan.Seeds.Sum(family => family.Product.Body["defaultPrice"] is null ? 1 : 2),
            SanityReads = rest.SanityReads + plan.Seeds.Count,
            SanityTransactions = rest.SanityTransactions + 2 * plan.Seeds.Count,
        };

    private static string Made(SeedPlan plan) =>
        Counted.Of(plan.Seeds.Count, "product") + " and " + Counted.Of(Prices(plan), "price") + " are";

    private static string Brought(SeedPlan plan) =>
        Counted.Of(plan.Imports.Count(change => change.Type == ObjectType.Product), "product")
        + " and "
        + Counted.Of(plan.Imports.Count(change => change.Type == ObjectType.Price), "price")
        + " are";

    private static int Prices(SeedPlan plan) => new SeedFile([.. plan.Seeds], null).PriceCount;
}
