using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <summary>Turns one pair's comparison into changes.</summary>
internal sealed class PlannedPair(PlanDraft draft, Link link, SanityDocument published, string idAttribute)
{
    public Link Link { get; private set; } = link;

    /// <summary>Fields to Stripe, in place; our marks go along, or by themselves when they are missing.</summary>
    public void ToStripe(Step step, IReadOnlyList<FieldChange> changes, bool isMarked)
    {
        if (changes.Count == 0 && isMarked)
            return;
        draft.Add(
            step,
            new()
            {
                Side = Side.Stripe,
                Type = Link.Type,
                Action = changes.Count == 0 ? ChangeAction.Link : ActionOf(changes),
                SanityId = Link.SanityId,
                StripeId = Link.StripeId,
                Fields = changes,
                Halves = [.. changes.Where(change => change.IsHalf).Select(change => change.Path)],
                Because =
                    changes.Count == 0
                        ? "it does not name its document yet"
                        : "it changed in Sanity: " + string.Join(", ", changes.Select(change => change.Path)),
            }
        );
    }

    /// <summary>Fields to the document; the Stripe id goes along, or by itself when it is missing.</summary>
    public void ToSanity(IReadOnlyList<FieldChange> changes)
    {
        var complete = draft.Look.Document(Link.SanityId)!.Complete;
        var named = complete ? published.Text(idAttribute) == Link.StripeId : Link.IdWritten;
        if (complete)
            Link = Link with { IdWritten = named };
        if (changes.Count == 0 && named)
            return;
        if (draft.Settings.OnlyTo != Side.Stripe)
            draft.Document(Link.SanityId, complete: true);
        draft.Add(
            Step.Documents,
            new()
            {
                Side = Side.Sanity,
                Type = Link.Type,
                Action = changes.Count == 0 ? ChangeAction.Link : ActionOf(changes),
                SanityId = Link.SanityId,
                StripeId = Link.StripeId,
                Fields = changes,
                Halves = [.. changes.Where(change => change.IsHalf).Select(change => change.Path)],
                Because =
                    changes.Count == 0
                        ? "the document does not name it yet"
                        : "it changed in Stripe: " + string.Join(", ", changes.Select(change => change.Path)),
            }
        );
    }

    /// <summary>Freely named metadata that the document has, or had when both sides last agreed.</summary>
    public static IReadOnlySet<string> OwnedKeys(SanityDocument document, Link link) =>
        (document.Body["metadata"] as System.Text.Json.Nodes.JsonArray ?? [])
            .Select(entry => entry?["key"]?.ToString())
            .OfType<string>()
            .Concat(
                link.Baseline.Paths.Where(DefaultMapping.IsFreeMetadata)
                    .Select(path => path[DefaultMapping.MetadataPrefix.Length..])
            )
            .Concat(SeenDocument.ShapeOf(document)?.MetadataKeys ?? [])
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The document is gone, we archived the object, and somebody un-archived it.</summary>
    public static void Unarchived(PlanDraft draft, Link link)
    {
        var open = draft.Memory.Conflicts.FirstOrDefault(record =>
            record.Type == link.Type && record.SanityId == link.SanityId && record.Path == "active"
        );
        if (open is null)
            draft.Record(
                new()
                {
                    Id = "",
                    Family = link.Family,
                    Type = link.Type,
                    SanityId = link.SanityId,
                    StripeId = link.StripeId,
                    Path = "active",
                    Baseline = FieldValue.Flag(false),
                    Sanity = FieldValue.Flag(false),
                    Stripe = FieldValue.Flag(true),
                    Policy = "hold",
                    Since = draft.Now,
                }
            );
    }

    /// <summary>The link of a pair whose document is gone and whose Stripe object is inactive: that is what both sides say now.</summary>
    public static void Bury(PlanDraft draft, Link link)
    {
        foreach (
            var open in draft.Memory.Conflicts.Where(record =>
                record.Type == link.Type && record.SanityId == link.SanityId && record.Path == "active"
            )
        )
            draft.Record(open with { ResolvedAt = draft.Now, Winner = open.Winner ?? Side.Sanity });
        draft.Remember(
            link.Agree("active", FieldValue.Flag(false)) with
            {
                State = LinkState.Tombstone,
                IdWritten = false,
            }
        );
    }

    public static ChangeAction ActionOf(IReadOnlyList<FieldChange> changes) =>
        changes.FirstOrDefault(change => change.Path == "active")?.To.AsFlag() switch
        {
            true => ChangeAction.Restore,
            false => ChangeAction.Archive,
            null => ChangeAction.Update,
        };
}
