using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Core.Planning;

/// <summary>Something that an undo leaves as it is.</summary>
/// <param name="SanityId">The document, or the part of one.</param>
/// <param name="Path">The field; null for the whole object.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record LeftAlone(string SanityId, string? Path, string Reason);

/// <summary>
/// Takes changes of one family back. Former values are set in the documents, as an editor would; the ordinary planner carries
/// them over to Stripe, where an amount makes a replacement and <c>active</c> an archive. What follows Stripe only is set in
/// Stripe, as finance would, and carried over to the document.
/// </summary>
/// <param name="Changes">What is set: at most one change for each object on each side; see <see cref="FieldChange.IsHalf"/>.</param>
/// <param name="Left">What has moved on since, or cannot be taken back.</param>
public sealed record Undo(IReadOnlyList<Change> Changes, IReadOnlyList<LeftAlone> Left)
{
    /// <summary>The pairs that must be seen before anything can be decided.</summary>
    /// <param name="entries">The changes, oldest first; all of one family.</param>
    /// <param name="memory">The family's.</param>
    public static IEnumerable<Link> PairsOf(IEnumerable<HistoryEntry> entries, FamilyMemory memory) =>
        entries
            .Where(IsWrite)
            .Select(entry => LinkOf(entry, memory))
            .OfType<Link>()
            .Where(link => link.State == LinkState.Linked)
            .Distinct();

    /// <summary>Decides what is set back. Pure.</summary>
    /// <param name="entries">The changes, oldest first; all of one family.</param>
    /// <param name="memory">The family's.</param>
    /// <param name="look">With every pair of <see cref="PairsOf"/>.</param>
    /// <param name="settings">For reading both sides.</param>
    /// <param name="because">For the history.</param>
    public static Undo Of(
        IReadOnlyList<HistoryEntry> entries,
        FamilyMemory memory,
        Look look,
        PlanSettings settings,
        string because
    )
    {
        var changes = new List<Change>();
        var left = new List<LeftAlone>();
        foreach (var group in entries.Where(IsWrite).GroupBy(entry => (entry.Type, Id: entry.SanityId!)))
        {
            List<HistoryEntry> written = [.. group];
            if (Obstacle(written, memory) is { } reason)
            {
                left.Add(new(group.Key.Id, null, reason));
                continue;
            }
            var link = LinkOf(written[0], memory)!;
            List<FieldChange> wishes = [.. Net(written).Where(wish => wish.From != wish.To)];
            var keys = wishes
                .Where(wish => DefaultMapping.IsFreeMetadata(wish.Path))
                .Select(wish => wish.Path[DefaultMapping.MetadataPrefix.Length..])
                .ToHashSet(StringComparer.Ordinal);
            if (Present.Of(link, keys, memory, look, settings) is not { } present)
            {
                left.Add(new(group.Key.Id, null, "it is not there any more on one of the sides"));
                continue;
            }
            var shape = SeenDocument.ShapeOf(look.Document(link.SanityId)!.Published!);
            var ways = wishes
                .Select(wish => (Wish: wish, Way: WayOf(link, wish, present, shape, memory)))
                .ToLookup(entry => entry.Way.Side);
            left.AddRange(
                ways[null].Select(entry => new LeftAlone(link.SanityId, entry.Wish.Path, entry.Way.Obstacle!))
            );
            changes.AddRange(
                new[] { Side.Sanity, Side.Stripe }
                    .Where(side => ways.Contains(side))
                    .Select(side => Setting(side, link, ways[side].Select(entry => entry.Wish), because))
            );
        }
        return new(changes, left);
    }

    private static bool IsWrite(HistoryEntry entry) =>
        entry is { Side: not null, SanityId: not null, Action: not ("note" or "link" or "retire") };

    private static Link? LinkOf(HistoryEntry entry, FamilyMemory memory) =>
        memory.Links.FirstOrDefault(link => link.Type == entry.Type && link.SanityId == entry.SanityId);

    private static string? Obstacle(List<HistoryEntry> written, FamilyMemory memory) =>
        written.Exists(entry => entry.Action == "delete")
            ? "the document was deleted; restore it in the Studio, and it is linked again"
            : LinkOf(written[0], memory)?.State switch
            {
                LinkState.Linked => null,
                LinkState.Tombstone =>
                    "the document was deleted in Sanity; restore it in the Studio, and it is linked again",
                LinkState.DeletedInStripe =>
                    "the object was deleted in Stripe; make it again with sync --recreate",
                LinkState.Proposed =>
                    "its document is a draft that nobody has published; discard the draft in the Studio",
                _ => "its document and its Stripe object are no pair any more",
            };

    // What is made is archived, not taken apart; of several changes of one field, the first former and the last value count.
    private static IEnumerable<FieldChange> Net(List<HistoryEntry> written) =>
        written.Exists(entry => entry.Action == "create")
            ? [new("active", FieldValue.Flag(false), FieldValue.Flag(true))]
            : written
                .SelectMany(entry => entry.Fields)
                .GroupBy(field => field.Path, StringComparer.Ordinal)
                .Select(steps => new FieldChange(steps.Key, steps.First().From, steps.Last().To));

    private static UndoWay WayOf(
        Link link,
        FieldChange wish,
        Present present,
        Shape? shape,
        FamilyMemory memory
    )
    {
        var sanity = present.Sanity.Fields[wish.Path];
        var stripe = present.Stripe.Fields[wish.Path];
        var obstacle =
            sanity == wish.From && stripe == wish.From ? $"it is {wish.From} already"
            : sanity != wish.To || stripe != wish.To
                ? $"it is {sanity} in Sanity and {stripe} in Stripe by now, and the change made it {wish.To}"
            : wish.Path == "product" ? "a price moves only with the reference in its document"
            : present.Sanity.OneWay.ContainsKey(wish.Path) ? "the document holds more than Stripe can"
            : null;
        return obstacle is null ? UndoWay.Of(link.Type, wish, shape, memory) : new(null, obstacle);
    }

    private static Change Setting(Side side, Link link, IEnumerable<FieldChange> wishes, string because)
    {
        List<FieldChange> back =
        [
            .. wishes.Select(wish => new FieldChange(wish.Path, wish.To, wish.From) { IsHalf = true }),
        ];
        return new()
        {
            Side = side,
            Type = link.Type,
            Action = ChangeAction.Update,
            SanityId = link.SanityId,
            StripeId = link.StripeId,
            Fields = back,
            Halves = [.. back.Select(field => field.Path)],
            Because = because,
        };
    }

    /// <summary>What the planner will make of a value that was set in Stripe: the document takes it over.</summary>
    public static Change Following(Change set) =>
        set with
        {
            Side = Side.Sanity,
            Fields = [.. set.Fields.Select(field => field with { IsHalf = false })],
            Halves = [],
            Because = "it follows Stripe: " + string.Join(", ", set.Fields.Select(field => field.Path)),
        };
}
