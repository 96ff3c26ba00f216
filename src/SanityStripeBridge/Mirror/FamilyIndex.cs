using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// Sorts objects into families by link, then by the marks they carry, then by the id their document would get. Keeps ids; the
/// objects lie on a shelf.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "What it sorted is read from the shelf long after it is gone."
)]
internal sealed class FamilyIndex(PlanSettings settings)
{
    /// <summary>Everything was listed, and nothing is there.</summary>
    public static Look Empty { get; } = new() { AllStripePrices = true, AllPriceDocuments = true };

    private readonly Shelf _shelf = new();
    private readonly Dictionary<string, string> _familyOfStripe = new(StringComparer.Ordinal);
    private readonly HashSet<string> _linkedDocuments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _documentNaming = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _released = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ShelvedDocument> _documents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _removed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ShelvedProduct> _products = new(StringComparer.Ordinal);
    private readonly List<ShelvedPrice> _prices = [];
    private readonly Dictionary<string, string> _lookupKeys = new(StringComparer.Ordinal);

    private readonly record struct ShelvedDocument(string Family, bool IsProduct, Shelved Place);

    private readonly record struct ShelvedProduct(string? Claimed, bool IsOurs, bool Active, Shelved Place);

    private readonly record struct ShelvedPrice(string ProductId, bool Active, Shelved Place);

    public void Add(Link link)
    {
        _familyOfStripe[link.StripeId] = link.Family;
        _linkedDocuments.Add(link.SanityId);
        _known.Add(link.Family);
    }

    public void Add(SanityDocument document)
    {
        var stored = (document as SeenDocument)?.Source ?? document;
        _documents[document.Id] = new(
            FamilyOf(document),
            document.Type == "product",
            _shelf.Put(Encoding.UTF8.GetBytes(stored.Body.ToJsonString()))
        );
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
        var family = FamilyOf(document);
        _released.Add(_documents.TryGetValue(document.Id, out var before) ? before.Family : family);
        _released.Add(family);
        if (isRemoved)
            _removed[document.Id] = family;
        else
            Add(document);
    }

    public void Add(StripeProduct product) =>
        _products[product.Id] = new(
            settings.ClaimedDocument(product.Metadata),
            settings.IsOurs(product.Metadata),
            product.Active,
            _shelf.Put(JsonSerializer.SerializeToUtf8Bytes(product, StripeJson.Default.StripeProduct))
        );

    public void Add(StripePrice price)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(price, StripeJson.Default.StripePrice);
        _prices.Add(new(price.Product.Id, price.Active, _shelf.Put(json)));
        if (price.LookupKey is { } key)
            _lookupKeys[price.Id] = key;
    }

    /// <summary>To be called once, when everything was added.</summary>
    public Stock ToStock()
    {
        var places = new Dictionary<string, Places>(StringComparer.Ordinal);
        foreach (var family in _known)
            PlacesOf(family);
        foreach (var (id, document) in _documents)
            if (!_removed.ContainsKey(id))
                PlacesOf(document.Family).Documents.Add(document.Place);
        foreach (var (id, family) in _removed)
            PlacesOf(family).Removed.Add(id);
        // The link table decides: a linked object whose marks name a former dataset is ours all the same.
        foreach (
            var (id, product) in _products.Where(entry =>
                entry.Value.IsOurs || _familyOfStripe.ContainsKey(entry.Key)
            )
        )
            PlacesOf(FamilyOf(id, product)).Products.Add(product.Place);
        foreach (var price in _prices)
            if (
                _products.TryGetValue(price.ProductId, out var product)
                && places.TryGetValue(FamilyOf(price.ProductId, product), out var family)
            )
                family.Prices.Add(price.Place);
        var looks = places.ToDictionary(
            entry => entry.Key,
            entry => (Func<Look>)(() => Look(entry.Value)),
            StringComparer.Ordinal
        );
        return new(new ShelvedLooks(looks), Counts())
        {
            Released = _released,
            LookupKeys = _lookupKeys,
            StripeProducts = _products.Values.Select(product => Product(product.Place)),
            StripePrices = _prices.Select(price => Price(price.Place)),
        };

        Places PlacesOf(string family) =>
            places.TryGetValue(family, out var known) ? known : places[family] = new();
    }

    private StockCounts Counts() =>
        new(
            _documents.Values.Count(document => document.IsProduct),
            _documents.Values.Count(document => !document.IsProduct),
            _products.Count,
            _products.Values.Count(product => product.Active),
            _prices.Count,
            _prices.Count(price => price.Active)
        );

    private Look Look(Places places)
    {
        var look = Empty;
        foreach (var place in places.Documents)
        {
            var body = JsonNode.Parse(_shelf.Get(place))!.AsObject();
            var document = Lens.See(settings.Mapping, new(body));
            look = look.With(document.Id, new(document, [], Complete: true));
        }
        foreach (var id in places.Removed)
            look = look.With(id, new(null, [], Complete: true));
        foreach (var place in places.Products)
            look = look.With(Product(place));
        var prices = places
            .Prices.Select(Price)
            .Select(price => KeyValuePair.Create(price.Id, (StripePrice?)price));
        return look with { Prices = look.Prices.SetItems(prices) };
    }

    private StripeProduct Product(Shelved place) =>
        JsonSerializer.Deserialize(_shelf.Get(place), StripeJson.Default.StripeProduct)!;

    private StripePrice Price(Shelved place) =>
        JsonSerializer.Deserialize(_shelf.Get(place), StripeJson.Default.StripePrice)!;

    private static string FamilyOf(SanityDocument document) =>
        document.Type == "product"
            ? document.Id
            : SanityReader.Reference(document.Body["product"]) ?? document.Id;

    private string FamilyOf(string id, ShelvedProduct product)
    {
        if (_familyOfStripe.GetValueOrDefault(id) is { } linked)
            return linked;
        var belongs =
            product.Claimed is { } claimed
            && !_linkedDocuments.Contains(claimed)
            && (_documents.ContainsKey(claimed) || DerivedId.IsOf(id, claimed));
        return belongs ? product.Claimed! : _documentNaming.GetValueOrDefault(id) ?? DerivedId.Document(id);
    }

    /// <summary>Where the objects of one family lie.</summary>
    private sealed class Places
    {
        public List<Shelved> Documents { get; } = [];
        public List<string> Removed { get; } = [];
        public List<Shelved> Products { get; } = [];
        public List<Shelved> Prices { get; } = [];
    }
}
