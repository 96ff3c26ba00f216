using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>Patches drafts and versions that could not be written along, once nobody types in them and no schedule locks them.</summary>
internal sealed class StaleCopies(
    ISanitySide sanity,
    IMemory memory,
    Looker looker,
    Ledger ledger,
    TimeProvider clock
)
{
    /// <summary>Looks at the family's stale copies and remembers when those that must wait are looked at again.</summary>
    public async Task MendAsync(FamilyState state, CancellationToken cancel)
    {
        if (state.Memory.StaleCopies.Count + state.Unseen.Count == 0)
            return;
        await SeeAsync(state, cancel);
        var (gone, known) = FindUnseen(state);
        var left = known.Where(stale => stale.IsUnseen).ToList();
        foreach (var copy in known.Where(stale => !stale.IsUnseen).GroupBy(Stored, StringComparer.Ordinal))
        {
            var (waiting, done) = await MendAsync([.. copy], state, cancel);
            left.AddRange(waiting);
            gone.AddRange(done);
        }
        await memory.CommitAsync(
            new()
            {
                Under = state.Lease,
                // Somebody may look for an unseen one at this very moment: only what is known now is written.
                StaleCopies = [.. left.Where(stale => !stale.IsUnseen)],
                ForgetStaleCopies = [.. gone.ExceptBy(left.Select(Key), Key)],
            },
            cancel
        );
        state.Memory = state.Memory with { StaleCopies = left };
    }

    private static (string CopyId, string Path) Key(StaleCopy stale) => (stale.CopyId, stale.Path);

    // What former writes may have left unseen, and this work has looked at: it is known now which copies there are. And a
    // version that was made from a stale draft is as stale.
    private (List<StaleCopy> Found, List<StaleCopy> Known) FindUnseen(FamilyState state)
    {
        var now = clock.GetUtcNow();
        var found = state.Unseen.Where(unseen => IsSeen(unseen, state)).ToList();
        var known = state.Memory.StaleCopies.Except(found).ToList();
        var opened = found
            .Concat(known.Where(stale => !stale.IsUnseen && IsSeen(stale, state)))
            .SelectMany(stale => StaleCopyRules.Opened(stale, CopiesOf(stale, state), now));
        return (found, [.. known.UnionBy(opened, Key)]);
    }

    private static bool IsSeen(StaleCopy stale, FamilyState state)
    {
        var id = PartId.DocumentOf(stale.SanityId);
        return state.Seen.ContainsKey(id) && state.Look.Documents.GetValueOrDefault(id) is { Complete: true };
    }

    private static IEnumerable<(SanityDocument Copy, Fields Fields)> CopiesOf(
        StaleCopy stale,
        FamilyState state
    ) =>
        state.Look.Document(stale.SanityId)!.Copies.Select(copy => (copy, FieldsOf(copy, stale.Type, state)));

    private async Task SeeAsync(FamilyState state, CancellationToken cancel)
    {
        var missing = state
            .Memory.StaleCopies.Where(stale => !stale.IsUnseen)
            .Select(stale => PartId.DocumentOf(stale.SanityId))
            .Where(id => state.Look.Documents.GetValueOrDefault(id) is not { Complete: true })
            .ToList();
        if (missing.Count > 0)
            await looker.SeeAsync(state, new() { Documents = [.. missing] }, cancel);
    }

    // Everything that is stale in one stored copy, its parts too: it has one revision, so it is written at once.
    private async Task<(IEnumerable<StaleCopy> Waiting, IEnumerable<StaleCopy> Done)> MendAsync(
        IReadOnlyList<StaleCopy> stale,
        FamilyState state,
        CancellationToken cancel
    )
    {
        var now = clock.GetUtcNow();
        var verdicts = stale.Select(one => Judge(one, state, now)).ToList();
        var waiting = verdicts.OfType<StaleVerdict.Wait>().Select(verdict => verdict.Stale).ToList();
        var quiet = stale.Where((_, i) => verdicts[i] is StaleVerdict.Mend).ToList();
        if (!await WriteAsync(quiet, state, cancel))
            waiting.AddRange(quiet.Select(one => StaleCopyRules.Later(one, now)));
        return (waiting, stale.Where(one => waiting.TrueForAll(other => Key(other) != Key(one))));
    }

    private static StaleVerdict Judge(StaleCopy stale, FamilyState state, DateTimeOffset now)
    {
        var copies = state.Look.Document(stale.SanityId)!.Copies;
        var copy = copies.FirstOrDefault(copy => copy.Id == stale.CopyId);
        var fields = copy is null ? Fields.None : FieldsOf(copy, stale.Type, state);
        return StaleCopyRules.Judge(stale, copy, fields, now);
    }

    private async Task<bool> WriteAsync(
        IReadOnlyList<StaleCopy> quiet,
        FamilyState state,
        CancellationToken cancel
    )
    {
        var changes = quiet
            .GroupBy(stale => stale.SanityId, StringComparer.Ordinal)
            .Select(group => ChangeOf([.. group], state))
            .OfType<Change>()
            .ToList();
        if (changes.Count == 0)
            return true;
        var copy = state
            .Look.Documents[PartId.DocumentOf(quiet[0].SanityId)]
            .Copies.First(copy => copy.Id == Stored(quiet[0]));
        var key = ledger.KeyOf(ledger.NewId());
        var mutations = DocumentWrite.Together(
            changes.SelectMany(change =>
                DocumentWrite.Mend(
                    copy,
                    change,
                    state.FormerPrices(change.SanityId),
                    key,
                    state.Settings.Mapping
                )
            )
        );
        if (mutations.Count == 0)
            return true;
        var request = MutationJson.Write(mutations);
        var intents = changes
            .Select(change =>
                ledger.Of(change, state, ledger.NewId(), key, request) with
                {
                    SanityId = copy.Id,
                }
            )
            .ToList();
        await ledger.OpenAsync(intents, state.Lease, cancel);
        return await SendAsync(intents, mutations, state, cancel);
    }

    /// <summary>Whether an intent is about a draft or version alone: no baseline hangs on it.</summary>
    public static bool IsOfCopy(Intent intent) =>
        intent.Side == Side.Sanity && !SanityIds.IsPublished(intent.SanityId);

    /// <summary>Sends (or sends again, with the same transaction id); false when the copy was written by others, or is locked.</summary>
    public async Task<bool> SendAsync(
        IReadOnlyList<Intent> intents,
        IReadOnlyList<SanityMutation> mutations,
        FamilyState state,
        CancellationToken cancel
    )
    {
        var outcome = IntentState.Refused;
        try
        {
            var written = await sanity.WriteAsync(mutations, intents[0].Key, cancel);
            outcome = written is SanityWrite.Committed ? IntentState.Done : IntentState.Superseded;
        }
        catch (RemoteException refusal) when (refusal.Kind == FailureKind.Refused)
        {
            // Locked by a schedule: nobody is to blame, and the lock goes.
        }
        await ledger.CloseAsync(intents, outcome, state.Lease, CancellationToken.None);
        return outcome == IntentState.Done;
    }

    private static string Stored(StaleCopy stale) => PartId.DocumentOf(stale.CopyId);

    // Null when what was published is gone: its copies are nobody's echo any more.
    private static Change? ChangeOf(IReadOnlyList<StaleCopy> quiet, FamilyState state)
    {
        var (id, type) = (quiet[0].SanityId, quiet[0].Type);
        if (state.Look.Document(id)?.Published is not { } published)
            return null;
        var fields = FieldsOf(published, type, state);
        return new()
        {
            Side = Side.Sanity,
            Type = type,
            Action = ChangeAction.Update,
            SanityId = id,
            StripeId = state
                .Memory.Links.FirstOrDefault(link => link.Type == type && link.SanityId == id)
                ?.StripeId,
            Fields = [.. quiet.Select(stale => new FieldChange(stale.Path, stale.Old, fields[stale.Path]))],
            Because = "it was mirrored while the copy could not be written",
        };
    }

    /// <summary>The fields of a document in normal form, as the family knows them.</summary>
    public static Fields FieldsOf(SanityDocument document, ObjectType type, FamilyState state) =>
        type == ObjectType.Price
            ? SanityReader.Price(document).Fields
            : SanityReader
                .Product(
                    document,
                    price =>
                        state.Memory.PriceOf(price) is { State: LinkState.Linked } link
                        && link.Baseline["active"].AsFlag() == true,
                    state.Settings.ImageUrl
                )
                .Fields;
}
