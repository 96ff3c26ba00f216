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
        return new()
        {
            Id = id,
            Key = key,
            Family = state.Family,
            Side = change.Side,
            Type = change.Type,
            Action =
                creates ? IntentAction.Create
                : change.Action == ChangeAction.Delete ? IntentAction.Delete
                : IntentAction.Update,
            SanityId = change.SanityId,
            StripeId = change.Action == ChangeAction.Replace ? null : change.StripeId,
            Before = creates
                ? change.Former
                : change.Fields.Aggregate(
                    Fields.None,
                    (fields, field) => fields.With(field.Path, field.From)
                ),
            After = after,
            Paths = creates ? [.. after.Paths] : [.. change.Fields.Select(field => field.Path)],
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
        IReadOnlyList<KnownDocument> documents
    )
    {
        var now = clock.GetUtcNow();
        var change = new MemoryChange
        {
            Under = state.Lease,
            Links = [.. writes.Select(write => write.Link).OfType<Link>()],
            Retirements = [.. writes.Select(write => write.Retirement).OfType<Retirement>()],
            Documents = documents,
            Intents = [.. writes.Select(write => write.Intent with { State = IntentState.Done })],
            History =
            [
                .. writes.Select(write => Entry(state, write.Intent, write.Link, write.Retirement, now)),
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
        };
    }

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
                .. intent.Paths.Select(path => new FieldChange(
                    path,
                    intent.Before[path],
                    intent.After[path]
                )),
            ],
            Because = "written to " + intent.Side,
            Key = intent.Key,
            Cause = state.Cause,
            Weight = state.WeightOf(intent.SanityId),
        };

    private static string Word(FamilyMemory memory, Intent intent, Link? link, Retirement? retirement)
    {
        if (intent.Action == IntentAction.Create)
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
