using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
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
internal sealed partial class PlanDraft(
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
    private readonly List<Finding> _rejected = [];
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

    // One object that a platform will not have as it is keeps none of its siblings from being written.
    private string? Obstacle(Change change)
    {
        if (change.Side == Side.Sanity)
            return look.RefusedDocuments.GetValueOrDefault(PartId.DocumentOf(change.SanityId));
        if (change.Type != ObjectType.Price)
            return null;
        if (look.Refusals.GetValueOrDefault(change.SanityId) is { } refusal)
            return refusal;
        return change.LookupKey is { } key && HolderOf(key) is { } held && held.SanityId != change.SanityId
            ? $"The lookup key \"{key}\" is used by {held.Id} of {held.Product}, "
                + (held.SanityId is null ? "which has no document here" : $"the price of {held.SanityId}")
                + "; choose another one, or free it there first"
            : null;
    }

    // As seen in this piece of work, or as an earlier one found out.
    private (string Id, string Product, string? SanityId)? HolderOf(string key)
    {
        if (look.KeyHolders.GetValueOrDefault(key) is { } seen)
            return seen.Price is { } price ? (price.Id, price.Product.Id, seen.SanityId) : null;
        return
            Memory.HeldKeys.FirstOrDefault(held => held.Key == key) is { } known
            && now - known.Since < HeldKey.Lifetime
            ? (known.HolderId, known.HolderProduct, known.SanityId)
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
        if (settings is { MayCreate: false, LinksOnly: false })
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

    /// <summary>Whether something must be looked at before the plan is complete.</summary>
    public bool IsWanting => !_wants.IsEmpty;

    /// <summary>Whether every image of the product is known by its asset, or known to be out of reach; asks for the others.</summary>
    public bool SawImages(StripeProduct product) => SawImages(product.Images);

    /// <inheritdoc cref="SawImages(StripeProduct)"/>
    public bool SawImages(IReadOnlyList<string> urls)
    {
        if (!settings.MayImportImages || settings.OnlyTo == Side.Stripe)
            return true;
        var pictures = settings.PicturesOf(Memory);
        var unseen = urls.Where(url => pictures.IsToFetch(url, now)).ToList();
        _wants = _wants with { Images = _wants.Images.Union(unseen) };
        return unseen.Count == 0;
    }

    /// <summary>Tells which images are left out.</summary>
    public void TellMissingImages(StripeProduct product) => TellMissingImages(product.Images, " of Stripe");

    /// <inheritdoc cref="TellMissingImages(StripeProduct)"/>
    public void TellMissingImages(IReadOnlyList<string> urls, string whose = "")
    {
        foreach (var missing in settings.PicturesOf(Memory).Missing(urls))
            Find(
                Family,
                CompanionStatus.Synced,
                $"The image {missing.Url}{whose} is left out here: {missing.Reason}. It is tried again daily"
            );
    }

    /// <summary>The product's prices, as far as they were seen, that belong to no document, the oldest first.</summary>
    public IEnumerable<StripePrice> Unlinked(string? productId) =>
        look
            .Prices.Values.OfType<StripePrice>()
            .Where(price => price.Product.Id == productId)
            .Where(price => Memory.DocumentOf(price.Id) is null && !look.Taken.ContainsKey(price.Id))
            .OrderBy(price => price.Created)
            .ThenBy(price => price.Id, StringComparer.Ordinal);

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

    public FamilyPlan ToPlan() =>
        new()
        {
            Family = Family,
            Wants = _wants,
            Changes =
            [
                .. _changes
                    .Where(entry => settings.OnlyTo is null || entry.Change.Side == settings.OnlyTo)
                    .Where(entry => settings.MissingOnly?.Allows(entry.Change) != false)
                    .OrderBy(entry => entry.Step)
                    .Select(entry => entry.Change),
            ],
            Links = [.. _links.Values],
            Retirements = _retirements,
            Conflicts =
            [
                .. _conflicts.Where(record => settings.MissingOnly?.Linked.Contains(record.SanityId) != true),
            ],
            Notes = _notes,
            Findings = _findings,
            Rejected = _rejected,
        };
}
