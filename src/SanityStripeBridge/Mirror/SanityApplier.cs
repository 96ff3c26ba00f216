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
        var writes = new List<(Change Change, DocumentWrite Write)>();
        foreach (var change in changes)
        {
            // Later changes of the same document see what earlier ones leave: all of them are one patch.
            var write = await WriteOfAsync(change, key, look, state, cancel);
            look = look.With(PartId.DocumentOf(change.SanityId), write.After);
            writes.Add((change, write));
        }
        var mutations = DocumentWrite.Together(writes.SelectMany(write => write.Write.Mutations));
        var request = MutationJson.Write(mutations);
        var intents = changes
            .Select(change => ledger.Of(change, state, ledger.NewId(), key, request))
            .ToList();
        var stale = LeftByNow();
        // Remembered before the call: a crash right after it must not lose what the copies still hold.
        await ledger.OpenAsync(intents, stale, state.Lease, cancel);
        state.Memory = state.Memory with { StaleCopies = LeftBehind.Joined(state.Memory.StaleCopies, stale) };
        foreach (var change in changes.Where(change => !change.IsDraft))
            guard.Put(Side.Sanity, change.SanityId, Expected(change, state));
        try
        {
            if (!await SendAsync(intents, mutations, state, cancel))
                return false;
        }
        catch (RemoteException refusal)
            when (refusal.Kind == FailureKind.Refused
                && !state.LeavesCopies
                && writes.Exists(write =>
                    write.Change.Action is not (ChangeAction.Create or ChangeAction.Delete)
                    && write.Write.WritesCopies
                )
            )
        {
            // A version that a schedule locks refuses the whole transaction; the document itself may be fine.
            state.LeavesCopies = true;
            return false;
        }
        // The call itself may have been waited for: tried again, or held back by the limits.
        var late = LeftByNow().ExceptBy(stale.Select(Key), Key).ToList();
        if (late.Count > 0)
            await ledger.OpenAsync([], late, state.Lease, cancel);
        state.Look = look;
        state.Memory = state.Memory with
        {
            StaleCopies = LeftBehind.Joined([.. state.Memory.StaleCopies.Where(IsOpen)], late),
        };
        foreach (var (change, write) in writes)
            TellOfOwnValues(change, write, state);
        state.Applied.AddRange(changes);
        return true;

        List<StaleCopy> LeftByNow() =>
            [
                .. writes.SelectMany(write =>
                    LeftBehind.Of(write.Change, write.Write, key, look, state, clock.GetUtcNow())
                ),
            ];

        // What a former write may have left unseen is answered for the fields that were put right now.
        bool IsOpen(StaleCopy stale) =>
            !state.Unseen.Contains(stale)
            || !changes.Any(change =>
                change.SanityId == stale.SanityId && change.Fields.Any(field => field.Path == stale.Path)
            );
    }

    private static (string CopyId, string Path) Key(StaleCopy stale) => (stale.CopyId, stale.Path);

    // An editor's own value stays in the draft, and wins when it is published: better known before than found out after.
    private static void TellOfOwnValues(Change change, DocumentWrite write, FamilyState state)
    {
        foreach (var (copy, field) in write.Own)
            if (state.Memory.StaleCopies.All(stale => stale.CopyId != copy.Id || stale.Path != field.Path))
                state.Tell(
                    change.SanityId,
                    $"{Parts.Shown(change.SanityId, field.Path)} became {field.To} in Stripe; {PartId.DocumentOf(copy.Id)} has a value of its own, which replaces it when it is published"
                );
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
                await GiveUpAsync(intents, IntentState.Refused, state);
                throw;
            }
            if (outcome is SanityWrite.Stale)
            {
                await GiveUpAsync(intents, IntentState.Superseded, state);
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
        var writes = new List<(Intent, Link?, Retirement?)>();
        foreach (var intent in intents)
            writes.Add(await SurplusAsync(intent, state) ?? Written(intent, state));
        var documents = committed
            ? intents.SelectMany(intent => Known(intent, state.Memory)).Distinct().ToList()
            : [];
        await ledger.CompleteAsync(state, writes, documents);
    }

    // Of a write that touched nothing but a draft, no published revision is known. A document that is on its way to another
    // family is that one's.
    private static IEnumerable<KnownDocument> Known(Intent intent, FamilyMemory memory)
    {
        var id = PartId.DocumentOf(intent.SanityId);
        var type = id == intent.SanityId ? intent.Type : ObjectType.Product;
        var family = memory.Documents.FirstOrDefault(known => known.SanityId == id)?.Family ?? intent.Family;
        if (intent.Action == IntentAction.Delete)
            yield return new(id, type, family, null);
        else if (WritesPublished(intent))
            yield return new(id, type, family, intent.Key);
    }

    private static bool WritesPublished(Intent intent) =>
        MutationJson
            .Read(intent.Request)
            .Any(mutation => mutation.DocumentId == PartId.DocumentOf(intent.SanityId));

    // The document of an imported price may have gone to another product before the answer was known, and have its price there:
    // the one it was made for is surplus.
    private async Task<(Intent, Link?, Retirement?)?> SurplusAsync(Intent intent, FamilyState state) =>
        intent is { Action: IntentAction.Create, Type: ObjectType.Price, StripeId: { } priceId }
        && await ledger.FindLinkAsync(intent.SanityId, CancellationToken.None) is { } link
        && link.Family != state.Family
            ? (intent, null, new Retirement(priceId, intent.SanityId, state.Family, clock.GetUtcNow()))
            : null;

    private (Intent, Link?, Retirement?) Written(Intent intent, FamilyState state)
    {
        // What a seed file brings has no pair yet.
        if (intent is { Action: IntentAction.Create, StripeId: null })
            return (intent, null, null);
        if (intent.Action == IntentAction.Create)
        {
            var made = Completion.NewLink(
                intent,
                intent.SanityId,
                intent.StripeId!,
                intent.Type,
                intent.After
            );
            return (intent, WritesPublished(intent) ? made : Completion.Proposed(made), null);
        }
        var link = state.Memory.Links.FirstOrDefault(link =>
            link.Type == intent.Type && link.SanityId == intent.SanityId
        );
        if (link is null)
            return (intent, null, null);
        if (intent.Action == IntentAction.Delete)
            return (intent, Completion.Removed(link), null);
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
        if (change.Action == ChangeAction.Delete)
            return DocumentWrite.Remove(change, look.Documents[change.SanityId]);
        if (change.Action != ChangeAction.Create)
            return DocumentWrite.Patch(
                change,
                look.Documents[PartId.DocumentOf(change.SanityId)],
                state.FormerPrices(change.SanityId),
                state.LeavesCopies || state.Stale >= PatientWithTyping,
                key,
                state.Settings.Mapping
            );
        if (change.Seed is { } body)
            return DocumentWrite.Seed(change.Type, body, key, state.Settings.Mapping);
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

    private async Task GiveUpAsync(IReadOnlyList<Intent> intents, IntentState outcome, FamilyState state)
    {
        foreach (var intent in intents)
            guard.Remove(Side.Sanity, intent.SanityId);
        await ledger.CloseAsync(intents, outcome, state.Lease, CancellationToken.None);
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
