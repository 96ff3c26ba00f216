using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Mirror;

/// <summary>Drafts and versions that a write to Sanity leaves with an old value: those it could not write along, and those that nobody has seen.</summary>
internal static class LeftBehind
{
    /// <summary>The copies that hold an old value from now on.</summary>
    /// <param name="change">What is written.</param>
    /// <param name="write">How.</param>
    /// <param name="key">The transaction id: the revision it leaves.</param>
    /// <param name="after">What stands there once it is written.</param>
    /// <param name="state">The family's work.</param>
    /// <param name="now">Their quiet begins.</param>
    public static IEnumerable<StaleCopy> Of(
        Change change,
        DocumentWrite write,
        string key,
        Look after,
        FamilyState state,
        DateTimeOffset now
    )
    {
        foreach (var (copy, field) in write.Stale)
            yield return new()
            {
                CopyId = copy.Id,
                SanityId = change.SanityId,
                Type = change.Type,
                Family = state.Family,
                Path = field.Path,
                Old = field.From,
                Rev = copy.Rev,
                LookAt = now + StaleCopyRules.Quiet,
            };
        foreach (var field in MayBeUnseen(change, after, state, now))
            yield return new()
            {
                CopyId = change.SanityId,
                SanityId = change.SanityId,
                Type = change.Type,
                Family = state.Family,
                Path = field.Path,
                Old = field.From,
                Rev = key,
                LookAt = StaleCopyRules.LookForUnseenAt(now),
            };
    }

    // Where seconds lie between the look and this write (it was a shared one, or Stripe was waited for in between), a copy that
    // was opened in them holds the old values too. A value that the document will not show even so (the default price that
    // belongs to another product by now) has nothing to be undone.
    private static IEnumerable<FieldChange> MayBeUnseen(
        Change change,
        Look after,
        FamilyState state,
        DateTimeOffset now
    )
    {
        if (
            change.IsDraft
            || change.Action is ChangeAction.Create or ChangeAction.Delete
            || !state.Seen.TryGetValue(PartId.DocumentOf(change.SanityId), out var seenAt)
            || now - seenAt <= StaleCopyRules.Fresh
            || after.Document(change.SanityId)?.Published is not { } published
        )
            return [];
        var fields = StaleCopies.FieldsOf(published, change.Type, state);
        return change.Fields.Where(field => fields[field.Path] == field.To);
    }

    /// <summary>Both; what was remembered of the same copy and path before gives way.</summary>
    public static List<StaleCopy> Joined(IReadOnlyList<StaleCopy> known, IReadOnlyList<StaleCopy> added) =>
        [
            .. known.Where(old => added.All(stale => stale.CopyId != old.CopyId || stale.Path != old.Path)),
            .. added,
        ];
}
