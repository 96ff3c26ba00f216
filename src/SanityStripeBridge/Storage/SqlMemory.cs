using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Storage;

/// <summary>The bridge's memory in a database: reading what the families know. The other parts: the trail, companions, writing.</summary>
internal sealed partial class SqlMemory(SqlStore store) : IMemory
{
    /// <summary>Links read at a time: a long-lived cursor would keep the write-ahead log from being folded back.</summary>
    private const int LinkPage = 500;

    public Task<FamilyMemory> LoadAsync(string family, CancellationToken cancel) =>
        store.ReadAsync(
            async connection =>
            {
                var of = new { store.Bridge, Family = family };
                return new FamilyMemory
                {
                    Family = family,
                    Links = await All<LinkRow, Link>(connection, "link_of_family", of, row => row.ToLink()),
                    Retirements = await All<RetirementRow, Retirement>(
                        connection,
                        "retirement_of_family",
                        of,
                        row => row.ToRetirement()
                    ),
                    Documents = await All<DocumentRow, KnownDocument>(
                        connection,
                        "document_of_family",
                        of,
                        row => row.ToDocument()
                    ),
                    OpenIntents = await All<IntentRow, Intent>(
                        connection,
                        "intent_open_of_family",
                        of,
                        row => row.ToIntent()
                    ),
                    Conflicts = await All<ConflictRow, Conflict>(
                        connection,
                        "conflict_open_of_family",
                        of,
                        row => row.ToConflict()
                    ),
                    Images = await All<ImageRow, ImageImport>(
                        connection,
                        "image_of_family",
                        of,
                        row => row.ToImport()
                    ),
                    HeldKeys = await All<HeldKeyRow, HeldKey>(
                        connection,
                        "held_key_of_family",
                        of,
                        row => row.ToHeldKey()
                    ),
                    Companions = await All<CompanionRow, Companion>(
                        connection,
                        "companion_of_family",
                        of,
                        row => row.ToCompanion()
                    ),
                    StaleCopies = await All<StaleCopyRow, StaleCopy>(
                        connection,
                        "stale_copy_of_family",
                        of,
                        row => row.ToStaleCopy()
                    ),
                };
            },
            cancel
        );

    public Task<IReadOnlyList<Intent>> FindIntentsAsync(string key, CancellationToken cancel) =>
        AllAsync<IntentRow, Intent>(
            "intent_by_key",
            new { store.Bridge, Key = key },
            row => row.ToIntent(),
            cancel
        );

    public Task<Link?> FindLinkAsync(Side side, string id, CancellationToken cancel) =>
        OneAsync<LinkRow, Link>(
            side == Side.Sanity ? "link_by_sanity" : "link_by_stripe",
            new { store.Bridge, Id = id },
            row => row.ToLink(),
            cancel
        );

    public Task<Retirement?> FindRetirementAsync(string stripeId, CancellationToken cancel) =>
        OneAsync<RetirementRow, Retirement>(
            "retirement_find",
            new { store.Bridge, Id = stripeId },
            row => row.ToRetirement(),
            cancel
        );

    public Task<KnownDocument?> FindDocumentAsync(string sanityId, CancellationToken cancel) =>
        OneAsync<DocumentRow, KnownDocument>(
            "document_find",
            new { store.Bridge, Id = sanityId },
            row => row.ToDocument(),
            cancel
        );

    public Task<IReadOnlyList<string>> UnfinishedFamiliesAsync(CancellationToken cancel) =>
        AllAsync<string, string>("unfinished_families", new { store.Bridge }, row => row, cancel);

    public async IAsyncEnumerable<Link> LinksAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var after = "";
        IReadOnlyList<Link> page;
        do
        {
            page = await AllAsync<LinkRow, Link>(
                "link_page",
                new
                {
                    store.Bridge,
                    After = after,
                    Limit = LinkPage,
                },
                row => row.ToLink(),
                cancel
            );
            foreach (var link in page)
                yield return link;
            after = page.Count > 0 ? page[^1].SanityId : after;
        } while (page.Count == LinkPage);
    }

    public Task<IReadOnlyList<Conflict>> ConflictsAsync(bool openOnly, CancellationToken cancel) =>
        AllAsync<ConflictRow, Conflict>(
            "conflict_list",
            new { store.Bridge, OpenOnly = openOnly ? 1L : 0L },
            row => row.ToConflict(),
            cancel
        );

    public Task<Conflict?> FindConflictAsync(string id, CancellationToken cancel) =>
        OneAsync<ConflictRow, Conflict>(
            "conflict_find",
            new { store.Bridge, Id = id },
            row => row.ToConflict(),
            cancel
        );

    public Task<string?> GetSettingAsync(string name, CancellationToken cancel) =>
        store.ReadAsync(
            connection =>
                connection.ExecuteScalarAsync<string?>(
                    store.Sql("setting_get"),
                    new { store.Bridge, Name = name }
                ),
            cancel
        );

    public Task<DateTimeOffset?> OldestWriteAsync(
        Side side,
        DateTimeOffset after,
        CancellationToken cancel
    ) =>
        store.ReadAsync(
            async connection =>
                Words.Time(
                    await connection.ExecuteScalarAsync<long?>(
                        store.Sql("intent_oldest_write"),
                        new
                        {
                            store.Bridge,
                            Side = Words.Of(side),
                            After = Words.Ms(after),
                        }
                    )
                ),
            cancel
        );

    public Task<MemoryCounts> CountAsync(CancellationToken cancel) =>
        store.ReadAsync(
            connection =>
                connection.QuerySingleAsync<MemoryCounts>(store.Sql("memory_count"), new { store.Bridge }),
            cancel
        );

    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> LastWritesAsync(
        CancellationToken cancel
    ) =>
        (
            await AllAsync<LastWriteRow, LastWriteRow>(
                "history_last_writes",
                new { store.Bridge },
                row => row,
                cancel
            )
        ).ToDictionary(row => row.Family, row => Words.Time(row.At), StringComparer.Ordinal);

    private async Task<IReadOnlyList<T>> All<TRow, T>(
        DbConnection connection,
        string name,
        object parameters,
        Func<TRow, T> read
    ) => [.. (await connection.QueryAsync<TRow>(store.Sql(name), parameters)).Select(read)];

    private Task<IReadOnlyList<T>> AllAsync<TRow, T>(
        string name,
        object parameters,
        Func<TRow, T> read,
        CancellationToken cancel
    ) => store.ReadAsync(connection => All(connection, name, parameters, read), cancel);

    private async Task<T?> OneAsync<TRow, T>(
        string name,
        object parameters,
        Func<TRow, T> read,
        CancellationToken cancel
    )
        where T : class
    {
        var found = await AllAsync(name, parameters, read, cancel);
        return found.Count > 0 ? found[0] : null;
    }
}
