using System.Data.Common;
using Dapper;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Storage;

/// <summary>The bridge's memory in a database: writing.</summary>
internal sealed partial class SqlMemory
{
    public Task CommitAsync(MemoryChange change, CancellationToken cancel) =>
        // Whether a price is at once current and retired is looked up in two tables: only one may look and write at a time.
        change.Links.Count + change.Retirements.Count
        > 0
            ? store.WriteAloneAsync(transaction => CommitAsync(transaction, change), cancel)
            : store.WriteAsync(transaction => CommitAsync(transaction, change), cancel);

    public Task SetSettingAsync(string name, string? value, CancellationToken cancel) =>
        store.WriteAsync(
            transaction =>
                RunAsync(
                    transaction,
                    value is null ? "setting_clear" : "setting_set",
                    new
                    {
                        store.Bridge,
                        Name = name,
                        Value = value,
                    }
                ),
            cancel
        );

    public Task<bool> MoveSettingAsync(string name, string? from, string to, CancellationToken cancel) =>
        store.WriteAsync(
            async transaction =>
                await RunAsync(
                    transaction,
                    from is null ? "setting_add" : "setting_move",
                    new
                    {
                        store.Bridge,
                        Name = name,
                        Was = from,
                        Value = to,
                    }
                ) > 0,
            cancel
        );

    public Task ReleaseKeysAsync(
        IReadOnlyList<string> holders,
        DateTimeOffset now,
        CancellationToken cancel
    ) =>
        store.WriteAsync(
            async transaction =>
            {
                var waiting = new SortedSet<string>(StringComparer.Ordinal);
                foreach (var id in holders)
                    waiting.UnionWith(
                        await transaction.Connection!.QueryAsync<string>(
                            store.Sql("held_key_release"),
                            new { store.Bridge, HolderId = id },
                            transaction
                        )
                    );
                foreach (var family in waiting)
                    await RunAsync(
                        transaction,
                        "family_ring",
                        new
                        {
                            store.Bridge,
                            Family = family,
                            DueAt = Words.Ms(now),
                        }
                    );
                return waiting.Count;
            },
            cancel
        );

    public Task<int> PruneIntentsAsync(DateTimeOffset before, CancellationToken cancel) =>
        store.WriteAsync(
            transaction =>
                RunAsync(transaction, "intent_prune", new { store.Bridge, Before = Words.Ms(before) }),
            cancel
        );

    public Task<int> PruneComparisonsAsync(DateTimeOffset before, CancellationToken cancel) =>
        store.WriteAsync(
            transaction =>
                RunAsync(transaction, "run_prune", new { store.Bridge, Before = Words.Ms(before) }),
            cancel
        );

    public Task SaveRunAsync(RunRecord run, CancellationToken cancel) =>
        store.WriteAsync(
            transaction =>
                RunAsync(
                    transaction,
                    "run_save",
                    new
                    {
                        store.Bridge,
                        run.Id,
                        run.Kind,
                        StartedAt = Words.Ms(run.StartedAt),
                        EndedAt = Words.Ms(run.EndedAt),
                        run.Result,
                    }
                ),
            cancel
        );

    private async Task<int> CommitAsync(DbTransaction transaction, MemoryChange change)
    {
        if (change.Under is { } lease && !await store.HoldsAsync(transaction, lease))
            throw new LeaseLostException(lease.Family);
        await SaveLinksAsync(transaction, change);
        await SaveRetirementsAsync(transaction, change);
        foreach (var document in change.Documents)
            await RunAsync(transaction, "document_save", DocumentRow.Of(store.Bridge, document));
        foreach (var intent in change.Intents)
            await RunAsync(transaction, "intent_save", IntentRow.Of(store.Bridge, intent));
        // Closed ones first: an object has one open record per path.
        foreach (var conflict in change.Conflicts.OrderBy(conflict => conflict.ResolvedAt is null))
            await RunAsync(transaction, "conflict_save", ConflictRow.Of(store.Bridge, conflict));
        foreach (var entry in change.History)
            await RunAsync(transaction, "history_save", HistoryRow.Of(store.Bridge, entry));
        foreach (var (family, at) in change.Rings)
            await RunAsync(
                transaction,
                "family_ring",
                new
                {
                    store.Bridge,
                    Family = family,
                    DueAt = Words.Ms(at),
                }
            );
        foreach (var companion in change.Companions)
            await RunAsync(transaction, "companion_save", CompanionRow.Of(store.Bridge, companion));
        foreach (var held in change.ForgetHeldKeys)
            await RunAsync(transaction, "held_key_forget", HeldKeyRow.Of(store.Bridge, held));
        foreach (var held in change.HeldKeys)
            await RunAsync(transaction, "held_key_save", HeldKeyRow.Of(store.Bridge, held));
        foreach (var image in change.Images)
            await RunAsync(transaction, "image_save", ImageRow.Of(store.Bridge, image));
        foreach (var stale in change.ForgetStaleCopies)
            await RunAsync(transaction, "stale_copy_forget", StaleCopyRow.Of(store.Bridge, stale));
        foreach (var stale in change.StaleCopies)
            await RunAsync(transaction, "stale_copy_save", StaleCopyRow.Of(store.Bridge, stale));
        return 0;
    }

    private async Task SaveLinksAsync(DbTransaction transaction, MemoryChange change)
    {
        // All are taken out before any is put in, so that pairs may exchange their partners within one commit.
        foreach (var id in change.ForgetLinks)
            await RunAsync(transaction, "link_forget", new { store.Bridge, SanityId = id });
        // Another family's link is never run over: what this commit knows of it may be older than what stands there.
        foreach (var link in change.Links)
            await RunAsync(
                transaction,
                "link_take_out",
                new
                {
                    store.Bridge,
                    link.SanityId,
                    link.Family,
                }
            );
        foreach (var link in change.Links)
        {
            try
            {
                await RunAsync(transaction, "link_insert", LinkRow.Of(store.Bridge, link));
            }
            catch (DbException taken) when (store.IsRefusal(taken))
            {
                throw new LinkTakenException(link, taken);
            }
            // A revived price is current again; only its own document may revive it.
            await RunAsync(
                transaction,
                "retirement_revive",
                new
                {
                    store.Bridge,
                    link.StripeId,
                    link.SanityId,
                }
            );
        }
    }

    private async Task SaveRetirementsAsync(DbTransaction transaction, MemoryChange change)
    {
        foreach (var retirement in change.Retirements)
            await RunAsync(transaction, "retirement_save", RetirementRow.Of(store.Bridge, retirement));
        foreach (var link in change.Links)
            await RefuseRetiredAsync(transaction, link);
        foreach (var retirement in change.Retirements)
            if (await IsLinkedAsync(transaction, retirement.StripeId))
                throw new LinkTakenException(await LinkOfAsync(transaction, retirement.StripeId));
    }

    private async Task RefuseRetiredAsync(DbTransaction transaction, Link link)
    {
        if (await IsLinkedAsync(transaction, link.StripeId))
            throw new LinkTakenException(link);
    }

    /// <summary>Whether the price is at once retired and current, which no chain allows.</summary>
    private async Task<bool> IsLinkedAsync(DbTransaction transaction, string stripeId) =>
        await transaction.Connection!.ExecuteScalarAsync<long>(
            store.Sql("retirement_is_linked"),
            new { store.Bridge, StripeId = stripeId },
            transaction
        ) > 0;

    private async Task<Link> LinkOfAsync(DbTransaction transaction, string stripeId)
    {
        var row = await transaction.Connection!.QueryFirstAsync<LinkRow>(
            store.Sql("link_by_stripe"),
            new { store.Bridge, Id = stripeId },
            transaction
        );
        return row.ToLink();
    }

    private Task<int> RunAsync(DbTransaction transaction, string name, object row) =>
        transaction.Connection!.ExecuteAsync(store.Sql(name), row, transaction);
}
