using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <summary>Turns one pair's comparison into changes.</summary>
internal sealed class PlannedPair(PlanDraft draft, Link link, SanityDocument published, string idAttribute)
{
    public Link Link { get; private set; } = link;

    /// <summary>Fields to Stripe, in place; our marks and the note about conflicts go along, or by themselves when they are missing.</summary>
    public void ToStripe(Step step, IReadOnlyList<FieldChange> changes, bool isMarked, string? note)
    {
        if (changes.Count == 0 && isMarked && note is null)
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
                Note = note,
                Because =
                    changes.Count == 0 && !isMarked ? "it does not name its document yet"
                    : changes.Count == 0 ? "its note about open conflicts is out of date"
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
    public static IReadOnlySet<string> OwnedKeys(SanityDocument? document, Link link) =>
        (document?.Body["metadata"] as System.Text.Json.Nodes.JsonArray ?? [])
            .Select(entry => entry?["key"]?.ToString())
            .OfType<string>()
            .Concat(
                link.Baseline.Paths.Where(DefaultMapping.IsFreeMetadata)
                    .Select(path => path[DefaultMapping.MetadataPrefix.Length..])
            )
            .Concat(document is null ? [] : SeenDocument.ShapeOf(document)?.MetadataKeys ?? [])
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The Stripe object was deleted by hand: the editor is told, or, where that is wanted, the document goes too.</summary>
    public static void DeletedInStripe(PlanDraft draft, Link link, string what)
    {
        var isPart = PartId.KeyOf(link.SanityId) is not null;
        if (isPart && draft.Settings.DeletedInStripe != Planning.DeletedInStripe.Mark)
            SwitchOff(draft, link);
        if (draft.Settings.DeletedInStripe == Planning.DeletedInStripe.Mark || isPart)
        {
            draft.Find(
                link.SanityId,
                CompanionStatus.DeletedInStripe,
                $"The {what} was deleted in Stripe. It is made again only on request (sync --recreate)"
            );
            return;
        }
        draft.Document(link.SanityId, complete: true);
        var keepsDraft = draft.Settings.DeletedInStripe == Planning.DeletedInStripe.Unpublish;
        draft.Add(
            Step.Documents,
            new()
            {
                Side = Side.Sanity,
                Type = link.Type,
                Action = ChangeAction.Delete,
                SanityId = link.SanityId,
                StripeId = link.StripeId,
                IsDraft = keepsDraft,
                Because = "it was deleted in Stripe",
            }
        );
        draft.Find(
            link.SanityId,
            CompanionStatus.Synced,
            $"The {what} was deleted in Stripe, so the document was {(keepsDraft ? "unpublished" : "deleted")}"
        );
    }

    // A part has no document of its own that could go: it is taken off sale instead, once. Whoever puts it back knows of it.
    private static void SwitchOff(PlanDraft draft, Link link)
    {
        if (draft.Document(link.SanityId, complete: true)?.Published is not { } part)
            return;
        if (
            link.Baseline["active"].AsFlag() != true
            || !SanityReader.IsActive(part)
            || !Takes(part, "active")
        )
            return;
        draft.Add(
            Step.Documents,
            new()
            {
                Side = Side.Sanity,
                Type = link.Type,
                Action = ChangeAction.Archive,
                SanityId = link.SanityId,
                StripeId = link.StripeId,
                Fields = [new("active", FieldValue.Flag(true), FieldValue.Flag(false))],
                Because = "it was deleted in Stripe",
            }
        );
    }

    /// <summary>What finance changed goes into a proposed document's draft, wherever its editor has no value of their own.</summary>
    public static void Propose(PlanDraft draft, Link link, SanityDocument copy, Mapped sanity, Mapped stripe)
    {
        var changes = new List<FieldChange>();
        foreach (var spec in DefaultMapping.Of(link.Type))
        {
            var path = spec.Path;
            if (!Takes(copy, path))
                continue;
            if (sanity.IsRefused(path) || stripe.IsRefused(path) || sanity.OneWay.ContainsKey(path))
                continue;
            var mine = sanity.Fields[path];
            switch (Merging.Merge.Field(link.BaselineOf(path), mine, stripe.Fields[path]))
            {
                case Merging.Merged.Agreed(var value):
                    link = link.Agree(path, value);
                    break;
                case Merging.Merged.Follow(Side.Stripe, var value):
                    changes.Add(new(path, mine, value));
                    break;
            }
        }
        draft.Remember(link);
        if (changes.Count > 0)
            draft.Add(
                Step.Documents,
                new()
                {
                    Side = Side.Sanity,
                    Type = link.Type,
                    Action = ActionOf(changes),
                    SanityId = link.SanityId,
                    StripeId = link.StripeId,
                    Fields = changes,
                    IsDraft = true,
                    Because =
                        $"it changed in Stripe while {copy.Id} was not published yet: "
                        + string.Join(", ", changes.Select(change => change.Path)),
                }
            );
    }

    /// <summary>Whether an edit in Stripe is one that the document takes.</summary>
    public static bool Takes(SanityDocument document, string path) =>
        SeenDocument.ShapeOf(document) is not { } shape
        || (shape.Takes(path) && shape.Of(path)!.Direction != FieldDirection.ToStripe);

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
