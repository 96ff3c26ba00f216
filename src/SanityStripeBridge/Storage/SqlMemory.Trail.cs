using Dapper;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Storage;

/// <summary>The bridge's memory in a database: the trail of changes and runs.</summary>
internal sealed partial class SqlMemory
{
    /// <summary>Sorts behind every id: they begin with a digit.</summary>
    private const string AfterAll = "z";

    public Task<IReadOnlyList<HistoryEntry>> HistoryAsync(
        string? family,
        int limit,
        CancellationToken cancel
    ) =>
        AllAsync<HistoryRow, HistoryEntry>(
            family is null ? "history_page" : "history_of_family",
            new
            {
                store.Bridge,
                Family = family,
                Before = AfterAll,
                Limit = limit,
            },
            row => row.ToEntry(),
            cancel
        );

    public Task<IReadOnlyList<HistoryEntry>> HistoryPageAsync(
        string? before,
        int limit,
        CancellationToken cancel
    ) =>
        AllAsync<HistoryRow, HistoryEntry>(
            "history_page",
            new
            {
                store.Bridge,
                Before = before ?? AfterAll,
                Limit = limit,
            },
            row => row.ToEntry(),
            cancel
        );

    public async Task<HistoryEntry?> FindChangeAsync(string id, CancellationToken cancel) =>
        await AllAsync<HistoryRow, HistoryEntry>(
            "history_find",
            new { store.Bridge, Id = id },
            row => row.ToEntry(),
            cancel
        )
            is [var found]
            ? found
            : null;

    public Task<IReadOnlyList<HistoryEntry>> ChangesOfAsync(string cause, CancellationToken cancel) =>
        AllAsync<HistoryRow, HistoryEntry>(
            "history_of_cause",
            new { store.Bridge, Cause = cause },
            row => row.ToEntry(),
            cancel
        );

    public Task<int> CountDangerousAsync(DateTimeOffset since, CancellationToken cancel) =>
        store.ReadAsync(
            connection =>
                connection.ExecuteScalarAsync<int>(
                    store.Sql("history_count_dangerous"),
                    new { store.Bridge, Since = Words.Ms(since) }
                ),
            cancel
        );

    public Task<DateTimeOffset?> WriteBeforeAsync(string family, int newer, CancellationToken cancel) =>
        store.ReadAsync(
            async connection =>
                Words.Time(
                    await connection.ExecuteScalarAsync<long?>(
                        store.Sql("history_nth_write"),
                        new
                        {
                            store.Bridge,
                            Family = family,
                            Newer = newer,
                        }
                    )
                ),
            cancel
        );

    public Task<IReadOnlyList<RunRecord>> RunsAsync(int limit, CancellationToken cancel) =>
        AllAsync<RunRow, RunRecord>(
            "run_list",
            new { store.Bridge, Limit = limit },
            row => row.ToRun(),
            cancel
        );

    public Task<IReadOnlyList<RunRecord>> RunPageAsync(string? before, int limit, CancellationToken cancel) =>
        AllAsync<RunRow, RunRecord>(
            "run_page",
            new
            {
                store.Bridge,
                Before = before ?? AfterAll,
                Limit = limit,
            },
            row => row.ToRun(),
            cancel
        );

    public Task<RunRecord?> FindRunAsync(string id, CancellationToken cancel) =>
        OneAsync<RunRow, RunRecord>("run_find", new { store.Bridge, Id = id }, row => row.ToRun(), cancel);
}
