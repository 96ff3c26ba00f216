using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>Performs one change in Stripe, under intents that are committed first.</summary>
internal sealed class StripeApplier(IStripeSide stripe, Ledger ledger, Guard guard, TimeProvider clock)
{
    /// <summary>Writes the change; a definite refusal closes the intents and is thrown on.</summary>
    public async Task ApplyAsync(Change change, FamilyState state, CancellationToken cancel)
    {
        var id = ledger.NewId();
        var priceId = change.WithPrice is null ? null : ledger.NewId();
        var request = new StripeWrite(state.Memory, state.Look, state.Settings).Of(change, id, priceId);
        var key = ledger.KeyOf(id);
        var json = request.ToJson();
        List<Intent> intents = [ledger.Of(change, state, id, key, json)];
        if (change.WithPrice is { } price)
            intents.Add(ledger.Of(price, state, priceId!, key, json));
        await ledger.OpenAsync(intents, state.Lease, cancel);
        PutGuard(change, state);
        await SendAsync(intents, state, cancel);
        state.Applied.Add(change);
    }

    /// <summary>Sends (or sends again, with the same key) what the intents hold, and remembers the answer.</summary>
    public async Task SendAsync(IReadOnlyList<Intent> intents, FamilyState state, CancellationToken cancel)
    {
        var first = intents[0];
        var request = StripeRequest.FromJson(first.Request);
        try
        {
            if (first.Type == ObjectType.Product)
                await CompleteAsync(
                    intents,
                    await stripe.WriteProductAsync(request, first.Key, cancel),
                    state
                );
            else
                await CompleteAsync(first, await stripe.WritePriceAsync(request, first.Key, cancel), state);
        }
        catch (RemoteException refusal) when (refusal.Kind == FailureKind.Refused)
        {
            if (first.StripeId is { } id)
                guard.Remove(Side.Stripe, id);
            await ledger.CloseAsync(intents, IntentState.Refused, state.Lease, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Remembers a product that was written, and the default price that came with it.</summary>
    public async Task CompleteAsync(IReadOnlyList<Intent> intents, StripeProduct answer, FamilyState state)
    {
        state.Look = state.Look.With(answer);
        var writes = new List<(Intent, Link?, Retirement?)>();
        foreach (var intent in intents)
            if (intent.Type == ObjectType.Product)
                writes.Add(Written(intent, answer.Id, state));
            else if (answer.DefaultPrice is { } made)
                writes.Add(await AlongAsync(intent, made.Id, state));
        // One that came along with a read lacks its currencies and tiers: it is looked at by itself.
        if (intents.Count > 1 && answer.DefaultPrice?.Value is { CurrencyOptions: not null } price)
            state.Look = state.Look with { Prices = state.Look.Prices.SetItem(price.Id, price) };
        // The product was made with its default price: that too is agreed.
        if (intents.Count > 1 && writes[0].Item2 is { } link)
            writes[0] = (intents[0], link.Agree("defaultPrice", FieldValue.Text(intents[1].SanityId)), null);
        await ledger.CompleteAsync(state, writes, [], answer.RequestId);
    }

    // Its document may have gone to another product before the answer was known, and have its price there: this one is surplus.
    private async Task<(Intent, Link?, Retirement?)> AlongAsync(
        Intent intent,
        string priceId,
        FamilyState state
    ) =>
        await ledger.FindLinkAsync(intent.SanityId, CancellationToken.None) is { } link
        && link.Family != state.Family
            ? (
                intent with
                {
                    StripeId = priceId,
                },
                null,
                new Retirement(priceId, intent.SanityId, state.Family, clock.GetUtcNow())
            )
            : Written(intent, priceId, state);

    /// <summary>Remembers a price that was written.</summary>
    public async Task CompleteAsync(Intent intent, StripePrice answer, FamilyState state)
    {
        // Archived since we looked: what took its place is not in the look, and its product names it by now.
        if (
            !answer.Active
            && !intent.Paths.Contains("active")
            && state.Look.Prices.GetValueOrDefault(answer.Id) is { Active: true }
        )
            state.Look = state.Look.WithoutProduct(answer.Product.Id);
        state.Look = state.Look.With(answer);
        var former =
            state.Memory.PriceOf(intent.SanityId)
            ?? await ledger.FindLinkAsync(intent.SanityId, CancellationToken.None);
        await ledger.CompleteAsync(state, [Written(intent, answer.Id, state, former)], [], answer.RequestId);
        // Our own write comes back as an echo, which nobody reads.
        if (intent.Before["lookupKey"] != intent.After["lookupKey"] || former?.StripeId != answer.Id)
            await ledger.ReleaseKeysAsync(former is null ? [answer.Id] : [answer.Id, former.StripeId]);
    }

    /// <summary>Remembers an update that is known to have happened, from the look alone.</summary>
    public Task CompleteSettledAsync(Intent intent, FamilyState state) =>
        ledger.CompleteAsync(state, [Written(intent, intent.StripeId!, state)], []);

    private (Intent, Link?, Retirement?) Written(
        Intent intent,
        string stripeId,
        FamilyState state,
        Link? former = null
    )
    {
        if (intent.Action is IntentAction.Create or IntentAction.Revive)
        {
            var (link, old) = Completion.Created(
                former,
                intent,
                stripeId,
                clock.GetUtcNow() + state.Settings.PriceGrace
            );
            return (intent with { StripeId = stripeId }, link, old);
        }
        var linked = state.Memory.Links.FirstOrDefault(link =>
            link.Type == intent.Type && link.StripeId == stripeId
        );
        if (linked is not null)
            return (intent, Completion.Agree(linked, intent), null);
        var retired = state.Memory.Retirements.FirstOrDefault(old => old.StripeId == stripeId);
        return (intent, null, retired is null ? null : Completion.Archived(retired));
    }

    private void PutGuard(Change change, FamilyState state)
    {
        if (change.StripeId is not { } id || change.Action is ChangeAction.Create or ChangeAction.Replace)
            return;
        var link = state.Memory.Links.FirstOrDefault(link => link.StripeId == id);
        if (link is not null)
            guard.Put(
                Side.Stripe,
                id,
                change.Fields.Aggregate(link.Baseline, (fields, field) => fields.With(field.Path, field.To))
            );
    }
}
