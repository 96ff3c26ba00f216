using Dapper;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Storage;

/// <summary>The bridge's memory in a database: companions on their way to Sanity, and copies to look for there.</summary>
internal sealed partial class SqlMemory
{
    public Task<IReadOnlyList<WaitingCompanion>> TakeCompanionsAsync(
        DateTimeOffset now,
        DateTimeOffset until,
        int limit,
        CancellationToken cancel
    ) =>
        store.WriteAsync<IReadOnlyList<WaitingCompanion>>(
            async transaction =>
            {
                var taken = await transaction.Connection!.QueryAsync<CompanionRow>(
                    store.Sql("companion_take"),
                    new
                    {
                        store.Bridge,
                        Now = Words.Ms(now),
                        Until = Words.Ms(until),
                        Limit = limit,
                    },
                    transaction
                );
                return
                [
                    .. taken
                        .OrderBy(row => row.Subject, StringComparer.Ordinal)
                        .Select(row => row.ToWaiting()),
                ];
            },
            cancel
        );

    public Task<IReadOnlyList<StaleCopy>> TakeUnseenAsync(
        DateTimeOffset now,
        DateTimeOffset until,
        CancellationToken cancel
    ) =>
        store.WriteAsync<IReadOnlyList<StaleCopy>>(
            async transaction =>
            {
                var taken = await transaction.Connection!.QueryAsync<StaleCopyRow>(
                    store.Sql("stale_copy_take_unseen"),
                    new
                    {
                        store.Bridge,
                        Now = Words.Ms(now),
                        Until = Words.Ms(until),
                    },
                    transaction
                );
                return [.. taken.Select(row => row.ToStaleCopy())];
            },
            cancel
        );

    public Task CompanionsWrittenAsync(IReadOnlyList<WaitingCompanion> written, CancellationToken cancel) =>
        ForEachAsync("companion_written", written, cancel);

    public Task FreeCompanionsAsync(IReadOnlyList<WaitingCompanion> taken, CancellationToken cancel) =>
        ForEachAsync("companion_free", taken, cancel);

    private Task<int> ForEachAsync(
        string statement,
        IReadOnlyList<WaitingCompanion> companions,
        CancellationToken cancel
    ) =>
        store.WriteAsync(
            async transaction =>
            {
                foreach (var one in companions)
                    await RunAsync(
                        transaction,
                        statement,
                        new
                        {
                            store.Bridge,
                            one.Companion.Subject,
                            one.Told,
                        }
                    );
                return companions.Count;
            },
            cancel
        );
}
