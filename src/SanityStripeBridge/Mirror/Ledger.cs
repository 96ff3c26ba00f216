using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>Writes intents before calls and closes them after, together with everything the answer means.</summary>
internal sealed class Ledger(IMemory memory, Ulids ids, Installation installation, TimeProvider clock)
{
    /// <summary>A new operation id.</summary>
    public string NewId() => ids.Next();

    /// <summary>The idempotency key or transaction id of an operation.</summary>
    public string KeyOf(string id) => installation.KeyPrefix + id;

    /// <summary>The intent of a change, not yet committed.</summary>
    public Intent Of(Change change, FamilyState state, string id, string key, string request)
    {
        var creates = change.Action is ChangeAction.Create or ChangeAction.Replace;
        var after = creates
            ? change.Whole.Where(path => path != "product")
            : change.Fields.Aggregate(Fields.None, (fields, field) => fields.With(field.Path, field.To));
        var written = change.Revival?.Fields ?? change.Fields;
        return new()
        {
            Id = id,
            Key = key,
            Family = state.Family,
            Side = change.Side,
            Type = change.Type,
            Action =
                change.Revival is not null ? IntentAction.Revive
                : creates ? IntentAction.Create
                : change.Action == ChangeAction.Delete ? IntentAction.Delete
                : IntentAction.Update,
            SanityId = change.SanityId,
            StripeId =
                creates && change.Type == ObjectType.Price && change.Side == Side.Stripe
                    ? change.Revival?.StripeId
                    : change.StripeId,
            Before =
                creates && change.Revival is null
                    ? change.Former
                    : written.Aggregate(Fields.None, (fields, field) => fields.With(field.Path, field.From)),
            After = after,
            Paths =
                creates && change.Revival is null
                    ? [.. after.Paths]
                    : [.. written.Select(field => field.Path)],
            Halves = change.Halves,
            Request = request,
            CreatedAt = clock.GetUtcNow(),
        };
    }

    /// <summary>Committed before the call: from here on its echo can be proved and a crash survived.</summary>
    public Task OpenAsync(IReadOnlyList<Intent> intents, FamilyLease? under, CancellationToken cancel) =>
        OpenAsync(intents, [], under, cancel);

    /// <summary>The same, with the copies that the write will leave behind.</summary>
    public Task OpenAsync(
        IReadOnlyList<Intent> intents,
        IReadOnlyList<StaleCopy> stale,
        FamilyLease? under,
        CancellationToken cancel
    ) =>
        memory.CommitAsync(
            new()
            {
                Under = under,
                Intents = intents,
                StaleCopies = stale,
            },
            cancel
        );

    /// <summary>Closes intents that changed nothing: refused for good, or overtaken by the world.</summary>
    public Task CloseAsync(
        IReadOnlyList<Intent> intents,
        IntentState state,
        FamilyLease under,
        CancellationToken cancel
    ) =>
        memory.CommitAsync(
            new() { Under = under, Intents = [.. intents.Select(intent => intent with { State = state })] },
            cancel
        );

    /// <summary>One commit: baseline, links, retirements, documents, history, and the intents closed.</summary>
    public async Task CompleteAsync(
        FamilyState state,
        IReadOnlyList<(Intent Intent, Link? Link, Retirement? Retirement)> writes,
        IReadOnlyList<KnownDocument> documents,
        string? requestId = null
    )
    {
        var now = clock.GetUtcNow();
        var change = new MemoryChange
        {
            Under = state.Lease,
            Links = [.. writes.Select(write => write.Link).OfType<Link>()],
            // A document that came from another family brings its pair along.
            ForgetLinks =
            [
                .. writes
                    .Where(write => write.Link is not null && IsOfAnother(write.Retirement))
                    .Select(write => write.Intent.SanityId),
            ],
            // The other family may archive its price once the new id stands in the document.
            Rings =
            [
                .. writes
                    .Where(write => write.Intent.Side == Side.Sanity && IsOfAnother(write.Retirement))
                    .Select(write => (write.Retirement!.Family, write.Retirement.ArchiveAt ?? now)),
            ],
            Retirements = [.. writes.Select(write => write.Retirement).OfType<Retirement>()],
            Documents = documents,
            // Whoever held it before, it stands on our price now.
            ForgetHeldKeys =
            [
                .. state.Memory.HeldKeys.Where(held =>
                    writes.Any(write =>
                        write.Intent.Side == Side.Stripe
                        && write.Intent.After["lookupKey"].AsText() == held.Key
                    )
                ),
            ],
            Intents = [.. writes.Select(write => write.Intent with { State = IntentState.Done })],
            History =
            [
                .. writes.Select(write =>
                    Entry(state, write.Intent, write.Link, write.Retirement, now) with
                    {
                        RequestId = requestId,
                    }
                ),
            ],
        };
        // The write has happened: remembering it must not be cancelled.
        await memory.CommitAsync(change, CancellationToken.None);
        foreach (var link in change.Links)
            state.Memory = state.Memory.With(link);
        state.Memory = change.Retirements.Aggregate(state.Memory, (memory, old) => memory.With(old)) with
        {
            Documents =
            [
                .. state.Memory.Documents.ExceptBy(
                    documents.Select(known => known.SanityId),
                    known => known.SanityId
                ),
                .. documents,
            ],
            HeldKeys = [.. state.Memory.HeldKeys.Except(change.ForgetHeldKeys)],
        };

        bool IsOfAnother(Retirement? old) => old is not null && old.Family != state.Family;
    }

    /// <summary>The document's pair in whatever family; null when it has none.</summary>
    public Task<Link?> FindLinkAsync(string sanityId, CancellationToken cancel) =>
        memory.FindLinkAsync(Side.Sanity, sanityId, cancel);

    /// <summary>Whoever waits for a lookup key of these prices asks for it again.</summary>
    public Task ReleaseKeysAsync(IReadOnlyList<string> holders) =>
        memory.ReleaseKeysAsync(holders, clock.GetUtcNow(), CancellationToken.None);

    private HistoryEntry Entry(
        FamilyState state,
        Intent intent,
        Link? link,
        Retirement? retirement,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = ids.Next(),
            At = now,
            Family = intent.Family,
            Type = intent.Type,
            SanityId = intent.SanityId,
            StripeId = link?.StripeId ?? intent.StripeId,
            Action = Word(state.Memory, intent, link, retirement),
            Side = intent.Side,
            Fields =
            [
                .. Paths(state.Memory, intent)
                    .Select(path => new FieldChange(
                        path,
                        Before(state.Memory, intent)[path],
                        intent.After[path]
                    ))
                    .Where(change => intent.Action != IntentAction.Revive || change.From != change.To),
            ],
            Because = "written to " + intent.Side,
            Key = intent.Key,
            Cause = state.Cause,
            OrderedBy = state.OrderedBy,
            Weight = state.WeightOf(intent.SanityId),
        };

    // A revival writes little to the revived price, but for the document it is a change from its former one.
    private static Fields Before(FamilyMemory memory, Intent intent) =>
        intent.Action == IntentAction.Revive
            ? memory.PriceOf(intent.SanityId)?.Baseline ?? Fields.None
            : intent.Before;

    private static IEnumerable<string> Paths(FamilyMemory memory, Intent intent) =>
        intent.Action == IntentAction.Revive
            ? intent.After.Paths.Union(Before(memory, intent).Paths, StringComparer.Ordinal)
            : intent.Paths;

    private static string Word(FamilyMemory memory, Intent intent, Link? link, Retirement? retirement)
    {
        if (intent.Action is IntentAction.Create or IntentAction.Revive)
            return retirement is null ? "create" : "replace";
        if (intent.Action == IntentAction.Delete)
            return "delete";
        if (link is null && retirement is not null)
            return "retire";
        return intent.Paths.Count == 0 ? "link"
            : !intent.Paths.Contains("active") ? "update"
            : intent.After["active"].AsFlag() == true ? "restore"
            : "archive";
    }
}
