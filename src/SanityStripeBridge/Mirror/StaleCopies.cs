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
        if (state.Memory.StaleCopies.Count == 0)
            return;
        await SeeAsync(state, cancel);
        var left = new List<StaleCopy>();
        var gone = new List<StaleCopy>();
        foreach (var copy in state.Memory.StaleCopies.GroupBy(stale => stale.CopyId, StringComparer.Ordinal))
        {
            var (waiting, done) = await MendAsync([.. copy], state, cancel);
            left.AddRange(waiting);
            gone.AddRange(done);
        }
        await memory.CommitAsync(
            new()
            {
                Under = state.Lease,
                StaleCopies = left,
                ForgetStaleCopies = gone,
            },
            cancel
        );
        state.Memory = state.Memory with { StaleCopies = left };
    }

    private async Task SeeAsync(FamilyState state, CancellationToken cancel)
    {
        var missing = state
            .Memory.StaleCopies.Select(stale => PartId.DocumentOf(stale.SanityId))
            .Where(id => state.Look.Documents.GetValueOrDefault(id) is not { Complete: true })
            .ToList();
        if (missing.Count > 0)
            await looker.SeeAsync(state, new() { Documents = [.. missing] }, cancel);
    }

    private async Task<(IEnumerable<StaleCopy> Waiting, IEnumerable<StaleCopy> Done)> MendAsync(
        IReadOnlyList<StaleCopy> stale,
        FamilyState state,
        CancellationToken cancel
    )
    {
        var now = clock.GetUtcNow();
        var look = state.Look.Document(stale[0].SanityId)!;
        var copy = look.Copies.FirstOrDefault(copy => copy.Id == stale[0].CopyId);
        var fields = copy is null ? Fields.None : FieldsOf(copy, stale[0].Type, state);
        var verdicts = stale.Select(one => StaleCopyRules.Judge(one, copy, fields, now)).ToList();
        var waiting = verdicts.OfType<StaleVerdict.Wait>().Select(verdict => verdict.Stale).ToList();
        var quiet = stale.Where((_, i) => verdicts[i] is StaleVerdict.Mend).ToList();
        if (quiet.Count > 0 && look.Published is { } published)
            if (!await WriteAsync(copy!, published, quiet, state, cancel))
                waiting.AddRange(quiet.Select(one => StaleCopyRules.Later(one, now)));
        return (waiting, stale.Where(one => waiting.TrueForAll(other => other.Path != one.Path)));
    }

    // Never settled: what is still stale after a crash is simply looked at again.
    private async Task<bool> WriteAsync(
        SanityDocument copy,
        SanityDocument published,
        IReadOnlyList<StaleCopy> quiet,
        FamilyState state,
        CancellationToken cancel
    )
    {
        var key = ledger.KeyOf(ledger.NewId());
        var change = ChangeOf(quiet, FieldsOf(published, quiet[0].Type, state), state);
        var whole = state
            .Look.Documents[PartId.DocumentOf(change.SanityId)]
            .Copies.First(other => other.Id == PartId.DocumentOf(copy.Id));
        var mutations = DocumentWrite.Mend(
            whole,
            change,
            state.FormerPrices(change.SanityId),
            key,
            state.Settings.Mapping
        );
        if (mutations.Count == 0)
            return true;
        var intent = ledger.Of(change, state, ledger.NewId(), key, MutationJson.Write(mutations)) with
        {
            SanityId = whole.Id,
            State = IntentState.Done,
        };
        await ledger.OpenAsync([intent], state.Lease, cancel);
        try
        {
            return await sanity.WriteAsync(mutations, key, cancel) is SanityWrite.Committed;
        }
        catch (RemoteException refusal) when (refusal.Kind == FailureKind.Refused)
        {
            // Locked by a schedule: nobody is to blame, and the lock goes.
            return false;
        }
    }

    private static Change ChangeOf(IReadOnlyList<StaleCopy> quiet, Fields published, FamilyState state) =>
        new()
        {
            Side = Side.Sanity,
            Type = quiet[0].Type,
            Action = ChangeAction.Update,
            SanityId = quiet[0].SanityId,
            StripeId = state
                .Memory.Links.FirstOrDefault(link =>
                    link.Type == quiet[0].Type && link.SanityId == quiet[0].SanityId
                )
                ?.StripeId,
            Fields =
            [
                .. quiet.Select(stale => new FieldChange(stale.Path, stale.Old, published[stale.Path])),
            ],
            Because = "it was mirrored while the copy could not be written",
        };

    private static Fields FieldsOf(SanityDocument document, ObjectType type, FamilyState state) =>
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
