using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// Finishes or disproves the writes whose outcome is unknown, before anything is compared: otherwise our own half-remembered
/// write would look like somebody's edit.
/// </summary>
internal sealed class Settler(
    Looker looker,
    StripeApplier stripe,
    SanityApplier sanity,
    StaleCopies copies,
    Ledger ledger,
    TimeProvider clock
)
{
    /// <summary>Stripe keeps an idempotency key at least 24 hours; an hour is left for clocks and queues.</summary>
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(23);

    public async Task SettleAsync(FamilyState state, CancellationToken cancel)
    {
        foreach (
            var group in state
                .Memory.OpenIntents.GroupBy(intent => intent.Key)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            var intents = group.ToList();
            if (StaleCopies.IsOfCopy(intents[0]))
                await copies.SendAsync(intents, MutationJson.Read(intents[0].Request), state, cancel);
            else if (intents[0].Side == Side.Sanity)
                await SettleSanityAsync(intents, state, cancel);
            else if (!await TrySettleAsync(intents, state, cancel))
                await SendAgainOrSupersedeAsync(intents, state, cancel);
        }
        state.Memory = state.Memory with { OpenIntents = [] };
    }

    // What was not done is planned anew: since then somebody may have opened a draft or version that must be written along.
    // Else it is sent again: the transaction id makes it idempotent, the revisions make it harmless when the world moved on.
    private async Task SettleSanityAsync(List<Intent> intents, FamilyState state, CancellationToken cancel)
    {
        var mutations = MutationJson.Read(intents[0].Request);
        if (await IsUndoneAsync(intents, mutations, state, cancel))
            await SupersedeAsync(intents, state);
        else
        {
            await sanity.SendAsync(intents, mutations, state, cancel);
            state.Look = state.Look.WithoutDocuments();
        }
    }

    private async Task<bool> IsUndoneAsync(
        List<Intent> intents,
        IReadOnlyList<SanityMutation> mutations,
        FamilyState state,
        CancellationToken cancel
    )
    {
        var bound = mutations
            .OfType<SanityMutation.Patch>()
            .Where(patch => patch.IfRevision is not null)
            .ToList();
        if (bound.Count == 0)
            return false;
        await looker.SeeAsync(
            state,
            new() { Documents = [.. intents.Select(intent => PartId.DocumentOf(intent.SanityId))] },
            cancel
        );
        var stored = intents
            .Select(intent => state.Look.Documents[PartId.DocumentOf(intent.SanityId)])
            .SelectMany(look => look.Copies.Append(look.Published))
            .OfType<SanityDocument>()
            .DistinctBy(document => document.Id)
            .ToDictionary(document => document.Id, document => document.Rev, StringComparer.Ordinal);
        return bound.Exists(patch => stored.GetValueOrDefault(patch.DocumentId) == patch.IfRevision);
    }

    // False: as far as one can see it did not happen.
    private Task<bool> TrySettleAsync(List<Intent> intents, FamilyState state, CancellationToken cancel) =>
        intents[0].Action == IntentAction.Create
            ? TrySettleCreateAsync(intents, state, cancel)
            : TrySettleUpdateAsync(intents[0], state, cancel);

    private async Task<bool> TrySettleCreateAsync(
        List<Intent> intents,
        FamilyState state,
        CancellationToken cancel
    )
    {
        if (intents[0].Type == ObjectType.Price)
        {
            if (await FindPriceAsync(intents[0], state, cancel) is not { } price)
                return false;
            await stripe.CompleteAsync(intents[0], price, state);
            return true;
        }
        await looker.SeeAsync(state, new() { Products = [intents[0].StripeId!] }, cancel);
        if (state.Look.Products[intents[0].StripeId!] is not { } product)
            return false;
        if (product.Metadata.GetValueOrDefault("bridge_op") == intents[0].Id)
            await stripe.CompleteAsync(intents, product, state);
        else
            await SupersedeAsync(intents, state);
        return true;
    }

    // Prices have no id of our choosing: the operation that made one stands in its metadata.
    private async Task<StripePrice?> FindPriceAsync(
        Intent intent,
        FamilyState state,
        CancellationToken cancel
    )
    {
        var product = StripeRequest.FromJson(intent.Request).Form.First(pair => pair.Name == "product").Value;
        if (!state.Look.AllStripePrices)
            await looker.SeeAsync(state, new() { PricesOf = product }, cancel);
        // The oldest: a person who copied it copied its metadata too.
        return state
            .Look.Prices.Values.OfType<StripePrice>()
            .Where(price => price.Metadata.GetValueOrDefault("bridge_op") == intent.Id)
            .MinBy(price => price.Created);
    }

    private async Task<bool> TrySettleUpdateAsync(Intent intent, FamilyState state, CancellationToken cancel)
    {
        var now = await FieldsNowAsync(intent, state, cancel);
        if (intent.Action == IntentAction.Revive)
            await SettleRevivalAsync(intent, now, state);
        else if (now is not null && intent.Paths.All(path => now[path] == intent.After[path]))
            await stripe.CompleteSettledAsync(intent, state);
        else if (now is not null && intent.Proved)
            // Its echo came: it did happen, and what stands there now is a later edit.
            await stripe.CompleteSettledAsync(intent, state);
        else if (now is not null && intent.Paths.All(path => now[path] == intent.Before[path]))
            return false;
        else
            await SupersedeAsync([intent], state);
        return true;
    }

    // Planned anew, a revival that did not happen is the same writes again.
    private Task SettleRevivalAsync(Intent intent, Fields? now, FamilyState state) =>
        now is not null && intent.Paths.All(path => now[path] == intent.After[path])
            ? stripe.CompleteAsync(intent, state.Look.Prices[intent.StripeId!]!, state)
            : SupersedeAsync([intent], state);

    private async Task<Fields?> FieldsNowAsync(Intent intent, FamilyState state, CancellationToken cancel)
    {
        var keys = intent
            .Paths.Where(DefaultMapping.IsFreeMetadata)
            .Select(path => path[DefaultMapping.MetadataPrefix.Length..])
            .ToHashSet(StringComparer.Ordinal);
        if (intent.Type == ObjectType.Product)
        {
            await looker.SeeAsync(state, new() { Products = [intent.StripeId!] }, cancel);
            return state.Look.Products[intent.StripeId!] is { } seen
                ? StripeReader
                    .Product(seen, state.Memory.DocumentOf, keys, state.Settings.PicturesOf(state.Memory))
                    .Fields
                : null;
        }
        // What is settled is looked at whole afterwards: the list that is read then tells of all prices at once.
        if (!state.Look.AllStripePrices && state.Memory.Product is { } product)
            await looker.SeeAsync(state, new() { PricesOf = product.StripeId }, cancel);
        await looker.SeeAsync(state, new() { Prices = [intent.StripeId!] }, cancel);
        return state.Look.Prices[intent.StripeId!] is { } price
            ? StripeReader.Price(price, keys).Fields
            : null;
    }

    private async Task SendAgainOrSupersedeAsync(
        List<Intent> intents,
        FamilyState state,
        CancellationToken cancel
    )
    {
        if (clock.GetUtcNow() - intents[0].CreatedAt >= KeyLifetime)
        {
            await SupersedeAsync(intents, state);
            return;
        }
        try
        {
            await stripe.SendAsync(intents, state, cancel);
        }
        catch (RemoteException refusal) when (refusal.Kind == FailureKind.Refused)
        {
            // The intent is closed as refused; the plan that follows meets the cause again, with a new key.
        }
        catch (RemoteException stored) when (stored.Code == RemoteException.StoredError)
        {
            // An error that is stored now may be the answer to what was sent a moment ago, and done. Under this key nothing will
            // happen any more: whatever is not found is planned anew, with a new one.
            state.Look = state.Look.WithoutStripe();
            if (!await TrySettleAsync(intents, state, cancel))
                await SupersedeAsync(intents, state);
        }
    }

    private Task SupersedeAsync(IReadOnlyList<Intent> intents, FamilyState state) =>
        ledger.CloseAsync(intents, IntentState.Superseded, state.Lease, CancellationToken.None);
}
