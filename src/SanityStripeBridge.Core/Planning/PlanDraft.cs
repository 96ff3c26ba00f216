using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <summary>The place of a change in the order of writes.</summary>
internal enum Step
{
    /// <summary>The product must exist before its prices.</summary>
    CreateProduct,

    /// <summary>New prices, and prices that become active: a default price must be active.</summary>
    MakePrices,

    /// <summary>The product's own fields, its default price among them.</summary>
    UpdateProduct,

    /// <summary>Prices in place; one that is archived is no default any more by now.</summary>
    UpdatePrices,

    /// <summary>Documents, all in one transaction.</summary>
    Documents,

    /// <summary>Replaced prices: only when the new id stands in the document.</summary>
    Retire,
}

/// <summary>A plan while it is being made.</summary>
internal sealed class PlanDraft(
    FamilyMemory memory,
    Look look,
    Concern concern,
    IReadOnlyList<Overwritten> overwritten,
    PlanSettings settings,
    DateTimeOffset now
)
{
    private readonly List<(Step Step, Change Change)> _changes = [];
    private readonly Dictionary<string, Link> _links = new(StringComparer.Ordinal);
    private readonly List<Retirement> _retirements = [];
    private readonly List<Conflict> _conflicts = [];
    private readonly List<(string, string)> _notes = [];
    private readonly List<Finding> _findings = [];
    private Wants _wants = new();

    public FamilyMemory Memory { get; private set; } = memory;

    public Look Look => look;

    public Concern Concern => concern;

    public PlanSettings Settings => settings;

    public DateTimeOffset Now => now;

    public string Family => Memory.Family;

    /// <summary>Stripe prices that this plan sets inactive: none of them may stay a default price.</summary>
    public HashSet<string> Archiving { get; } = new(StringComparer.Ordinal);

    public void Add(Step step, Change change)
    {
        if (Obstacle(change) is { } sentence)
            Find(change.SanityId, CompanionStatus.Error, sentence);
        else
            _changes.Add((step, change));
    }

    // One price that Stripe will not have as it is keeps none of its siblings from being written.
    private string? Obstacle(Change change)
    {
        if (change is not { Side: Side.Stripe, Type: ObjectType.Price })
            return null;
        if (look.Refusals.GetValueOrDefault(change.SanityId) is { } refusal)
            return refusal;
        return
            change.LookupKey is { } key
            && look.KeyHolders.GetValueOrDefault(key) is { Price: { } holder } found
            && found.SanityId != change.SanityId
            ? $"The lookup key \"{key}\" is used by {holder.Id} of {holder.Product.Id}, "
                + (found.SanityId is null ? "which has no document here" : $"the price of {found.SanityId}")
                + "; choose another one, or free it there first"
            : null;
    }

    /// <summary>Whether this plan makes or restores the price before the product is written.</summary>
    public bool Readies(string priceDocument) =>
        _changes.Any(entry => entry.Step == Step.MakePrices && entry.Change.SanityId == priceDocument);

    /// <summary>Whether a change of this plan already makes the price, along with its product.</summary>
    public bool AlreadyMakes(string priceDocument) =>
        _changes.Any(entry => entry.Change.WithPrice?.SanityId == priceDocument);

    public void Remember(Link link)
    {
        if (
            Memory.Links.FirstOrDefault(old => old.Type == link.Type && old.SanityId == link.SanityId) == link
        )
            return;
        _links[link.Type + link.SanityId] = link;
        Memory = Memory.With(link);
    }

    public void Remember(Retirement retirement)
    {
        if (Memory.Retirements.Contains(retirement))
            return;
        _retirements.RemoveAll(old => old.StripeId == retirement.StripeId);
        _retirements.Add(retirement);
        Memory = Memory.With(retirement);
    }

    public void Record(Conflict conflict) => _conflicts.Add(conflict);

    /// <summary>
    /// What must be written to a Stripe object's note so that it tells of the conflicts that are open after this plan; empty
    /// takes it away, null leaves it as it stands.
    /// </summary>
    public string? NoteFor(Link link, IReadOnlyDictionary<string, string> metadata)
    {
        if (!settings.MayCreate)
            return null;
        var moved = _conflicts.Where(IsOfLink).ToList();
        var open = Memory
            .Conflicts.Where(IsOfLink)
            .Where(record => moved.TrueForAll(other => other.Path != record.Path))
            .Concat(moved);
        var standing = metadata.GetValueOrDefault(ConflictNote.Key, "");
        var note = ConflictNote.Of(open);
        return note is null ? (ConflictNote.IsOurs(standing) ? "" : null)
            : note == standing ? null
            : note;

        bool IsOfLink(Conflict record) => record.Type == link.Type && record.SanityId == link.SanityId;
    }

    public void Note(string sanityId, string sentence) => _notes.Add((sanityId, sentence));

    /// <summary>Says of an object that gets a document of its own that its metadata names another one, if it does.</summary>
    public void TellCopied(string stripeId, string sanityId, IReadOnlyDictionary<string, string> metadata)
    {
        if (settings.ClaimedDocument(metadata) is { } claimed && claimed != sanityId)
            Note(
                sanityId,
                $"{stripeId} was copied in Stripe with metadata that names {claimed}; it is a thing of its own, and its metadata is corrected"
            );
    }

    public void Find(string sanityId, CompanionStatus status, string message) =>
        _findings.Add(
            new(
                sanityId,
                status,
                // Of a part it is said on its host which one is meant.
                PartId.KeyOf(sanityId)
                    is { } key
                    ? $"{Parts.Name(look.Document(PartId.DocumentOf(sanityId))?.Published, key)}: {message}"
                    : message
            )
        );

    /// <summary>The document, or null after asking for it.</summary>
    public DocumentLook? Document(string id, bool complete = false)
    {
        if (look.Document(id) is { } seen && (seen.Complete || !complete))
            return seen;
        _wants = _wants with { Documents = _wants.Documents.Add(PartId.DocumentOf(id)) };
        return null;
    }

    /// <summary>Whether the product was looked at; asks for it when not. <paramref name="product"/> is null when it does not exist.</summary>
    public bool SawProduct(string id, out StripeProduct? product)
    {
        if (look.Products.TryGetValue(id, out product))
            return true;
        _wants = _wants with { Products = _wants.Products.Add(id) };
        return false;
    }

    /// <summary>Whether the price was looked at; asks for it when not.</summary>
    public bool SawPrice(string id, out StripePrice? price)
    {
        if (look.Prices.TryGetValue(id, out price))
            return true;
        _wants = _wants with { Prices = _wants.Prices.Add(id) };
        return false;
    }

    /// <summary>Whether every image of the product is known by its asset, or known to be out of reach; asks for the others.</summary>
    public bool SawImages(StripeProduct product)
    {
        if (!settings.MayImportImages || settings.OnlyTo == Side.Stripe)
            return true;
        var pictures = settings.PicturesOf(Memory);
        var unseen = product.Images.Where(url => pictures.IsToFetch(url, now)).ToList();
        _wants = _wants with { Images = _wants.Images.Union(unseen) };
        return unseen.Count == 0;
    }

    /// <summary>Tells which images are left out.</summary>
    public void TellMissingImages(StripeProduct product)
    {
        foreach (var missing in settings.PicturesOf(Memory).Missing(product.Images))
            Find(
                Family,
                CompanionStatus.Synced,
                $"The image {missing.Url} of Stripe is left out here: {missing.Reason}. It is tried again daily"
            );
    }

    public void WantAllPrices(string productId)
    {
        if (!look.AllStripePrices)
            _wants = _wants with { PricesOf = productId };
    }

    public void WantPriceDocuments()
    {
        if (!look.AllPriceDocuments)
            _wants = _wants with { PriceDocuments = true };
    }

    // What finance changed on the former price after we had read it for the last time: an edit of the price that took its place.
    private IEnumerable<Overwritten> LateEdits(Link link)
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
                        yield return new(link.Type, link.StripeId, path, null, fields[path], null);
    }

    private Fields? FieldsOf(Retirement old)
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

    // The lookup key is taken over, the archive is ours, and the rest of a price never changes.
    private static bool MovesAlong(string path) =>
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
        var late = LateEdits(link).Where(lost => Owns(lost.Path)).ToLookup(lost => IsFresh(lost.Path));
        var pair = new Pair(link, sanity, stripe)
        {
            Overwritten = overwritten
                .Where(lost => lost.Type == link.Type && lost.StripeId == link.StripeId)
                .Concat(late[false])
                .Where(lost => lost.Ours is null || stripe.Fields[lost.Path] == lost.Ours)
                .GroupBy(lost => lost.Path, StringComparer.Ordinal)
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
        var merged = ObjectMerge.Of(pair, new(settings.Conflict, settings.OnlyTo, settings.Force, now));
        _conflicts.AddRange(merged.Conflicts);
        // Edited on both, the price that is sold counts.
        foreach (var lost in late[true])
            Note(
                link.SanityId,
                $"{lost.Path} became {lost.Theirs} on a price that {link.StripeId} replaced, and {stripe.Fields[lost.Path]} on {link.StripeId}, which counts"
            );
        Told(link, merged, stripe.Fields, [.. late[true].Select(lost => lost.Path)]);
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

        bool IsFresh(string path) => link.BaselineOf(path) is { } agreed && stripe.Fields[path] != agreed;

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
            .GroupBy(stale => stale.Path, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last().Old, StringComparer.Ordinal);
    }

    public FamilyPlan ToPlan() =>
        new()
        {
            Family = Family,
            Wants = _wants,
            Changes =
            [
                .. _changes
                    .Where(entry => settings.OnlyTo is null || entry.Change.Side == settings.OnlyTo)
                    .OrderBy(entry => entry.Step)
                    .Select(entry => entry.Change),
            ],
            Links = [.. _links.Values],
            Retirements = _retirements,
            Conflicts = _conflicts,
            Notes = _notes,
            Findings = _findings,
        };
}
