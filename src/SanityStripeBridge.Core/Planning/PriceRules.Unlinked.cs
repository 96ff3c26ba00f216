using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <content>What is to be done for a document that has no price yet.</content>
internal sealed partial class PriceRules
{
    private void PlanUnlinked(string id, SanityDocument published)
    {
        if (!BelongsHere(published) || published.Type != "price")
            return;
        var mapped = SanityReader.Price(published);
        if (mapped.Problems.Count > 0)
            Problems(id, mapped);
        else if (head.Document.Published is null)
        {
            StripCopiedId(id, published);
            draft.Find(
                id,
                CompanionStatus.Waiting,
                $"The price waits until its product {draft.Family} is published"
            );
        }
        else if (Readiness.Unready(published) is { } unready)
        {
            StripCopiedId(id, published);
            draft.Find(id, CompanionStatus.Waiting, unready);
        }
        // A part waits for what its own document says already.
        else if (!head.CanHavePrices && PartId.KeyOf(id) is not null && IsUnready())
            return;
        else if (!head.CanHavePrices)
        {
            StripCopiedId(id, published);
            draft.Find(
                id,
                CompanionStatus.Waiting,
                "The price waits for its product, which is not in Stripe yet"
            );
        }
        else if (draft.Settings.Undecided.Contains(id))
            draft.Find(id, CompanionStatus.Held, Waits.Undecided);
        else if (!draft.Settings.MayCreate)
            TellUnadopted(id);
        else if (!draft.AlreadyMakes(id))
        {
            var fields = Fitting.ForStripe(published, mapped.Fields);
            var change = CreateChange(id, fields, head.StripeId!);
            if (SawChain(id, fields, out var former))
                draft.Add(Step.MakePrices, former is null ? change : Taking(change, former));
        }
    }

    // Until it has a price of its own, a duplicate must not sell its original's.
    private void StripCopiedId(string id, SanityDocument published)
    {
        if (
            PartId.KeyOf(id) is null
            && published.Text("stripePriceId") is { } copied
            && draft.Settings.OnlyTo != Side.Stripe
            && OriginalOf(copied) is { } original
            && original != id
            && draft.Document(id, complete: true)?.Published is not null
        )
            draft.Add(
                Step.Documents,
                new()
                {
                    Side = Side.Sanity,
                    Type = ObjectType.Price,
                    Action = ChangeAction.Link,
                    SanityId = id,
                    Because = $"{copied} is the price of {original}, of which it is a duplicate",
                }
            );
    }

    // That of a document under another product is asked for: the store knows it.
    private string? OriginalOf(string priceId)
    {
        if (draft.Memory.DocumentOf(priceId) is { } original)
            return original;
        if (draft.Memory.Product is null || !draft.SawPrice(priceId, out _))
            return null;
        return draft.Look.Taken.GetValueOrDefault(priceId);
    }

    private void TellUnadopted(string id)
    {
        if (!draft.Settings.LinksOnly)
            draft.Find(id, CompanionStatus.Held, Waits.Unadopted);
    }

    private bool IsUnready() =>
        head.Document.Published is { } product && Readiness.Unready(product) is not null;
}
