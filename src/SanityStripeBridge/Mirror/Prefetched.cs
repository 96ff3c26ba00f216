using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// What was read for one family together with others, before it was leased. Each thing is given out once: whoever looks again
/// has a reason to, and reads it anew. Only what was found is in it: absence is believed from a read of its own alone.
/// </summary>
internal sealed class Prefetched
{
    private readonly Dictionary<string, StripeProduct> _products = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StripePrice> _prices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<StripePrice>> _pricesOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DocumentLook> _documents = new(StringComparer.Ordinal);
    private IReadOnlyList<string>? _priceDocuments;

    public void Put(StripeProduct product) => _products[product.Id] = product;

    public void Put(StripePrice price) => _prices[price.Id] = price;

    public void PutPricesOf(string productId, IReadOnlyList<StripePrice> prices) =>
        _pricesOf[productId] = prices;

    public void Put(string id, DocumentLook document) => _documents[id] = document;

    public void PutPriceDocuments(IReadOnlyList<string> ids) => _priceDocuments = ids;

    public StripeProduct? TakeProduct(string id) => _products.Remove(id, out var found) ? found : null;

    public StripePrice? TakePrice(string id) => _prices.Remove(id, out var found) ? found : null;

    public IReadOnlyList<StripePrice>? TakePricesOf(string productId) =>
        _pricesOf.Remove(productId, out var found) ? found : null;

    public DocumentLook? TakeDocument(string id) => _documents.Remove(id, out var found) ? found : null;

    public IReadOnlyList<string>? TakePriceDocuments()
    {
        var found = _priceDocuments;
        _priceDocuments = null;
        return found;
    }
}

/// <summary>What a family's work will begin with.</summary>
internal sealed record ForeseenWork(FamilyMemory Memory, WorkOrder Order, PlanSettings Settings);

/// <summary>A family whose work is foreseen.</summary>
/// <param name="peek">How the family stood before anything was read.</param>
/// <param name="work">Null: it has none, or reads for itself.</param>
internal sealed class Foreseen(FamilyPeek peek, ForeseenWork? work = null)
{
    public FamilyPeek Peek { get; } = peek;

    public string Family => Peek.Family;

    public FamilyMemory? Memory => work?.Memory;

    /// <summary>What its work will have seen by now.</summary>
    public Look Look { get; set; } = work?.Order.Look ?? new();

    public Prefetched Found { get; } = new();

    /// <summary>What its work will look at next, by the planner's own word; nothing is written by it.</summary>
    public Wants Wants(DateTimeOffset now)
    {
        if (work is null)
            return new();
        var (memory, order, settings) = work;
        var concern = FamilyWork.Widened(order.Concern, memory);
        return FamilyPlanner.Plan(memory, Look, concern, order.Overwritten, settings, now).Wants;
    }
}
