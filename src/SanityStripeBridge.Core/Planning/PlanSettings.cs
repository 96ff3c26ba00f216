using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Merging;

namespace SanityStripeBridge.Core.Planning;

/// <summary>What becomes of a product that is born in Stripe.</summary>
public enum NewFromStripe
{
    /// <summary>A published document.</summary>
    Published,

    /// <summary>A draft, which somebody publishes or throws away.</summary>
    Draft,

    /// <summary>Nothing.</summary>
    Off,
}

/// <summary>What becomes of a document whose Stripe object was deleted by hand.</summary>
public enum DeletedInStripe
{
    /// <summary>Its editor is told.</summary>
    Mark,

    /// <summary>It becomes a draft again.</summary>
    Unpublish,

    /// <summary>It is deleted.</summary>
    Delete,
}

/// <summary>Only counterparts that are missing are made; what was linked before is left as it is.</summary>
/// <param name="On">The side on which they are missing.</param>
/// <param name="Linked">Documents and parts that were linked when the work began.</param>
public sealed record MissingOnly(Side On, IReadOnlySet<string> Linked)
{
    /// <summary>Whether a change completes what is missing, or belongs to what was just made.</summary>
    public bool Allows(Change change) =>
        !Linked.Contains(change.SanityId) && (change.Action != ChangeAction.Create || change.Side == On);
}

/// <summary>The rules by which a plan is made.</summary>
public sealed record PlanSettings
{
    /// <summary>Name of this installation, in metadata <c>bridge</c>.</summary>
    public required string Instance { get; init; }

    /// <summary>Sanity project id.</summary>
    public required string Project { get; init; }

    /// <summary>Sanity dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Which document types there are.</summary>
    public CatalogueMapping Mapping { get; init; } = CatalogueMapping.Shipped;

    /// <summary>Who wins.</summary>
    public ConflictPolicy Conflict { get; init; } = ConflictPolicy.Owner;

    /// <summary>What becomes of objects born in Stripe.</summary>
    public NewFromStripe NewFromStripe { get; init; } = NewFromStripe.Published;

    /// <summary>What becomes of documents whose Stripe object is gone.</summary>
    public DeletedInStripe DeletedInStripe { get; init; } = DeletedInStripe.Mark;

    /// <summary>Between writing a replacement's id to Sanity and archiving the old price.</summary>
    public TimeSpan PriceGrace { get; init; } = TimeSpan.Zero;

    /// <summary>False while two filled sides wait to be adopted: nothing is created.</summary>
    public bool MayCreate { get; init; } = true;

    /// <summary>Only this side is written; null for both.</summary>
    public Side? OnlyTo { get; init; }

    /// <summary>With <see cref="OnlyTo"/>: the other side's values win every difference.</summary>
    public bool Force { get; init; }

    /// <summary>Also makes again what was deleted by hand on the other side.</summary>
    public bool Recreate { get; init; }

    /// <summary>Pairs that somebody matched: document or part id to Stripe id. They are linked whatever the two say of each other.</summary>
    public IReadOnlyDictionary<string, string> Pairs { get; init; } = new Dictionary<string, string>();

    /// <summary>Only links what is matched: nothing is made, and nothing is said about what lacks a counterpart.</summary>
    public bool LinksOnly { get; init; }

    /// <summary>Ids on either side that a person must match first: nothing is made of them, and nothing is linked with them.</summary>
    public IReadOnlySet<string> Undecided { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whose value counts where the two never agreed; null: a person decides.</summary>
    public Side? Prefer { get; init; }

    /// <summary>Only missing counterparts are made; null: everything is done.</summary>
    public MissingOnly? MissingOnly { get; init; }

    /// <summary>What a seed file brings, by family.</summary>
    public IReadOnlyDictionary<string, SeedFamily> Seeds { get; init; } =
        new Dictionary<string, SeedFamily>();

    /// <summary>The public URL of an image asset reference; null when it is none.</summary>
    public Func<string, string?> ImageUrl { get; init; } = _ => null;

    /// <summary>The asset that an image URL of this dataset shows; null for any other URL.</summary>
    public Func<string, string?> AssetOf { get; init; } = _ => null;

    /// <summary>Whether images may be brought from Stripe: not by a preview, which writes nothing.</summary>
    public bool MayImportImages { get; init; } = true;

    /// <summary>Which image is which, for one family.</summary>
    public Pictures PicturesOf(FamilyMemory memory) => new(memory.Images, AssetOf, ImageUrl);

    /// <summary>Whether a Stripe object's <c>sanity_*</c> metadata is absent or names our project and dataset.</summary>
    public bool IsOurs(IReadOnlyDictionary<string, string> metadata) =>
        (!metadata.TryGetValue("sanity_project", out var project) || project == Project)
        && (!metadata.TryGetValue("sanity_dataset", out var dataset) || dataset == Dataset);

    /// <summary>The document that an object of ours says it belongs to; null when it says none, or is not ours.</summary>
    public string? ClaimedDocument(IReadOnlyDictionary<string, string> metadata) =>
        IsOurs(metadata) ? metadata.GetValueOrDefault("sanity_id") : null;

    /// <summary>The price document, or the part of a document, that a price of ours says it belongs to.</summary>
    public string? ClaimedPrice(IReadOnlyDictionary<string, string> metadata) =>
        ClaimedDocument(metadata) is { } claimed && metadata.TryGetValue("variant_key", out var key)
            ? PartId.Of(claimed, key)
            : ClaimedDocument(metadata);

    /// <summary>Whether a Stripe object names its document (or part), our project and dataset.</summary>
    public bool IsMarked(IReadOnlyDictionary<string, string> metadata, string sanityId) =>
        metadata.GetValueOrDefault("sanity_id") == PartId.DocumentOf(sanityId)
        && (PartId.KeyOf(sanityId) is not { } key || metadata.GetValueOrDefault("variant_key") == key)
        && metadata.GetValueOrDefault("sanity_project") == Project
        && metadata.GetValueOrDefault("sanity_dataset") == Dataset;
}
