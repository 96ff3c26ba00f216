using System.Collections.Immutable;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>Looks at what the planner asks for, in as few calls as there are.</summary>
internal sealed partial class Looker(
    IStripeSide stripe,
    ISanitySide sanity,
    IImages images,
    IMemory memory,
    TimeProvider clock
)
{
    /// <summary>How long a read that is older than its webhook is given to catch up.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(1);

    /// <summary>An image that cannot be fetched is tried again after this time.</summary>
    private static readonly TimeSpan ImageRetry = TimeSpan.FromDays(1);

    /// <summary>The look with everything wanted seen.</summary>
    public async Task SeeAsync(FamilyState state, Wants wants, CancellationToken cancel)
    {
        if (wants.PricesOf is { } productId)
            await SeeAllPricesAsync(state, productId, cancel);
        foreach (var id in wants.Prices)
            if (!state.Look.Prices.ContainsKey(id))
                await SeePriceAsync(state, id, cancel);
        foreach (var id in wants.Products)
            if (!state.Look.Products.ContainsKey(id))
                await SeeProductAsync(state, id, cancel);
        var documents = wants
            .Documents.Select(PartId.DocumentOf)
            .ToImmutableSortedSet(StringComparer.Ordinal);
        if (wants.PriceDocuments)
        {
            var found =
                state.Prefetched.TakePriceDocuments()
                ?? [.. (await sanity.FindPricesOfAsync([state.Family], cancel))[state.Family]];
            documents = documents.Union(
                found.Where(id => state.Look.Documents.GetValueOrDefault(id) is not { Complete: true })
            );
            state.Look = state.Look with { AllPriceDocuments = true };
        }
        foreach (var url in wants.Images)
            await SeeImageAsync(state, url, cancel);
        if (documents.Count > 0)
            await SeeDocumentsAsync(state, documents, cancel);
    }

    // What was fetched or was not is known at once: an echo or a crash never fetches it again.
    private async Task SeeImageAsync(FamilyState state, string url, CancellationToken cancel)
    {
        var import = await images.ImportAsync(url, cancel) switch
        {
            ImageOutcome.Stored stored => new ImageImport(state.Family, url, stored.AssetId, null, null),
            ImageOutcome.OutOfReach missing => new ImageImport(
                state.Family,
                url,
                null,
                missing.Reason,
                clock.GetUtcNow() + ImageRetry
            ),
            var other => throw new InvalidOperationException($"{other} is no outcome of an import"),
        };
        await memory.CommitAsync(new() { Images = [import] }, cancel);
        state.Memory = state.Memory with
        {
            Images = [.. state.Memory.Images.Where(other => other.Url != url), import],
        };
    }

    private async Task SeeProductAsync(FamilyState state, string id, CancellationToken cancel)
    {
        if (await IsTakenAsync(state, ObjectType.Product, id, cancel))
            return;
        var product =
            state.Prefetched.TakeProduct(id)
            ?? await ReadAsync(id, () => stripe.GetProductAsync(id, cancel), cancel);
        if (product is not null)
            await FollowMarkAsync(state, product, cancel);
        state.Look = product is not null
            ? state.Look.With(product)
            : state.Look with
            {
                Products = state.Look.Products.SetItem(id, null),
            };
    }

    private async Task SeePriceAsync(FamilyState state, string id, CancellationToken cancel)
    {
        if (state.Memory.DocumentOf(id) is null && await IsTakenAsync(state, ObjectType.Price, id, cancel))
            return;
        var price =
            state.Prefetched.TakePrice(id)
            ?? await ReadAsync(id, () => stripe.GetPriceAsync(id, cancel), cancel);
        if (price?.Product.Value is { } product)
            await FollowMarkAsync(state, product, cancel);
        state.Look = price is not null
            ? state.Look.With(price)
            : state.Look with
            {
                Prices = state.Look.Prices.SetItem(id, null),
            };
    }

    // After setup repin documents still name objects of the mode that was left: there are none of these here, on purpose.
    private async Task<T?> ReadAsync<T>(string id, Func<Task<T?>> read, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (RemoteException other)
            when (other.Kind == FailureKind.Operator && other.Code == RemoteException.Missing)
        {
            var isExpected =
                await memory.GetSettingAsync(Standing.LeftMode, cancel) is not null
                && await memory.FindLinkAsync(Side.Stripe, id, cancel) is null;
            if (isExpected)
                return null;
            throw;
        }
    }

    // A product that names a document belongs to that document's family, unless the document is gone or has another product
    // (then the mark is a copy, and the product is as good as new).
    private async Task FollowMarkAsync(FamilyState state, StripeProduct product, CancellationToken cancel)
    {
        var claimed = state.Settings.ClaimedDocument(product.Metadata);
        if (state.Memory.Product is not null || claimed is null || claimed == state.Family)
            return;
        var link = await memory.FindLinkAsync(Side.Sanity, claimed, cancel);
        var belongs = link is not null
            ? link.StripeId == product.Id
            : DerivedId.IsOf(product.Id, claimed) || await ExistsAsync(claimed, cancel);
        if (belongs)
            state.BelongsTo = claimed;
    }

    private async Task<bool> ExistsAsync(string documentId, CancellationToken cancel) =>
        (await sanity.GetDocumentsAsync([documentId], allVersions: false, cancel)).Count > 0;

    private async Task SeeAllPricesAsync(FamilyState state, string productId, CancellationToken cancel)
    {
        var prices =
            state.Prefetched.TakePricesOf(productId) ?? await stripe.GetPricesOfAsync(productId, cancel);
        foreach (var price in prices)
            await SeeListedAsync(state, price, cancel);
        state.Look = state.Look with { AllStripePrices = true };
    }

    /// <summary>A price that a list brought along: its product is not taken from there, lists may be older.</summary>
    public async Task SeeListedAsync(FamilyState state, StripePrice price, CancellationToken cancel)
    {
        if (state.Memory.DocumentOf(price.Id) is null)
            await IsTakenAsync(state, ObjectType.Price, price.Id, cancel);
        state.Look = state.Look with { Prices = state.Look.Prices.SetItem(price.Id, price) };
    }

    /// <summary>Finds out who holds a lookup key that Stripe would not give; false when it was found out before.</summary>
    /// <param name="state">The family's work.</param>
    /// <param name="wanting">The document that wants it.</param>
    /// <param name="key">The lookup key.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<bool> SeeKeyHolderAsync(
        FamilyState state,
        string wanting,
        string key,
        CancellationToken cancel
    )
    {
        if (state.Look.KeyHolders.ContainsKey(key))
            return false;
        var holder = await stripe.FindPriceByKeyAsync(key, cancel);
        var document = holder is null
            ? null
            : (await memory.FindLinkAsync(Side.Stripe, holder.Id, cancel))?.SanityId
                ?? (await memory.FindRetirementAsync(holder.Id, cancel))?.SanityId;
        state.Look = state.Look with
        {
            KeyHolders = state.Look.KeyHolders.SetItem(key, new(holder, document)),
        };
        await RememberHolderAsync(state, key, document == wanting ? null : holder, document, cancel);
        return true;
    }

    // An unchanged refusal need not be heard again in every run. Null: nobody else holds it.
    private async Task RememberHolderAsync(
        FamilyState state,
        string key,
        StripePrice? holder,
        string? document,
        CancellationToken cancel
    )
    {
        var known = state.Memory.HeldKeys.Where(held => held.Key == key).ToList();
        IReadOnlyList<HeldKey> held = holder is null
            ? []
            : [new(state.Family, key, holder.Id, holder.Product.Id, document, clock.GetUtcNow())];
        if (known.Count + held.Count == 0)
            return;
        await memory.CommitAsync(
            new()
            {
                Under = state.Lease,
                HeldKeys = held,
                ForgetHeldKeys = held.Count == 0 ? known : [],
            },
            cancel
        );
        state.Memory = state.Memory with { HeldKeys = [.. state.Memory.HeldKeys.Except(known), .. held] };
    }

    // An id that another family's document is linked with is no counterpart, whatever a copied document says.
    private async Task<bool> IsTakenAsync(
        FamilyState state,
        ObjectType type,
        string id,
        CancellationToken cancel
    )
    {
        var (family, document) =
            await memory.FindLinkAsync(Side.Stripe, id, cancel) is { } link ? (link.Family, link.SanityId)
            : type == ObjectType.Price && await memory.FindRetirementAsync(id, cancel) is { } old
                ? (old.Family, old.SanityId)
            : (state.Family, "");
        if (family == state.Family)
            return false;
        state.Look = state.Look with
        {
            Taken = state.Look.Taken.SetItem(id, document),
            Products =
                type == ObjectType.Product ? state.Look.Products.SetItem(id, null) : state.Look.Products,
            Prices = type == ObjectType.Price ? state.Look.Prices.SetItem(id, null) : state.Look.Prices,
        };
        return true;
    }
}
