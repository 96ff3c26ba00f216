using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <content>A price document's former prices: taken up again when the document asks for one of them, watched while they rest.</content>
internal sealed partial class PriceRules
{
    /// <summary>
    /// Whether the document's former prices were looked at, as far as they can be what it asks for: what never changes in Stripe
    /// is known from when they were replaced. <paramref name="former"/> is the newest that is; null when none is.
    /// </summary>
    private bool SawChain(string document, Fields desired, out StripePrice? former)
    {
        former = null;
        var candidates = draft
            .Memory.Retirements.Where(old => old.SanityId == document && old.Family == draft.Family)
            .Where(old => old.Seen.Count > 0 && Fixed(old.Seen).Equals(Fixed(desired)))
            .ToList();
        if (!candidates.TrueForAll(old => draft.SawPrice(old.StripeId, out _)))
            return false;
        former = candidates
            .Select(old => draft.Look.Prices[old.StripeId])
            .OfType<StripePrice>()
            .Where(price => price.Product.Id == head.StripeId && Becomes(price, desired))
            .OrderByDescending(price => price.Created)
            .ThenByDescending(price => price.Id, StringComparer.Ordinal)
            .FirstOrDefault();
        return true;
    }

    private static Fields Fixed(Fields fields) =>
        fields.Where(path =>
            !CurrencyOption.IsPath(path) && DefaultMapping.Spec(ObjectType.Price, path).Immutable
        );

    private bool Becomes(StripePrice price, Fields desired) =>
        Steps(price, desired).All(change => !NeedsReplacement(change, price));

    private IReadOnlyList<FieldChange> Steps(StripePrice price, Fields desired)
    {
        var rested = draft.Memory.Retirements.First(old => old.StripeId == price.Id).Seen;
        return ProductRules.Differences(
            StripeReader.Price(price, Keys(desired.Paths.Union(rested.Paths, StringComparer.Ordinal))).Fields,
            desired.Where(path => path != "product")
        );
    }

    // A key that the document had then and has no more goes; finance's own stay.
    private static HashSet<string> Keys(IEnumerable<string> paths) =>
        paths
            .Where(DefaultMapping.IsFreeMetadata)
            .Select(path => path[DefaultMapping.MetadataPrefix.Length..])
            .ToHashSet(StringComparer.Ordinal);

    private Change Taking(Change change, StripePrice former) =>
        change with
        {
            Action = ChangeAction.Replace,
            Revival = new(
                former.Id,
                [
                    .. Steps(former, change.Whole.With("active", FieldValue.Flag(true)))
                        .Where(step => step.Path != "active"),
                    new(
                        "active",
                        FieldValue.Flag(former.Active),
                        FieldValue.Flag(change.Whole["active"].AsFlag() != false)
                    ),
                ]
            ),
        };

    // The document keeps its price: what finance sells beside it is finance's own, but nobody should wonder.
    private void TellUnarchived(Retirement old)
    {
        if (
            old.Seen.Count == 0
            || old.ArchiveAt is not null
            || (draft.Concern.StripePrices.Contains(old.StripeId) && !draft.SawPrice(old.StripeId, out _))
            || draft.Look.Prices.GetValueOrDefault(old.StripeId) is not { } price
        )
            return;
        var current = draft.Memory.PriceOf(old.SanityId)?.StripeId;
        if (current is null)
            TellLeftBehind(old);
        if (price.Active == (old.Seen["active"].AsFlag() == true))
            return;
        var known = draft.Memory.Retirements.First(rest => rest.StripeId == old.StripeId);
        draft.Remember(known with { Seen = known.Seen.With("active", FieldValue.Flag(price.Active)) });
        if (!price.Active)
            return;
        var sentence = current is null
            ? $"{old.StripeId}, a former price of {old.SanityId}, which left this product, was un-archived in Stripe. Archive it there if it should not be sold"
            : $"{old.StripeId}, which {current} replaced, was un-archived in Stripe; the document keeps {current}. Archive it there if both should not be sold";
        draft.Note(old.SanityId, sentence);
        draft.Find(old.SanityId, CompanionStatus.Synced, sentence);
    }

    // Its document's price is another product's now: nothing takes an edit of this one up.
    private void TellLeftBehind(Retirement old)
    {
        var fields = draft.FieldsOf(old)!;
        var edited = fields
            .Paths.Union(old.Seen.Paths, StringComparer.Ordinal)
            .Where(path => PlanDraft.MovesAlong(path) && fields[path] != old.Seen[path])
            .ToList();
        foreach (var path in edited)
            draft.Note(
                old.SanityId,
                $"{path} became {fields[path]} on {old.StripeId}, a former price of {old.SanityId}, which left this product; nothing here shows it"
            );
        if (edited.Count > 0)
            draft.Remember(
                old with
                {
                    Seen = edited.Aggregate(old.Seen, (seen, path) => seen.With(path, fields[path])),
                }
            );
    }
}
