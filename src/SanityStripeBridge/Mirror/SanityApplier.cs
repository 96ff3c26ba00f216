using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>Performs all of a family's changes in Sanity in one transaction, under intents that are committed first.</summary>
internal sealed class SanityApplier(
    ISanitySide sanity,
    Ledger ledger,
    Guard guard,
    Slugs slugs,
    TimeProvider clock
)
{
    /// <summary>From this many mismatches on, the published document is written alone.</summary>
    private const int PatientWithTyping = 3;

    /// <summary>Writes the changes; false when somebody was quicker and the family must be looked at again.</summary>
    public async Task<bool> ApplyAsync(
        IReadOnlyList<Change> changes,
        FamilyState state,
        CancellationToken cancel
    )
    {
        var key = ledger.KeyOf(ledger.NewId());
        var look = state.Look;
        var written = new List<SanityMutation>();
        foreach (var change in changes)
        {
            // Later changes of the same document see what earlier ones leave: all of them are one patch.
            var write = await WriteOfAsync(change, key, look, state, cancel);
            look = look.With(PartId.DocumentOf(change.SanityId), write.After);
            written.AddRange(write.Mutations);
        }
        var mutations = DocumentWrite.Together(written);
        var request = MutationJson.Write(mutations);
        var intents = changes
            .Select(change => ledger.Of(change, state, ledger.NewId(), key, request))
            .ToList();
        await ledger.OpenAsync(intents, cancel);
        foreach (var change in changes)
            guard.Put(Side.Sanity, change.SanityId, Expected(change, state));
        if (!await SendAsync(intents, mutations, state, cancel))
            return false;
        state.Look = look;
        state.Applied.AddRange(changes);
        return true;
    }

    /// <summary>Sends (or sends again, with the same transaction id) and remembers; false when a revision had moved on.</summary>
    public async Task<bool> SendAsync(
        IReadOnlyList<Intent> intents,
        IReadOnlyList<SanityMutation> mutations,
        FamilyState state,
        CancellationToken cancel
    )
    {
        if (mutations.Count > 0)
        {
            SanityWrite outcome;
            try
            {
                outcome = await sanity.WriteAsync(mutations, intents[0].Key, cancel);
            }
            catch (RemoteException refusal) when (refusal.Kind == FailureKind.Refused)
            {
                await GiveUpAsync(intents, IntentState.Refused);
                throw;
            }
            if (outcome is SanityWrite.Stale)
            {
                await GiveUpAsync(intents, IntentState.Superseded);
                state.Look = state.Look.WithoutDocuments();
                state.Stale++;
                return false;
            }
        }
        await CompleteAsync(intents, mutations.Count > 0, state);
        return true;
    }

    private async Task CompleteAsync(IReadOnlyList<Intent> intents, bool committed, FamilyState state)
    {
        var writes = intents.Select(intent => Written(intent, state)).ToList();
        var documents = committed ? intents.Select(Known).Distinct().ToList() : [];
        await ledger.CompleteAsync(state, writes, documents);
    }

    private static KnownDocument Known(Intent intent) =>
        PartId.KeyOf(intent.SanityId) is null
            ? new(intent.SanityId, intent.Type, intent.Family, intent.Key)
            : new(PartId.DocumentOf(intent.SanityId), ObjectType.Product, intent.Family, intent.Key);

    private (Intent, Link?, Retirement?) Written(Intent intent, FamilyState state)
    {
        if (intent.Action == IntentAction.Create)
            return (
                intent,
                Completion.NewLink(intent, intent.SanityId, intent.StripeId!, intent.Type, intent.After),
                null
            );
        var link = state.Memory.Links.FirstOrDefault(link =>
            link.Type == intent.Type && link.SanityId == intent.SanityId
        );
        if (link is null)
            return (intent, null, null);
        // The grace of a replaced price begins when the new id stands in the document.
        var waiting = state.Memory.Retirements.FirstOrDefault(old =>
            old.SanityId == intent.SanityId && old.ArchiveAt is not null && !link.IdWritten
        );
        return (
            intent,
            Completion.Agree(link, intent) with
            {
                IdWritten = true,
            },
            waiting is null
                ? null
                : waiting with
                {
                    ArchiveAt = clock.GetUtcNow() + state.Settings.PriceGrace,
                }
        );
    }

    private async Task<DocumentWrite> WriteOfAsync(
        Change change,
        string key,
        Look look,
        FamilyState state,
        CancellationToken cancel
    )
    {
        if (change.Action != ChangeAction.Create)
            return DocumentWrite.Patch(
                change,
                look.Documents[PartId.DocumentOf(change.SanityId)],
                [
                    .. state
                        .Memory.Retirements.Where(old => old.SanityId == change.SanityId)
                        .Select(old => old.StripeId),
                ],
                state.Stale >= PatientWithTyping,
                key,
                state.Settings.Mapping
            );
        var created =
            change.Type == ObjectType.Product
                ? state.Look.Products[change.StripeId!]!.Created
                : state.Look.Prices[change.StripeId!]!.Created;
        var slug =
            change.Type == ObjectType.Product && HasSlug(state.Settings.Mapping.NewProduct!)
                ? await slugs.OfAsync(
                    change.Whole["name"].AsText() ?? change.SanityId,
                    change.StripeId!,
                    cancel
                )
                : null;
        return DocumentWrite.Create(
            change,
            state.Family,
            slug,
            DateTimeOffset.FromUnixTimeSeconds(created),
            key,
            state.Settings.Mapping
        );
    }

    private static bool HasSlug(TypeMapping type) => type.IsShipped || type.Shape.Takes("slug");

    private async Task GiveUpAsync(IReadOnlyList<Intent> intents, IntentState outcome)
    {
        foreach (var intent in intents)
            guard.Remove(Side.Sanity, intent.SanityId);
        await ledger.CloseAsync(intents, outcome, CancellationToken.None);
    }

    private static Fields Expected(Change change, FamilyState state)
    {
        var link = state.Memory.Links.FirstOrDefault(link =>
            link.Type == change.Type && link.SanityId == change.SanityId
        );
        return change.Action == ChangeAction.Create
            ? change.Whole
            : change.Fields.Aggregate(
                link?.Baseline ?? Fields.None,
                (fields, field) => fields.With(field.Path, field.To)
            );
    }
}
