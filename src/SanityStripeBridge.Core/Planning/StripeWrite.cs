using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <summary>Makes Stripe's request out of a change: only what changed, only keys we own.</summary>
/// <param name="Memory">For the ids of prices.</param>
/// <param name="Look">For what a replaced price carries besides our fields.</param>
/// <param name="Settings">For the marks.</param>
public sealed record StripeWrite(FamilyMemory Memory, Look Look, PlanSettings Settings)
{
    /// <summary>The request of a change.</summary>
    /// <param name="change">A change on Stripe's side.</param>
    /// <param name="operation">The intent's id, kept as <c>bridge_op</c> on what is made.</param>
    /// <param name="priceOperation">The same for the default price made along with a product.</param>
    public StripeRequest Of(Change change, string operation, string? priceOperation) =>
        (change.Action, change.Type) switch
        {
            (ChangeAction.Create, ObjectType.Product) => CreateProduct(change, operation, priceOperation),
            (ChangeAction.Create or ChangeAction.Replace, _) => new(
                "/v1/prices",
                CreatePrice(change, operation)
            ),
            (_, ObjectType.Product) => new(
                "/v1/products/" + Uri.EscapeDataString(change.StripeId!),
                Update(change)
            ),
            _ => new("/v1/prices/" + Uri.EscapeDataString(change.StripeId!), Update(change)),
        };

    private StripeRequest CreateProduct(Change change, string operation, string? priceOperation)
    {
        List<FormPair> form =
        [
            new("id", change.StripeId!),
            .. Fields(change.Type, change.Whole),
            .. Marks(change.SanityId, operation),
        ];
        if (change.WithPrice is { } price)
            form.AddRange(
                Fields(ObjectType.Price, price.Whole.Where(path => path is not ("product" or "active")))
                    .Concat(Marks(price.SanityId, priceOperation!))
                    .Select(pair => pair with { Name = Nested("default_price_data", pair.Name) })
            );
        return new("/v1/products", form);
    }

    private List<FormPair> CreatePrice(Change change, string operation)
    {
        List<FormPair> form =
        [
            new("product", change.Whole["product"].AsText()!),
            .. Fields(change.Type, change.Whole.Where(path => path != "product")),
        ];
        if (change.Action == ChangeAction.Replace)
        {
            if (!change.Whole["lookupKey"].IsAbsent)
                form.Add(new("transfer_lookup_key", "true"));
            form.AddRange(ForeignMetadata(change));
        }
        form.AddRange(Marks(change.SanityId, operation));
        return form;
    }

    // Finance's own keys move along to the price that takes the old one's place.
    private IEnumerable<FormPair> ForeignMetadata(Change change) =>
        (Look.Prices.GetValueOrDefault(change.StripeId!)?.Metadata ?? new Dictionary<string, string>())
            .Where(pair => !DefaultMapping.ReservedKeys.Contains(pair.Key))
            .Where(pair => change.Whole[DefaultMapping.MetadataPrefix + pair.Key].IsAbsent)
            .Where(pair => change.Fields.All(field => field.Path != DefaultMapping.MetadataPrefix + pair.Key))
            .Select(pair => new FormPair($"metadata[{pair.Key}]", pair.Value));

    private List<FormPair> Update(Change change)
    {
        var form = change
            .Fields.SelectMany(field =>
                StripeForm.Pairs(DefaultMapping.Spec(change.Type, field.Path), field.To, PriceId)
            )
            .ToList();
        if (!IsMarked(change))
            form.AddRange(Marks(change.SanityId, null));
        return form;
    }

    private bool IsMarked(Change change)
    {
        var metadata =
            change.Type == ObjectType.Product
                ? Look.Products.GetValueOrDefault(change.StripeId!)?.Metadata
                : Look.Prices.GetValueOrDefault(change.StripeId!)?.Metadata;
        return metadata is not null && Settings.IsMarked(metadata, change.SanityId);
    }

    // A new object is active, and Stripe refuses empty strings on create.
    private IEnumerable<FormPair> Fields(ObjectType type, Fields fields) =>
        fields
            .Where(field => field.Key != "active" || field.Value.AsFlag() == false)
            .SelectMany(field =>
                StripeForm.Pairs(DefaultMapping.Spec(type, field.Key), field.Value, PriceId)
            );

    private IEnumerable<FormPair> Marks(string sanityId, string? operation)
    {
        yield return new("metadata[sanity_id]", PartId.DocumentOf(sanityId));
        if (PartId.KeyOf(sanityId) is { } key)
            yield return new("metadata[variant_key]", key);
        yield return new("metadata[sanity_project]", Settings.Project);
        yield return new("metadata[sanity_dataset]", Settings.Dataset);
        yield return new("metadata[bridge]", Settings.Instance);
        if (operation is not null)
            yield return new("metadata[bridge_op]", operation);
    }

    private string? PriceId(string priceDocument) => Memory.PriceOf(priceDocument)?.StripeId;

    private static string Nested(string prefix, string name)
    {
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        return bracket < 0 ? $"{prefix}[{name}]" : $"{prefix}[{name[..bracket]}]{name[bracket..]}";
    }
}
