using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Mirror;

/// <summary>What a definite refusal means for the rest of a family: whatever does not depend on the refused object goes on.</summary>
internal static class Refusal
{
    /// <summary>Whether the rest goes on without the refused object; false: the family's work ends here.</summary>
    public static bool IsOfOne(RemoteException refusal, FamilyPlan plan, FamilyState state) =>
        plan.Changes[0].Side == Side.Stripe
            ? IsOfOneObject(refusal, plan.Changes[0], state)
            : IsOfOneDocument(refusal, plan, state);

    /// <summary>What is written to Sanity in one transaction: all of it, or one document after the other once that was refused.</summary>
    public static IReadOnlyList<Change> Together(FamilyPlan plan, FamilyState state)
    {
        var changes = plan.Changes.TakeWhile(change => change.Side == Side.Sanity);
        var first = PartId.DocumentOf(plan.Changes[0].SanityId);
        return
        [
            .. state.WritesSingly
                ? changes.Where(change => PartId.DocumentOf(change.SanityId) == first)
                : changes,
        ];
    }

    private static bool IsOfOneObject(RemoteException refusal, Change change, FamilyState state)
    {
        // Nothing of a family can be without its product.
        if (change is { Type: ObjectType.Product, Action: ChangeAction.Create })
            return false;
        var isDefault =
            change.Type == ObjectType.Product
            && change.Fields.Count > 0
            && change.Fields.All(field => field.Path == "defaultPrice");
        var key = isDefault ? Look.DefaultPrice : change.SanityId;
        // Refused once more: the planner did not know how to leave it out.
        if (change.Type == ObjectType.Product && state.Look.Refusals.ContainsKey(key))
            return false;
        state.Look = state.Look with { Refusals = state.Look.Refusals.SetItem(key, refusal.Message) };
        return true;
    }

    private static bool IsOfOneDocument(RemoteException refusal, FamilyPlan plan, FamilyState state)
    {
        var changes = Together(plan, state);
        var document = PartId.DocumentOf(changes[0].SanityId);
        if (changes.Any(change => PartId.DocumentOf(change.SanityId) != document))
        {
            state.WritesSingly = true;
            return true;
        }
        if (changes[0] is { Type: ObjectType.Product, Action: ChangeAction.Create })
            return false;
        state.Look = state.Look with
        {
            RefusedDocuments = state.Look.RefusedDocuments.SetItem(document, refusal.Message),
        };
        return true;
    }
}
