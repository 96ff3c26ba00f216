using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <content>One pair's comparison, and what it means for the plan.</content>
internal sealed partial class PlanDraft
{
    // What finance changed on the former price after we had read it for the last time: an edit of the price that took its place.
    private IEnumerable<LateEdit> LateEdits(Link link)
    {
        if (link.Type != ObjectType.Price)
            yield break;
        foreach (
            var old in Memory.Retirements.Where(old => old.SanityId == link.SanityId && old.Seen.Count > 0)
        )
            if (FieldsOf(old) is { } fields)
                foreach (
                    var path in fields.Paths.Union(old.Seen.Paths, StringComparer.Ordinal).Where(MovesAlong)
                )
                    // Of a currency Stripe allows no more than to add it; one that is missing was not read along.
                    if (
                        fields[path] != old.Seen[path]
                        && !(CurrencyOption.IsPath(path) && fields[path].IsAbsent)
                    )
                        yield return new(path, old.Seen[path], fields[path]);
    }

    private readonly record struct LateEdit(string Path, FieldValue Before, FieldValue Theirs);

    /// <summary>The fields of a price, with the agreed values of what moves along to its successor, whatever stands there now.</summary>
    public static Fields AsAgreed(Link link, Fields fields) =>
        fields
            .Paths.Union(link.Baseline.Paths, StringComparer.Ordinal)
            .Where(path => MovesAlong(path) && link.AgreedOn(path) is not null)
            .Aggregate(fields, (seen, path) => seen.With(path, link.Baseline[path]));

    /// <summary>A retired price as it is in Stripe, with the metadata it had when it was replaced; null when it was not looked at.</summary>
    public Fields? FieldsOf(Retirement old)
    {
        var keys = old
            .Seen.Paths.Where(DefaultMapping.IsFreeMetadata)
            .Select(path => path[DefaultMapping.MetadataPrefix.Length..])
            .ToHashSet(StringComparer.Ordinal);
        return Look.Prices.GetValueOrDefault(old.StripeId) is { } price
            ? StripeReader.Price(price, keys).Fields
            : null;
    }

    // A late edit is done with when it stands on the successor, in a record that somebody else won, or was told.
    private void Told(Link link, ObjectMerge merged, Fields stripe, IReadOnlyCollection<string> told)
    {
        foreach (
            var old in Memory
                .Retirements.Where(old => old.SanityId == link.SanityId && old.Seen.Count > 0)
                .ToList()
        )
            if (link.Type == ObjectType.Price && FieldsOf(old) is { } fields)
                Remember(
                    old with
                    {
                        Seen = fields
                            .Paths.Union(old.Seen.Paths, StringComparer.Ordinal)
                            .Where(path =>
                                MovesAlong(path)
                                && (stripe[path] == fields[path] || WasLost(path) || told.Contains(path))
                            )
                            .Aggregate(old.Seen, (seen, path) => seen.With(path, fields[path])),
                    }
                );

        bool WasLost(string path) =>
            merged.Conflicts.Any(record => record.Path == path && record.Winner == Side.Sanity);
    }

    /// <summary>
    /// Whether a field that finance changed on a former price is an edit of the price that took its place: the lookup key is
    /// taken over, the archive is ours, and the rest of a price never changes.
    /// </summary>
    public static bool MovesAlong(string path) =>
        path == "nickname" || DefaultMapping.IsFreeMetadata(path) || CurrencyOption.IsPath(path);

    /// <summary>Compares a pair, remembers what is agreed, records what is in conflict, and gives what must be written.</summary>
    public ObjectMerge Merge(
        Link link,
        SanityDocument document,
        Mapped sanity,
        Mapped stripe,
        params string[] unclear
    )
    {
        var shape = SeenDocument.ShapeOf(document);
        var open = Memory
            .Conflicts.Where(record => record.Type == link.Type && record.SanityId == link.SanityId)
            .ToList();
        // A key that neither the document nor the agreement names any more is finance's own again.
        var late = LateEdits(link).Where(edit => Owns(edit.Path)).ToLookup(edit => IsFresh(edit.Path));
        var pair = new Pair(link, sanity, stripe)
        {
            Overwritten = overwritten
                .Where(lost => lost.Type == link.Type && lost.StripeId == link.StripeId)
                .Where(lost => lost.Ours is null || stripe.Fields[lost.Path] == lost.Ours)
                .GroupBy(lost => lost.Path, StringComparer.Ordinal)
                .ToDictionary(
                    group => group.Key,
                    group => (group.Last().Before, group.Last().Theirs),
                    StringComparer.Ordinal
                ),
            Late = late[false]
                .GroupBy(edit => edit.Path, StringComparer.Ordinal)
                .ToDictionary(
                    group => group.Key,
                    group => (group.Last().Before, group.Last().Theirs),
                    StringComparer.Ordinal
                ),
            Open = open,
            BroughtBack = BroughtBack(link),
            Unclear = unclear.ToHashSet(StringComparer.Ordinal),
            Shape = shape,
        };
        var merged = ObjectMerge.Of(
            pair,
            new(settings.Conflict, settings.OnlyTo, settings.Force, now) { Prefer = settings.Prefer }
        );
        _conflicts.AddRange(merged.Conflicts);
        _rejected.AddRange(
            merged.Rejected.Select(sentence => new Finding(link.SanityId, CompanionStatus.Error, sentence))
        );
        // Edited on both, the price that is sold counts.
        foreach (var edit in late[true])
            Note(
                link.SanityId,
                $"{edit.Path} became {edit.Theirs} on a price that {link.StripeId} replaced, and {stripe.Fields[edit.Path]} on {link.StripeId}, which counts"
            );
        Told(link, merged, stripe.Fields, [.. late[true].Select(edit => edit.Path)]);
        foreach (var sentence in merged.Notes)
        {
            Note(link.SanityId, sentence);
            Find(link.SanityId, CompanionStatus.Synced, sentence);
        }
        foreach (var record in merged.Conflicts.Where(record => record is { Winner: null, ResolvedAt: null }))
            Find(
                link.SanityId,
                CompanionStatus.Conflict,
                $"{shape?.Shown(record.Path) ?? record.Path} differs: {record.Sanity} here, {record.Stripe} in Stripe. Somebody must decide which one stays"
            );
        foreach (
            var record in open.Where(record =>
                record.Winner is null && merged.Conflicts.All(other => other.Path != record.Path)
            )
        )
            Find(
                link.SanityId,
                CompanionStatus.Conflict,
                $"{shape?.Shown(record.Path) ?? record.Path} differs: {record.Sanity} here, {record.Stripe} in Stripe. Somebody must decide which one stays"
            );
        return merged;

        bool IsFresh(string path) => link.AgreedOn(path) is { } agreed && stripe.Fields[path] != agreed;

        bool Owns(string path) =>
            !DefaultMapping.IsFreeMetadata(path)
            || !sanity.Fields[path].IsAbsent
            || !link.Baseline[path].IsAbsent;
    }

    // A stale copy that is gone was published or thrown away; in the first case its old value stands in the document now.
    private Dictionary<string, FieldValue> BroughtBack(Link link)
    {
        if (look.Document(link.SanityId) is not { Complete: true } seen)
            return [];
        return Memory
            .StaleCopies.Where(stale => stale.SanityId == link.SanityId)
            .Where(stale => seen.Copies.All(copy => copy.Id != stale.CopyId))
            .Where(stale => !stale.IsUnseen || stale.Rev != seen.Published?.Rev)
            .GroupBy(stale => stale.Path, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last().Old, StringComparer.Ordinal);
    }
}
