using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Mirror;

/// <summary>What became of every object of a family, for the report of a run.</summary>
internal static class ReportItems
{
    /// <summary>Without what only the memory knows.</summary>
    public static IEnumerable<ReportItem> Of(FamilyOutcome outcome) =>
        Of(outcome, new FamilyMemory { Family = outcome.Family });

    /// <summary>Of a family that was asked for and left as it was.</summary>
    public static IEnumerable<ReportItem> Same(FamilyMemory memory) =>
        memory.Product is { } product
            ?
            [
                new(product.SanityId, product.StripeId, "unchanged", null)
                {
                    Prices = [.. memory.Links.Where(link => link.Type == ObjectType.Price)],
                },
            ]
            : [];

    /// <param name="outcome">How the family came out.</param>
    /// <param name="memory">What is known of it by now.</param>
    public static IEnumerable<ReportItem> Of(FamilyOutcome outcome, FamilyMemory memory)
    {
        var faults = Faults(outcome).DistinctBy(fault => fault.SanityId).ToList();
        var written = outcome
            .Applied.SelectMany(change => change.Objects)
            .GroupBy(change => change.SanityId)
            .Where(group => faults.All(fault => fault.SanityId != group.Key))
            .Select(group => new ReportItem(
                group.Key,
                Link(memory, group.Key)?.StripeId,
                ResultOf(group),
                null
            ));
        return written
            .Concat(faults)
            .Select(item =>
                item.SanityId == memory.Family
                    ? item with
                    {
                        Prices = [.. memory.Links.Where(link => link.Type == ObjectType.Price)],
                    }
                    : item
            );

        ReportItem Fault(string sanityId, string result, string reason) =>
            new(sanityId, Link(memory, sanityId)?.StripeId, result, reason);

        IEnumerable<ReportItem> Faults(FamilyOutcome family)
        {
            if (family.Result is WorkResult.Held held)
                yield return Fault(held.Plan.Changes[0].SanityId, "held", held.Reason);
            if (family.Result is WorkResult.Refused refused)
                yield return Fault(refused.SanityId, "error", refused.Reason);
            else if (family.Error is { } error)
                yield return Fault(family.Family, "error", error);
            if (family.Result is WorkResult.Settled settled)
                foreach (var finding in settled.Plan.Findings)
                    if (finding.Status is CompanionStatus.Error or CompanionStatus.Held)
                        yield return Fault(
                            finding.SanityId,
                            finding.Status == CompanionStatus.Held ? "held" : "error",
                            finding.Message
                        );
        }
    }

    private static Link? Link(FamilyMemory memory, string sanityId) =>
        memory.Links.FirstOrDefault(link => link.SanityId == sanityId);

    // One object may be written more than once in a run: made, then linked; replaced, then its old price archived.
    private static string ResultOf(IEnumerable<Change> changes) =>
        changes
            .Where(change => !change.Retires)
            .Select(change => change.Action)
            .DefaultIfEmpty(ChangeAction.Replace)
            .MinBy(Weight) switch
        {
            ChangeAction.Create => "created",
            ChangeAction.Replace => "replaced",
            ChangeAction.Delete => "deleted",
            ChangeAction.Archive => "archived",
            ChangeAction.Restore => "restored",
            _ => "updated",
        };

    private static int Weight(ChangeAction action) =>
        action switch
        {
            ChangeAction.Create => 0,
            ChangeAction.Replace => 1,
            ChangeAction.Delete => 2,
            ChangeAction.Archive => 3,
            ChangeAction.Restore => 4,
            _ => 5,
        };
}
