using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Mirror;

/// <summary>What a person keeps: one side's value, or one of their own.</summary>
/// <param name="Side">Null when it is a value of their own.</param>
/// <param name="Value">Only read when <paramref name="Side"/> is null.</param>
internal sealed record Kept(Side? Side, FieldValue Value)
{
    /// <inheritdoc cref="HistoryEntry.OrderedBy"/>
    public string? OrderedBy { get; init; }
}

/// <summary>How a resolution ended.</summary>
internal abstract record Resolution
{
    private Resolution() { }

    /// <summary>Both sides hold what was kept, or <paramref name="Pending"/> says what it still waits for.</summary>
    internal sealed record Done(Conflict Record, string? Pending) : Resolution;

    /// <summary>There is no such record.</summary>
    internal sealed record Unknown : Resolution;

    /// <summary>A shown value is not what stands there now.</summary>
    internal sealed record Changed(FieldValue Sanity, FieldValue Stripe) : Resolution;

    /// <summary>It cannot be done, or not now: a sentence.</summary>
    internal sealed record Refused(string Reason) : Resolution;
}

/// <summary>
/// A person's word on a conflict. What the other side holds becomes the agreed value, so that the kept one is the only edit
/// left, and the ordinary planner carries it over.
/// </summary>
internal sealed class ConflictResolution(
    IMemory memory,
    LeasedWork leased,
    Looker looker,
    SanityApplier sanity,
    Standing standing,
    Ulids ids,
    TimeProvider clock
)
{
    /// <summary>Start of the cause that the history names for a person's decision.</summary>
    public const string Person = "person-";

    private static readonly Concern All = new() { Everything = true };

    /// <summary>Resolves an open record, or turns a resolved one round.</summary>
    public async Task<Resolution> ResolveAsync(string id, Kept kept, CancellationToken cancel)
    {
        if (await memory.FindConflictAsync(id, cancel) is not { } record)
            return new Resolution.Unknown();
        var owner = Person + ids.Next();
        if (await leased.ClaimAsync(record.Family, owner, cancel) is not { } lease)
            return new Resolution.Refused($"{record.Family} is being worked on; try again in a moment");
        return await leased.GiveBackAsync(
            lease,
            DateTimeOffset.MinValue,
            async () =>
                new FamilyState(
                    await memory.LoadAsync(record.Family, cancel),
                    lease,
                    await standing.PlanSettingsAsync(cancel),
                    owner
                )
                {
                    OrderedBy = kept.OrderedBy,
                },
            state => DecideAsync(state, record, kept, cancel),
            cancel
        );
    }

    private async Task<Resolution> DecideAsync(
        FamilyState state,
        Conflict record,
        Kept kept,
        CancellationToken cancel
    )
    {
        var link = state.Memory.Links.FirstOrDefault(link =>
            link.Type == record.Type && link.SanityId == record.SanityId
        );
        if (link is null || link.StripeId != record.StripeId)
            return new Resolution.Refused($"{record.SanityId} and {record.StripeId} are no pair any more");
        if (link.State == LinkState.DeletedInStripe)
            return new Resolution.Refused($"{record.StripeId} was deleted in Stripe; use sync --recreate");
        if (link.State == LinkState.Tombstone)
            return await OverTombstoneAsync(state, record, link, kept, cancel);
        if (await SeeAsync(state, record, link, cancel) is not { } seen)
            return new Resolution.Refused($"{record.SanityId} or {record.StripeId} is gone");
        if (!IsAsShown(record, seen))
            return new Resolution.Changed(seen.Sanity, seen.Stripe);
        var turned = record.ResolvedAt is not null;
        if (turned && kept.Side is not null && kept.Side == record.Winner)
            return new Resolution.Done(record, null);
        var value = kept.Side switch
        {
            Side.Sanity => record.Sanity,
            Side.Stripe => record.Stripe,
            _ => kept.Value,
        };
        await AgreeAsync(state, record, link, kept, seen, turned, cancel);
        if ((turned || kept.Side is null) && value != seen.Sanity)
            if (!await WriteAsync(state, record, seen, value, cancel))
                return new Resolution.Changed(seen.Sanity, seen.Stripe);
        return await WorkAsync(state, record, kept, cancel);
    }

    // A resolved record is shown with one value on both sides: the winner's.
    private static bool IsAsShown(Conflict record, (FieldValue Sanity, FieldValue Stripe) seen) =>
        record is { ResolvedAt: not null, Winner: { } winner }
            ? seen.Sanity == seen.Stripe
                && seen.Sanity == (winner == Side.Sanity ? record.Sanity : record.Stripe)
            : record.ResolvedAt is not null || (seen.Sanity == record.Sanity && seen.Stripe == record.Stripe);

    // Fields of one group are decided together: half of one side's edit and half of the other's is nobody's price.
    private async Task AgreeAsync(
        FamilyState state,
        Conflict record,
        Link link,
        Kept kept,
        (FieldValue Sanity, FieldValue Stripe) seen,
        bool turned,
        CancellationToken cancel
    )
    {
        var loser = !turned && kept.Side == Side.Stripe ? Side.Sanity : Side.Stripe;
        var agreed = link.Agree(record.Path, loser == Side.Sanity ? seen.Sanity : seen.Stripe);
        var group = DefaultMapping.Spec(record.Type, record.Path).Group;
        var companions = state.Memory.Conflicts.Where(other =>
            !turned
            && group is not null
            && other.Type == record.Type
            && other.SanityId == record.SanityId
            && DefaultMapping.Spec(other.Type, other.Path).Group == group
        );
        List<Conflict> decided = [record, .. companions.Where(other => other.Id != record.Id)];
        foreach (var other in decided.Skip(1))
            agreed = agreed.Agree(other.Path, loser == Side.Sanity ? other.Sanity : other.Stripe);
        // An open record carries its winner from now on; it closes when both sides hold the value.
        List<Conflict> marked = turned ? [] : [.. decided.Select(other => other with { Winner = kept.Side })];
        await memory.CommitAsync(new() { Links = [agreed], Conflicts = marked }, cancel);
        state.Memory = state.Memory.With(agreed) with
        {
            Conflicts =
            [
                .. state.Memory.Conflicts.ExceptBy(marked.Select(other => other.Id), other => other.Id),
                .. marked,
            ],
        };
    }

    private Task<bool> WriteAsync(
        FamilyState state,
        Conflict record,
        (FieldValue Sanity, FieldValue Stripe) seen,
        FieldValue value,
        CancellationToken cancel
    )
    {
        var isHalf = value != seen.Stripe;
        var change = new Change
        {
            Side = Side.Sanity,
            Type = record.Type,
            Action = ChangeAction.Update,
            SanityId = record.SanityId,
            StripeId = record.StripeId,
            Fields = [new(record.Path, seen.Sanity, value) { IsHalf = isHalf }],
            Halves = isHalf ? [record.Path] : [],
            Because = "a person decided the conflict",
        };
        return sanity.ApplyAsync([change], state, cancel);
    }

    // The document is gone and somebody un-archived its Stripe object.
    private async Task<Resolution> OverTombstoneAsync(
        FamilyState state,
        Conflict record,
        Link link,
        Kept kept,
        CancellationToken cancel
    )
    {
        if (kept.Side != Side.Sanity)
            return new Resolution.Refused(
                $"{record.SanityId} was deleted in Sanity; restore it in the Studio, and it is linked again. To archive {record.StripeId} again, keep sanity"
            );
        // Linked once more, its missing document archives the object in the ordinary way.
        var linked = link with
        {
            State = LinkState.Linked,
        };
        await memory.CommitAsync(new() { Links = [linked] }, cancel);
        state.Memory = state.Memory.With(linked);
        return await WorkAsync(state, record, kept, cancel);
    }

    private async Task<Resolution> WorkAsync(
        FamilyState state,
        Conflict record,
        Kept kept,
        CancellationToken cancel
    )
    {
        var order = new WorkOrder(All, new Look(), [], state.Cause);
        var result = await leased.RunAsync(state, order, cancel);
        var pending = result switch
        {
            WorkResult.Held held => held.Reason,
            WorkResult.Refused refused => refused.Reason,
            _ => null,
        };
        var stored = await memory.FindConflictAsync(record.Id, cancel) ?? record;
        if (pending is not null)
            return new Resolution.Done(stored, pending);
        var closed = stored with { Winner = kept.Side ?? stored.Winner, ResolvedAt = clock.GetUtcNow() };
        await memory.CommitAsync(new() { Conflicts = [closed] }, CancellationToken.None);
        return new Resolution.Done(closed, null);
    }

    private async Task<(FieldValue Sanity, FieldValue Stripe)?> SeeAsync(
        FamilyState state,
        Conflict record,
        Link link,
        CancellationToken cancel
    )
    {
        await looker.SeeAsync(state, Present.WantsOf(link), cancel);
        HashSet<string> keys = DefaultMapping.IsFreeMetadata(record.Path)
            ? [record.Path[DefaultMapping.MetadataPrefix.Length..]]
            : [];
        return Present.Of(link, keys, state.Memory, state.Look, state.Settings) is { } present
            ? (present.Sanity.Fields[record.Path], present.Stripe.Fields[record.Path])
            : null;
    }
}
