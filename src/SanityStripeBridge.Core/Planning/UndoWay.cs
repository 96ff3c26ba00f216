using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Core.Planning;

/// <summary>On which side a former value is set, so that the ordinary planner carries it over to the other.</summary>
/// <param name="Side">Null: on neither.</param>
/// <param name="Obstacle">Why on neither, in a sentence; null when there is a side.</param>
internal sealed record UndoWay(Side? Side, string? Obstacle)
{
    /// <summary>Decides it for one field.</summary>
    /// <param name="type">Of the object.</param>
    /// <param name="wish">The change that is to be taken back.</param>
    /// <param name="shape">What the document's type maps; null maps everything.</param>
    /// <param name="memory">For the price that a default names.</param>
    public static UndoWay Of(ObjectType type, FieldChange wish, Shape? shape, FamilyMemory memory)
    {
        if (shape?.Holds(wish.Path) == false)
            return No("the mapping does not name it any more");
        var spec = shape?.Spec(type, wish.Path) ?? DefaultMapping.Spec(type, wish.Path);
        if (spec.Direction == FieldDirection.ToSanity)
            return InStripe(spec, wish.From, memory);
        return shape?.Takes(wish.Path) == false
            ? No(
                $"it is made of {shape.Shown(wish.Path)} and cannot be written back; change it in the Studio"
            )
            : new(Catalogue.Side.Sanity, null);
    }

    // Set in the document, it would be put back at once.
    private static UndoWay InStripe(FieldSpec spec, FieldValue former, FamilyMemory memory) =>
        spec.Immutable || spec.Path == "taxBehavior" || CurrencyOption.IsPath(spec.Path)
            ? OnlyStripe("and Stripe does not edit it; make a new price in the Dashboard")
        : spec.Path == "active" ? OnlyStripe("so archive or restore it in the Dashboard")
        : former.IsAbsent && !spec.Clearable ? OnlyStripe("and Stripe cannot be told to forget it")
        : spec.Kind == FieldKind.DefaultPrice && !IsOnSale(former, memory)
            ? OnlyStripe("and the former default price is not on sale any more")
        : new(Catalogue.Side.Stripe, null);

    private static bool IsOnSale(FieldValue former, FamilyMemory memory) =>
        former.IsAbsent
        || memory.PriceOf(former.AsText()!) is { State: LinkState.Linked } price
            && price.Baseline["active"].AsFlag() == true;

    private static UndoWay OnlyStripe(string why) => No("it follows Stripe only, " + why);

    private static UndoWay No(string why) => new(null, why);
}
