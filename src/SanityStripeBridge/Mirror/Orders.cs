using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>What a family's waiting deliveries ask for.</summary>
/// <param name="Order">Null when nothing must be looked at: echoes, and bodies that equal the baseline.</param>
/// <param name="Requests">Documents whose editor pressed "Sync to Stripe", with the <c>requestedAt</c> to answer.</param>
/// <param name="Known">Revisions that trusted bodies taught us, to be remembered once the work is done.</param>
internal sealed record Reading(
    WorkOrder? Order,
    IReadOnlyDictionary<string, string> Requests,
    IReadOnlyList<KnownDocument> Known
);

/// <summary>Reads a family's waiting deliveries together: a burst of edits is one order.</summary>
internal sealed class Orders(
    IMemory memory,
    ISanitySide sanity,
    Guard guard,
    IOptionsMonitor<MirrorOptions> options,
    CatalogueMapping mapping
)
{
    public async Task<Reading> ReadAsync(
        FamilyMemory family,
        IReadOnlyList<Delivery> deliveries,
        CancellationToken cancel
    )
    {
        var order = new OrderDraft(family, guard, options.CurrentValue.ToPlanSettings(mapping, true, true));
        foreach (var delivery in deliveries)
            if (delivery.Side == Side.Stripe)
                await ReadStripeAsync(order, delivery, cancel);
            else if (delivery.Type == "stripeSync")
                order.Asked(delivery.Subject, await RequestedAtAsync(delivery, cancel));
            else
                order.ReadSanity(
                    delivery,
                    isNewest: deliveries.Last(other => other.Subject == delivery.Subject).Id == delivery.Id
                );
        // A bell without a delivery, or a write whose outcome is unknown, asks for everything.
        if (deliveries.Count == 0 || family.OpenIntents.Count > 0)
            order.Everything();
        return order.ToReading(deliveries.Count == 0 ? "bell" : $"delivery {deliveries[^1].Id}");
    }

    // The hook's projection need not carry it; the companion itself does.
    private async Task<string> RequestedAtAsync(Delivery delivery, CancellationToken cancel)
    {
        var body = new SanityDocument(JsonNode.Parse(delivery.Body)!.AsObject());
        if (body.Text("requestedAt") is { } told)
            return told;
        var companion = await sanity.GetDocumentsAsync([body.Id], allVersions: false, cancel);
        return companion is [{ } found, ..] ? found.Text("requestedAt") ?? "" : "";
    }

    private async Task ReadStripeAsync(OrderDraft order, Delivery delivery, CancellationToken cancel)
    {
        var body = JsonSerializer.Deserialize(delivery.Body, StripeJson.Default.StripeEvent)!;
        var key = (body.Request ?? body.Reason?.Request)?.IdempotencyKey;
        var intents = key is null ? [] : await memory.FindIntentsAsync(key, cancel);
        var own = intents.FirstOrDefault(intent => intent.StripeId == delivery.Subject);
        if (
            own is not null
            && body.Data is { } data
            && delivery.Type.EndsWith(".updated", StringComparison.Ordinal)
        )
            order.Overwrote(own, data);
        if (intents.Count == 0)
            order.ReadStripe(delivery, body);
    }
}

/// <summary>An order while deliveries are read into it.</summary>
internal sealed class OrderDraft(FamilyMemory family, Guard guard, PlanSettings settings)
{
    private readonly List<Overwritten> _overwritten = [];
    private readonly Dictionary<string, string> _requests = new(StringComparer.Ordinal);
    private readonly List<KnownDocument> _known = [];
    private readonly HashSet<(string, string)> _past = [];
    private Concern _concern = new();
    private Look _look = new();
    private bool _needed;

    public void Everything() => (_needed, _concern) = (true, _concern with { Everything = true });

    /// <summary>An editor asked for a sync.</summary>
    public void Asked(string subject, string requestedAt)
    {
        _requests[subject] = requestedAt;
        Everything();
    }

    public Reading ToReading(string cause) =>
        new(
            _needed ? new WorkOrder(_concern, _look, _overwritten, cause) { Past = _past } : null,
            _requests,
            _known
        );

    /// <summary>The echo of our update tells what stood there when it came.</summary>
    public void Overwrote(Intent intent, StripeEventData data)
    {
        var keys = intent
            .Paths.Where(DefaultMapping.IsFreeMetadata)
            .Select(path => path[DefaultMapping.MetadataPrefix.Length..])
            .ToHashSet(StringComparer.Ordinal);
        var old = PreviousFields.Of(
            intent.Type,
            data.Object,
            data.PreviousAttributes,
            family.DocumentOf,
            keys,
            settings.PicturesOf(family)
        );
        foreach (var path in intent.Paths)
            if (old[path] != intent.Before[path] && old[path] != intent.After[path])
            {
                _overwritten.Add(
                    new(
                        intent.Type,
                        intent.StripeId!,
                        path,
                        intent.Before[path],
                        old[path],
                        intent.After[path]
                    )
                );
                _needed = true;
                if (intent.Type == ObjectType.Price)
                    _concern = _concern with
                    {
                        PriceDocuments = _concern.PriceDocuments.Add(intent.SanityId),
                    };
            }
    }

    public void ReadStripe(Delivery delivery, StripeEvent body)
    {
        if (delivery.Type.Contains("product.", StringComparison.Ordinal))
        {
            if (ShowsNothingNew(delivery, body))
                return;
            if (family.Product?.StripeId != delivery.Subject)
                _concern = _concern with { StripeProduct = delivery.Subject };
        }
        else
        {
            _concern = _concern with { StripePrices = _concern.StripePrices.Add(delivery.Subject) };
            if (family.Product is null && ProductOf(body) is { } product)
                _concern = _concern with { StripeProduct = product };
        }
        _needed = true;
    }

    public void ReadSanity(Delivery delivery, bool isNewest)
    {
        var raw = new SanityDocument(JsonNode.Parse(delivery.Body)!.AsObject());
        var document = Lens.See(settings.Mapping, raw);
        if (delivery.Operation == "update" && document.Text("previousRev") is { } past)
            _past.Add((document.Id, past));
        if (document.Type == "price")
        {
            _concern = _concern with { PriceDocuments = _concern.PriceDocuments.Add(delivery.Subject) };
            _needed = true;
        }
        else if (!IsTrusted(delivery, raw, isNewest))
            _needed = true;
        else
        {
            _known.Add(new(delivery.Subject, ObjectType.Product, family.Family, document.Rev));
            if (ShowsNothingNew(document))
                return;
            _look = _look.With(delivery.Subject, new(document, [], Complete: false));
            _needed = true;
        }
    }

    // The direct successor of the revision we know (or, worked again, that very revision), whole, and nothing newer waits: as
    // good as a read.
    private bool IsTrusted(Delivery delivery, SanityDocument document, bool isNewest) =>
        isNewest
        && delivery.Operation == "update"
        && document.Rev is not null
        && document.Text("previousRev") is { } previous
        && family.Documents.FirstOrDefault(known => known.SanityId == delivery.Subject)?.Rev is { } rev
        && (rev == previous || rev == document.Rev)
        && family.Product is { State: LinkState.Linked, IdWritten: true }
        // Whether a stale copy was published can only be seen together with the copies.
        && family.StaleCopies.All(stale => PartId.DocumentOf(stale.SanityId) != delivery.Subject)
        && settings.Mapping.Type(document.Type)?.Attributes.All(document.Body.ContainsKey) == true;

    private bool ShowsNothingNew(SanityDocument document)
    {
        if (family.Conflicts.Count > 0)
            return false;
        var mapped = SanityReader.Product(
            document,
            id =>
                family.PriceOf(id) is { State: LinkState.Linked } link
                && link.Baseline["active"].AsFlag() == true,
            settings.ImageUrl
        );
        var shape = SeenDocument.ShapeOf(document);
        return mapped.Problems.Count == 0
            && (
                shape is null
                    ? mapped.Fields.Equals(family.Product!.Baseline)
                    : mapped.Fields.Where(shape.Holds).Equals(family.Product!.Baseline.Where(shape.Holds))
            )
            && !PartChanges.Of(family, document).Any();
    }

    // Layers two and three: the very fields that we wrote, or that both sides agreed on.
    private bool ShowsNothingNew(Delivery delivery, StripeEvent body)
    {
        if (
            family.Product is not { State: LinkState.Linked } link
            || link.StripeId != delivery.Subject
            || family.Conflicts.Count > 0
            || delivery.Type.EndsWith(".deleted", StringComparison.Ordinal)
            || body.Data is not { } data
        )
            return false;
        var product = data.Object.Deserialize(StripeJson.Default.StripeProduct)!;
        var keys = link
            .Baseline.Paths.Where(DefaultMapping.IsFreeMetadata)
            .Select(path => path[DefaultMapping.MetadataPrefix.Length..])
            .ToHashSet(StringComparer.Ordinal);
        var mapped = StripeReader.Product(product, family.DocumentOf, keys, settings.PicturesOf(family));
        var fields = Known(mapped.Fields);
        return mapped.Problems.Count == 0
            && (product.DefaultPrice is null || family.DocumentOf(product.DefaultPrice.Id) is not null)
            && (fields.Equals(Known(link.Baseline)) || guard.IsEcho(Side.Stripe, link.StripeId, fields));
    }

    // What no document shows is no news.
    private Fields Known(Fields fields) =>
        fields.Where(path => settings.Mapping.Holds(ObjectType.Product, path));

    private static string? ProductOf(StripeEvent body) =>
        body.Data?.Object is { ValueKind: JsonValueKind.Object } price
        && price.TryGetProperty("product", out var product)
        && product.ValueKind == JsonValueKind.String
            ? product.GetString()
            : null;
}
