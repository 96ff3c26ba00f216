using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Planning;

/// <summary>
/// Decides what is to be done for one family. Pure: the same memory, look and settings give the same plan, which is used
/// alike by preview, validation, full runs and the worker. The worker applies the first change, looks at the answer and
/// plans again, so a replacement that was interrupted anywhere is simply planned on from where it stands.
/// </summary>
public static class FamilyPlanner
{
    /// <summary>Makes the plan.</summary>
    /// <param name="memory">What is remembered of the family.</param>
    /// <param name="look">What was seen so far; the plan says in <see cref="FamilyPlan.Wants"/> what is missing.</param>
    /// <param name="concern">What the work is about.</param>
    /// <param name="overwritten">Edits that our writes ran over.</param>
    /// <param name="settings">The rules.</param>
    /// <param name="now">For records and waiting archives.</param>
    public static FamilyPlan Plan(
        FamilyMemory memory,
        Look look,
        Concern concern,
        IReadOnlyList<Overwritten> overwritten,
        PlanSettings settings,
        DateTimeOffset now
    )
    {
        var draft = new PlanDraft(memory, look, concern, overwritten, settings, now);
        if (new SeedRules(draft).Plan())
            return draft.ToPlan();
        var product = new ProductRules(draft);
        if (product.Identify() is { } head)
        {
            var prices = new PriceRules(draft, head);
            prices.Identify();
            prices.Plan();
            product.Plan(head);
        }
        return draft.ToPlan();
    }
}
