using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>Everything there is on both sides, read once and sorted into families.</summary>
/// <param name="Looks">Per family: what the lists show of it.</param>
internal sealed record Stock(
    IReadOnlyDictionary<string, Look> Looks,
    int SanityProducts,
    int SanityPrices,
    IReadOnlyList<StripeProduct> StripeProducts,
    IReadOnlyList<StripePrice> StripePrices
)
{
    /// <summary>Families with a document in the release that is laid over the published ones; empty when none is.</summary>
    public IReadOnlySet<string> Released { get; init; } = new HashSet<string>(StringComparer.Ordinal);
}

/// <summary>Reads both sides whole: ceil(N/100) products, active and inactive prices in pages of 100, a handful of Sanity reads.</summary>
internal sealed class Stocktaking(IStripeSide stripe, ISanitySide sanity, IMemory memory, Standing standing)
{
    public Task<Stock> TakeAsync(CancellationToken cancel) => TakeAsync(null, cancel);

    /// <param name="release">A release whose versions count as published; null for none.</param>
    public async Task<Stock> TakeAsync(string? release, CancellationToken cancel)
    {
        var settings = await standing.PlanSettingsAsync(cancel);
        var families = new FamilyIndex(settings);
        await foreach (var link in memory.LinksAsync(cancel))
            families.Add(link);
        await foreach (var document in sanity.ListAsync(settings.Mapping.Names, cancel))
            families.Add(document);
        if (release is not null)
            await foreach (var version in sanity.ListReleaseAsync(release, settings.Mapping.Names, cancel))
                families.LayOver(version);
        await foreach (var product in stripe.ListProductsAsync(cancel))
            families.Add(product);
        await foreach (var price in stripe.ListPricesAsync(cancel))
            families.Add(price);
        return families.ToStock();
    }
}

/// <summary>Sorts objects into families by link, then by the marks they carry, then by the id their document would get.</summary>
internal sealed class FamilyIndex(PlanSettings settings)
{
    private readonly Dictionary<string, string> _familyOfStripe = new(StringComparer.Ordinal);
    private readonly HashSet<string> _linkedDocuments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SanityDocument> _documents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _documentNaming = new(StringComparer.Ordinal);
    private readonly HashSet<string> _released = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SanityDocument> _removed = new(StringComparer.Ordinal);
    private readonly List<StripeProduct> _products = [];
    private readonly List<StripePrice> _prices = [];

    public void Add(Link link)
    {
        _familyOfStripe[link.StripeId] = link.Family;
        _linkedDocuments.Add(link.SanityId);
        Known.Add(link.Family);
    }

    public HashSet<string> Known { get; } = new(StringComparer.Ordinal);

    public void Add(SanityDocument document)
    {
        _documents[document.Id] = document;
        if (document.Text("stripeProductId") is { } named && !_linkedDocuments.Contains(document.Id))
            _documentNaming.TryAdd(named, document.Id);
    }

    /// <summary>What publishing a version makes of its document.</summary>
    public void LayOver(SanityDocument version)
    {
        var stored = (version as SeenDocument)?.Source ?? version;
        var body = stored.Body.DeepClone().AsObject();
        body["_id"] = version.PublishedId;
        var isRemoved = (body["_system"] as JsonObject)?["delete"]?.GetValue<bool>() == true;
        body.Remove("_system");
        var document = Lens.See(settings.Mapping, new(body));
        _released.Add(FamilyOf(_documents.GetValueOrDefault(document.Id) ?? document));
        _released.Add(FamilyOf(document));
        if (isRemoved)
            _removed[document.Id] = document;
        else
            Add(document);
    }

    public void Add(StripeProduct product) => _products.Add(product);

    public void Add(StripePrice price) => _prices.Add(price);

    public Stock ToStock()
    {
        var looks = new Dictionary<string, Look>(StringComparer.Ordinal);
        foreach (var family in Known)
            looks[family] = Empty;
        foreach (var document in _documents.Values)
            Put(looks, FamilyOf(document), look => look.With(document.Id, new(document, [], Complete: true)));
        foreach (var (id, document) in _removed)
            Put(looks, FamilyOf(document), look => look.With(id, new(null, [], Complete: true)));
        var familyOfProduct = _products.ToDictionary(product => product.Id, FamilyOf, StringComparer.Ordinal);
        // The link table decides: a linked object whose marks name a former dataset is ours all the same.
        foreach (
            var product in _products.Where(product =>
                settings.IsOurs(product.Metadata) || _familyOfStripe.ContainsKey(product.Id)
            )
        )
            Put(looks, familyOfProduct[product.Id], look => look.With(product));
        foreach (var price in _prices)
            if (familyOfProduct.TryGetValue(price.Product.Id, out var family) && looks.ContainsKey(family))
                Put(looks, family, look => look with { Prices = look.Prices.SetItem(price.Id, price) });
        return new(
            looks,
            _documents.Values.Count(document => document.Type == "product"),
            _documents.Values.Count(document => document.Type == "price"),
            _products,
            _prices
        )
        {
            Released = _released,
        };
    }

    private static Look Empty { get; } = new() { AllStripePrices = true, AllPriceDocuments = true };

    private static void Put(Dictionary<string, Look> looks, string family, Func<Look, Look> add) =>
        looks[family] = add(looks.GetValueOrDefault(family) ?? Empty);

    private static string FamilyOf(SanityDocument document) =>
        document.Type == "product"
            ? document.Id
            : SanityReader.Reference(document.Body["product"]) ?? document.Id;

    private string FamilyOf(StripeProduct product)
    {
        if (_familyOfStripe.GetValueOrDefault(product.Id) is { } linked)
            return linked;
        var claimed = settings.ClaimedDocument(product.Metadata);
        var belongs =
            claimed is not null
            && !_linkedDocuments.Contains(claimed)
            && (_documents.ContainsKey(claimed) || DerivedId.IsOf(product.Id, claimed));
        return belongs
            ? claimed!
            : _documentNaming.GetValueOrDefault(product.Id) ?? DerivedId.Document(product.Id);
    }
}
